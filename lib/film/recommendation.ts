/**
 * What was recommended for an illustration and waits for a person's decision.
 * @module
 */
import { isoTime } from "./candidate.ts";
import type { RecommendationRow } from "../pipeline/recommendations_table.ts";

/** A recommendation that no decision has answered yet. */
export interface OpenRecommendation {
  /** Grows with time over the whole pipeline. */
  readonly id: number;
  /** `c17`; undefined: what stands in the original's place should stay. */
  readonly pictureId: string | undefined;
  /** In the words of whoever recommends. */
  readonly reason: string | undefined;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * The newest open recommendation of each illustration.
 * @param rows oldest first
 * @param pictureIds what people call a picture, by its row
 */
export function recommendedByNumber(
  rows: readonly RecommendationRow[],
  pictureIds: ReadonlyMap<number, string>,
): Map<number, OpenRecommendation> {
  return new Map(
    rows.filter(({ state, pictureId }) =>
      state === "open" && (pictureId === undefined || pictureIds.has(pictureId))
    ).map(({ id, illustration, pictureId, reason, madeBy, madeAtMs }) => [illustration, {
      id,
      pictureId: pictureIds.get(pictureId ?? 0),
      reason,
      by: madeBy,
      at: isoTime(madeAtMs),
    }]),
  );
}
