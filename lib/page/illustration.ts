/**
 * An illustration as the components see it: every picture with its own number, and where it stands.
 * @module
 */
import type { PageDecision, PageIllustration, PagePicture, PageState } from "./state.ts";

/** A picture with its prompts and its number. */
export interface Picture extends Omit<PagePicture, "prompt" | "negativePrompt" | "actualPrompt"> {
  /** Its own for the life of the row: 0 is the original, later pictures come behind. */
  readonly number: number;
  readonly prompt: string | undefined;
  readonly negativePrompt: string | undefined;
  readonly actualPrompt: string | undefined;
}

/** Where an illustration stands; each stands at exactly one place. */
export type Standing =
  | "undecided"
  | "decided"
  | "rejected"
  | "working"
  | "failed"
  | "bare";

/** An illustration with its pictures in the order of their numbers. */
export interface Illustration
  extends Omit<PageIllustration, "prompt" | "negativePrompt" | "current" | "pictures"> {
  readonly prompt: string | undefined;
  readonly negativePrompt: string | undefined;
  /** The original first, if there ever was one. */
  readonly pictures: readonly Picture[];
  /** What the film shows now. */
  readonly chosen: Picture | undefined;
  readonly standing: Standing;
}

/** Puts the prompts in their places, gives the numbers. */
export function illustrationsOf({ illustrations, prompts }: PageState): Illustration[] {
  const text = (place: number | undefined) => place === undefined ? undefined : prompts[place];
  return illustrations.map((each) => {
    const pictures = inOrder(each).map((picture, at): Picture => ({
      ...picture,
      number: hasOriginal(each) ? at : at + 1,
      prompt: text(picture.prompt),
      negativePrompt: text(picture.negativePrompt),
      actualPrompt: text(picture.actualPrompt),
    }));
    const { current } = each;
    return {
      ...each,
      prompt: text(each.prompt),
      negativePrompt: text(each.negativePrompt),
      pictures,
      chosen: pictures.find(({ id }) => id === (current?.source ?? "current")) ??
        pictures.find(({ id }) => id === "current"),
      standing: standingOf(each, each.decision),
    };
  });
}

/** The first picture that ever stood in the original's place, as the store has it. */
function storedOriginal({ pictures }: PageIllustration): PagePicture | undefined {
  return pictures.find(({ kind }) => kind === "original");
}

function hasOriginal(illustration: PageIllustration): boolean {
  const { current } = illustration;
  return storedOriginal(illustration) !== undefined ||
    (current !== undefined && !isCandidate(illustration, current.source));
}

function isCandidate({ pictures }: PageIllustration, id: string | undefined): boolean {
  return id !== undefined && pictures.some((each) => each.id === id);
}

/** The original, then everything the store has in the order it came, then what nobody knows. */
function inOrder(illustration: PageIllustration): PagePicture[] {
  const { current, pictures } = illustration;
  const stored = storedOriginal(illustration);
  const isKnown = current === undefined || isCandidate(illustration, current.source);
  const others = pictures.filter((each) => each !== stored);
  if (stored !== undefined) return [stored, ...others, ...(isKnown ? [] : [current])];
  return isKnown ? others : [current, ...others];
}

/** Where an illustration stands with a decision. */
export function standingOf(
  { work, notices, pictures }: Pick<PageIllustration, "work" | "notices"> & {
    readonly pictures: readonly { readonly kind: PagePicture["kind"] }[];
  },
  decision: PageDecision | undefined,
): Standing {
  if (work.length > 0) return "working";
  if (notices.length > 0) return "failed";
  const isDecided = decision !== undefined && !decision.isOutdated;
  if (isDecided) return decision.kind === "reject" ? "rejected" : "decided";
  return pictures.some(({ kind }) => kind === "candidate") ? "undecided" : "bare";
}

/** The picture that was there first: what others are compared with. */
export function originalOf({ pictures }: Illustration): Picture | undefined {
  return pictures.find(({ number }) => number === 0);
}

/** The newest candidate: what stands for those that are not chosen yet. */
export function candidateOf({ pictures }: Illustration): Picture | undefined {
  return pictures.findLast(({ kind }) => kind === "candidate");
}

/** An illustration's number as it stands in file names. */
export function numberText(index: number): string {
  return String(index).padStart(2, "0");
}

/** Width by height of the frames of a row, so that all are shown at one scale. */
export function ratioOf({ pictures }: Illustration): number {
  const known = pictures.find((each) => each.width !== undefined);
  return known?.width === undefined || known.height === undefined
    ? 16 / 9
    : known.width / known.height;
}

/** Whether a candidate was made from another prompt than the recorded one. */
export function hasOtherPrompt(picture: Picture, illustration: Illustration): boolean {
  if (picture.kind !== "candidate" || picture.prompt === undefined) return false;
  return picture.prompt !== (illustration.prompt ?? "") ||
    (picture.negativePrompt ?? "") !== (illustration.negativePrompt ?? "");
}
