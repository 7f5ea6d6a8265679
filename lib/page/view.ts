/**
 * The pipeline in the shape the page draws: prompts in their places, each row with a mark that tells
 * whether it must be drawn anew.
 * @module
 */
import type { PageIllustration, PagePicture, PageState } from "./state.ts";

/** A picture with its prompts. */
export interface Picture extends Omit<PagePicture, "prompt" | "negativePrompt" | "actualPrompt"> {
  readonly prompt: string | undefined;
  readonly negativePrompt: string | undefined;
  readonly actualPrompt: string | undefined;
}

/** An illustration with its prompts. */
export interface Illustration
  extends Omit<PageIllustration, "prompt" | "negativePrompt" | "current" | "pictures"> {
  readonly prompt: string | undefined;
  readonly negativePrompt: string | undefined;
  readonly current: Picture | undefined;
  readonly pictures: readonly Picture[];
  /** Differs when anything does; made when it is asked for. */
  mark(): string;
}

/** Puts the prompts in their places. */
export function illustrationsOf({ illustrations, prompts }: PageState): Illustration[] {
  const text = (place: number | undefined) => place === undefined ? undefined : prompts[place];
  const picture = (each: PagePicture): Picture => ({
    ...each,
    prompt: text(each.prompt),
    negativePrompt: text(each.negativePrompt),
    actualPrompt: text(each.actualPrompt),
  });
  return illustrations.map((each) => {
    const whole = {
      ...each,
      prompt: text(each.prompt),
      negativePrompt: text(each.negativePrompt),
      current: each.current === undefined ? undefined : picture(each.current),
      pictures: each.pictures.map(picture),
    };
    let mark: string | undefined;
    return { ...whole, mark: () => mark ??= JSON.stringify(whole) };
  });
}

/** An illustration's number as it stands in file names. */
export function numberText(index: number): string {
  return String(index).padStart(2, "0");
}

/** Width by height of the frames of a row, so that all are shown at one scale. */
export function ratioOf({ current, pictures }: Illustration): number {
  const known = [current, ...pictures].find((each) => each?.width !== undefined);
  return known?.width === undefined || known.height === undefined
    ? 16 / 9
    : known.width / known.height;
}

/** Whether a candidate was made from another prompt than the recorded one. */
export function hasOtherPrompt(picture: Picture, illustration: Illustration): boolean {
  if (picture.prompt === undefined) return false;
  return picture.prompt !== (illustration.prompt ?? "") ||
    (picture.negativePrompt ?? "") !== (illustration.negativePrompt ?? "");
}

/** What a row is about, for the list of numbers and the filter. */
export type Standing = "busy" | "chosen" | "open" | "bare";

/** Where an illustration stands. */
export function standingOf({ work, accepted, pictures }: Illustration): Standing {
  if (work.length > 0) return "busy";
  if (accepted !== undefined) return "chosen";
  return pictures.some(({ kind }) => kind === "candidate") ? "open" : "bare";
}
