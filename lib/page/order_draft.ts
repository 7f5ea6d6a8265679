/**
 * What stands in the order's form: how it begins, and what is asked of the server with it.
 * @module
 */
import { candidateOf, type Illustration, type Picture } from "./illustration.ts";
import { splitNames } from "./reference_names.ts";
import type { OrderForm, PageModel, PageShape } from "./state.ts";
import { setup } from "./words.ts";

/** What stands in the form; for several illustrations all but the prompts is shared. */
export interface OrderDraft {
  readonly model: string;
  readonly size: string;
  readonly n: number;
  /** As typed: digits, or nothing for a random one. */
  readonly seed: string;
  readonly negativePrompt: string;
  readonly promptExtend: boolean;
  /** By the illustration's number. */
  readonly prompts: Readonly<Record<number, string>>;
  /** Added to every prompt. */
  readonly phrase: string;
  /** As typed: `2,5 c17`, `auto`. */
  readonly references: string;
  /** The frame as it stands is changed, instead of a new picture being made. */
  readonly isEdit: boolean;
  /** What to change in it. */
  readonly change: string;
}

/** The size that fits the film by itself. */
export const FIT = "fit";

/** Whether something remembered is a draft of today's form. */
export function isDraft(value: unknown): boolean {
  return typeof value === "object" && value !== null &&
    ["prompts", "phrase", "references", "change"].every((name) => name in value);
}

/** What the form knows of a model; undefined for names it does not offer. */
export function modelOf(id: string | undefined): PageModel | undefined {
  return setup().models.find((model) => model.id === id);
}

/** The newest candidate's settings, or the illustration's own prompt; the size is the film's. */
export function firstDraft(illustrations: readonly Illustration[]): OrderDraft {
  const froms = illustrations.map(candidateOf);
  const [illustration] = illustrations;
  const [from] = froms;
  const isOne = illustrations.length === 1;
  const model = modelOf(from?.model)?.id ?? setup().defaultModel;
  const isEdit = isOne && from?.isEdit === true;
  return {
    model,
    size: FIT,
    n: 1,
    seed: "",
    negativePrompt: from === undefined || isEdit
      ? illustration?.negativePrompt ?? ""
      : from.negativePrompt ?? "",
    promptExtend: from?.promptExtend ?? false,
    prompts: Object.fromEntries(
      illustrations.map(({ index, prompt }, at) => [index, promptOf(froms[at]) ?? prompt ?? ""]),
    ),
    phrase: "",
    references: isOne ? from?.references.join(", ") ?? "" : "",
    isEdit,
    change: isEdit ? from?.prompt ?? "" : "",
  };
}

/** What an edit was made from says what to change, not what is to be seen. */
function promptOf(picture: Picture | undefined): string | undefined {
  return picture?.isEdit === true ? undefined : picture?.prompt;
}

/** A draft for another model: what that one cannot do is taken back to what it can. */
export function withModel(draft: OrderDraft, id: string): OrderDraft {
  const most = modelOf(id)?.maxPictures ?? setup().maxPictures;
  return { ...draft, model: id, n: Math.min(draft.n, most) };
}

/** Whether pictures go along, and so another size may fit. */
function sendsPictures(draft: OrderDraft): boolean {
  if (modelOf(draft.model)?.references === undefined) return false;
  return draft.isEdit || splitNames(draft.references).length > 0;
}

/** The size that fits the film, `1696*960`; undefined: the film has no shape to fit. */
export function fittingSize(draft: OrderDraft, shape: PageShape | undefined): string | undefined {
  if (shape === undefined) return undefined;
  const [words, withReferences] = shape.fits[draft.model] ?? [shape.size, shape.size];
  return sendsPictures(draft) ? withReferences : words;
}

/** The orders as the server takes them. */
export function formsOf(
  draft: OrderDraft,
  indices: readonly number[],
  illustrations: ReadonlyMap<number, Illustration>,
): OrderForm[] {
  const { model, n, phrase } = draft;
  const known = modelOf(model);
  const seed = draft.seed.trim();
  const isOne = indices.length === 1;
  const takesPictures = known?.references !== undefined;
  const isEdit = isOne && takesPictures && draft.isEdit;
  return indices.map((index) => {
    const recorded = illustrations.get(index)?.negativePrompt ?? "";
    // What the model does not take is not shown either; that what is recorded stays out is then told.
    const isTyped = isOne && known?.takesNegativePrompt !== false;
    return {
      index,
      model,
      size: draft.size.trim().replace(/\s*[x×х]\s*/i, "*"),
      n,
      seed: /^\d+$/.test(seed) ? Math.min(Number(seed), setup().maxSeed) : null,
      prompt: [draft.prompts[index] ?? "", phrase.trim()].filter((each) => each !== "").join(" "),
      negativePrompt: isEdit ? "" : isTyped ? draft.negativePrompt : recorded,
      promptExtend: known?.takesPromptExtend !== false && draft.promptExtend,
      references: takesPictures ? splitNames(draft.references) : [],
      edit: isEdit ? draft.change.trim() : null,
    };
  });
}
