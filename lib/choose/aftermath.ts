/**
 * Looking at what a decision left behind, once it has taken effect: a failure there is no failure of
 * the decision, and must not be told as one.
 * @module
 */
import { type Finding, GeneratorError, reasonOf, systemCodeOf } from "../errors.ts";

/**
 * Runs a look.
 * @param notes gets `aftermath_unknown`, once, when the disk or the journal cannot be looked at
 * @returns undefined then
 */
export async function lookAfter<T>(
  notes: Finding[],
  look: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    const code = systemCodeOf(error);
    if (!(error instanceof GeneratorError) && code === undefined) throw error;
    const facts = error instanceof GeneratorError ? error.facts : {};
    const reason = facts["reason"] ?? code ?? reasonOf(error);
    if (notes.some((each) => each.code === "aftermath_unknown")) return undefined;
    notes.push({ code: "aftermath_unknown", facts: { path: facts["path"], reason } });
    return undefined;
  }
}
