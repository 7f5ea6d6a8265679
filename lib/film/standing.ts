/**
 * Where an illustration stands on its way into the film.
 * @module
 */
import type { ListedIllustration } from "./listing.ts";

/** Where an illustration can stand; each stands at exactly one place. */
export const STANDINGS = [
  /** It has candidates that nobody decided about. */
  "undecided",
  /** One of its pictures was accepted, or the original was kept. */
  "decided",
  /** None of its pictures will do. */
  "rejected",
  /** Something is ordered for it and not here yet. */
  "working",
  /** Its newest order brought nothing. */
  "failed",
  /** Nothing was ordered for it. */
  "bare",
] as const;

/** One of {@link STANDINGS}. */
export type Standing = typeof STANDINGS[number];

/** Those that still wait for somebody: to decide, to order, to fetch. */
export const OPEN_STANDINGS: readonly Standing[] = ["undecided", "rejected", "working", "failed"];

/** Where an illustration stands. */
export function standingOf(
  { openOrders, decision, hasFailed, candidates, strangers }: ListedIllustration,
): Standing {
  if (openOrders.length > 0) return "working";
  if (hasFailed) return "failed";
  if (decision !== undefined && !decision.isOutdated) {
    return decision.kind === "reject" ? "rejected" : "decided";
  }
  const isChoice = strangers.length > 0 || candidates.some(({ kind }) => kind !== "original");
  return isChoice ? "undecided" : "bare";
}
