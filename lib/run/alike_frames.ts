/**
 * Frames that an illustration should look like: decided ones that show the same people and places.
 * @module
 */
import type { Illustration } from "../pipeline/folder.ts";
import type { Journal } from "../pipeline/journal.ts";

/** More than these add nothing to a face, and much to what has to be sent. */
export const MAX_ALIKE = 3;

/**
 * The numbers of frames that were decided (accepted or kept) and share the most with an illustration,
 * nearest first among equals; never the illustration itself.
 * @param decided numbers whose picture was decided
 * @param room how many more the model takes
 */
export function alikeFrames(
  illustrations: readonly Illustration[],
  decided: ReadonlySet<number>,
  index: number,
  room: number,
): number[] {
  const own = illustrations.find((each) => each.index === index)?.entities ?? [];
  if (own.length === 0) return [];
  return illustrations
    .filter((each) => each.index !== index && decided.has(each.index))
    .map((each) => ({
      index: each.index,
      shared: each.entities.filter((entity) => own.includes(entity)).length,
      distance: Math.abs(each.index - index),
    }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared || a.distance - b.distance || a.index - b.index)
    .slice(0, Math.max(0, Math.min(MAX_ALIKE, room)))
    .map((each) => each.index);
}

/** Numbers whose newest decision that stands says what is in the film. */
export function decidedNumbers(journal: Journal): ReadonlySet<number> {
  const newest = new Map<number, string>();
  for (const { illustration, kind, state } of journal.decisions.list()) {
    if (state === "done" && kind !== "undo") newest.set(illustration, kind);
  }
  return new Set([...newest].flatMap(([index, kind]) => kind === "reject" ? [] : [index]));
}
