/**
 * Ordering once more what an illustration's newest candidate was ordered by.
 * @module
 */
import { InputError } from "../errors.ts";
import type { ListedIllustration } from "../film/listing.ts";
import { EDIT_SOURCE, type OrderReference } from "../order.ts";
import { findRetired, isSynchronousOnly } from "../wan/closed_models.ts";
import { parseWantedSize } from "../wan/order.ts";
import type { RegenerateRequest } from "./request.ts";

/**
 * One more picture by the settings of the newest candidate, with a random seed; without a candidate that
 * was ordered, by the recorded prompt at the size that fits the film.
 * @param model of the settings: where there is no candidate, or its model can no longer be ordered from
 * @throws {InputError} `reference_missing` when a file was sent along: only its name is known, and a
 * journal's word is no reason to read and send a file
 */
export function sameAgain(
  { index, candidates }: Pick<ListedIllustration, "index" | "candidates">,
  model: string,
): RegenerateRequest {
  const indices = String(index);
  const fixed = { indices, n: 1, seed: undefined, again: false };
  const newest = candidates.findLast(({ kind, provenance }) =>
    kind === "candidate" && provenance !== undefined
  )?.provenance;
  if (newest === undefined) {
    return { ...fixed, model, size: "fit", promptExtend: false, watermark: false };
  }
  const { promptExtend, watermark, prompt, isEdit } = newest;
  const isOpen = findRetired(newest.model) === undefined && !isSynchronousOnly(newest.model);
  return {
    ...fixed,
    model: isOpen ? newest.model : model,
    size: parseWantedSize(newest.size),
    promptExtend,
    watermark,
    ...(isEdit ? { edit: prompt } : { prompt }),
    // Empty where it had none: the recorded one was left out of it.
    negativePrompt: newest.negativePrompt ?? "",
    references: newest.references.filter(({ source }) => source !== EDIT_SOURCE).map(nameOf),
  };
}

function nameOf({ kind, source = "?" }: OrderReference): string {
  const isName = kind === "illustration"
    ? /^\d{1,9}$/.test(source)
    : kind === "picture" && /^[cof]\d{1,9}$/.test(source);
  if (!isName) throw new InputError("reference_missing", { reference: source });
  return source;
}
