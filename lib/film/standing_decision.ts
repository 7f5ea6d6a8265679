/**
 * What was decided about an illustration and stands, and whether it still holds.
 * @module
 */
import { type Candidate, isoTime } from "./candidate.ts";
import type { DecisionKind, DecisionRow } from "../pipeline/decisions_table.ts";

/** What the journal says of a decision. */
export interface DecisionFacts {
  /** Grows with time over the whole pipeline. */
  readonly id: number;
  readonly kind: Exclude<DecisionKind, "undo">;
  /** What was put in place, or what was kept as far as it is known: `c17`. */
  readonly pictureId: string | undefined;
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  /** In the words of whoever decided. */
  readonly reason: string | undefined;
}

/** A decision beside what came after it. */
export interface StandingDecision extends DecisionFacts {
  /** Candidates came after it: it is to be decided again. */
  readonly isOutdated: boolean;
}

/**
 * The newest decision of each illustration.
 * @param done decisions that took effect and were not taken back, oldest first
 * @param pictureIds what people call a picture, by its row
 */
export function decidedByNumber(
  done: readonly DecisionRow[],
  pictureIds: ReadonlyMap<number, string>,
): Map<number, DecisionFacts> {
  return new Map(
    done.flatMap(({ id, illustration, kind, pictureId, madeAtMs, madeBy, reason }) =>
      kind === "undo" ? [] : [
        [illustration, {
          id,
          kind,
          pictureId: pictureIds.get(pictureId ?? 0),
          at: isoTime(madeAtMs),
          by: madeBy,
          reason,
        }] as const,
      ]
    ),
  );
}

/** Holds a decision against the illustration's candidates. */
export function standingDecision(
  decision: DecisionFacts | undefined,
  candidates: readonly Candidate[],
): StandingDecision | undefined {
  if (decision === undefined) return undefined;
  const isOutdated = candidates.some(({ kind, savedAt }) =>
    kind === "candidate" && savedAt !== undefined && savedAt > decision.at
  );
  return { ...decision, isOutdated };
}
