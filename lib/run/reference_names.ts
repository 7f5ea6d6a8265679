/**
 * How references are named: `2` or `2,5` (what stands in the film at these numbers), `c17` or `o9` (a
 * candidate, a former original), `auto`, else a file.
 * @module
 */
import { InputError } from "../errors.ts";

/** What one name stands for. */
export type ReferenceName =
  | { readonly kind: "illustration"; readonly index: number }
  | { readonly kind: "picture"; readonly id: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "auto" };

/** A file has a separator or an extension, and is never split at commas. */
const FILE_REGEXP = /[\\/]|\.[^\s.,\\/]+$/;

/** Whether a name is that of a file. */
export function isReferenceFile(text: string): boolean {
  return FILE_REGEXP.test(text);
}

/**
 * Reads one `--reference`.
 * @throws {InputError} `reference_invalid`
 */
export function parseReference(text: string): ReferenceName[] {
  if (isReferenceFile(text)) return [{ kind: "file", path: text }];
  return text.split(",").map((part) => {
    const name = part.trim().toLowerCase();
    if (/^\d{1,9}$/.test(name)) return { kind: "illustration", index: Number(name) };
    if (/^[cof]\d{1,9}$/.test(name)) return { kind: "picture", id: name };
    if (name === "auto") return { kind: "auto" };
    throw new InputError("reference_invalid", { value: text });
  });
}
