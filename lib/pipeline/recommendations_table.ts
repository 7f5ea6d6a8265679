/**
 * Which pictures were recommended, by whom and why, and what became of it: only a person's decision
 * changes the film, and what it did with a recommendation is remembered.
 * @module
 */
import { z } from "zod";
import type { Database, Parameters } from "./database.ts";
import { type Decider, DECIDERS } from "./deciders.ts";
import { illustrationNumber, optional, rowId, timeMs } from "./row_fields.ts";

/** Where a recommendation stands. */
export type RecommendationState =
  /** Nobody decided yet. */
  | "open"
  /** What was recommended was decided. */
  | "followed"
  /** Something else was decided. */
  | "overruled"
  /** Whoever made it took it back, or made another. */
  | "withdrawn";

/** One recommendation as the journal remembers it; a decision closes it. */
export interface RecommendationRow {
  readonly id: number;
  readonly illustration: number;
  /** Undefined: none of the pictures is recommended. */
  readonly pictureId: number | undefined;
  /** In the words of whoever recommends. */
  readonly reason: string | undefined;
  readonly madeBy: Decider;
  /** Epoch milliseconds. */
  readonly madeAtMs: number;
  readonly state: RecommendationState;
  /** The decision that closed it. */
  readonly decisionId: number | undefined;
}

/** A recommendation about to be made. */
export type NewRecommendation = Pick<
  RecommendationRow,
  "illustration" | "pictureId" | "reason" | "madeBy"
>;

const recommendationSchema: z.ZodType<RecommendationRow> = z.object({
  id: rowId,
  illustration: illustrationNumber,
  picture_id: optional(rowId),
  reason: optional(z.string()),
  made_by: z.enum(DECIDERS),
  made_at_ms: timeMs,
  state: z.enum(["open", "followed", "overruled", "withdrawn"]),
  decision_id: optional(rowId),
}).transform((row) => ({
  id: row.id,
  illustration: row.illustration,
  pictureId: row.picture_id,
  reason: row.reason,
  madeBy: row.made_by,
  madeAtMs: row.made_at_ms,
  state: row.state,
  decisionId: row.decision_id,
}));

/** Table `recommendations`. */
export class RecommendationsTable {
  readonly #db: Database;
  readonly #now: () => number;

  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Writes a recommendation down and returns its id. */
  add(recommendation: NewRecommendation): number {
    return this.#db.run(
      `INSERT INTO recommendations (illustration, picture_id, reason, made_by, made_at_ms, state)
       VALUES (:illustration, :pictureId, :reason, :madeBy, :now, 'open')`,
      { ...recommendation, now: this.#now() },
    ).id;
  }

  /** Writes a recommendation down in the place of those about the same illustration that are open. */
  replace(recommendation: NewRecommendation): { recommendationId: number; replaced: number } {
    return this.#db.transaction(() => {
      const open = this.list(recommendation.illustration).filter(({ state }) => state === "open");
      this.#db.run(
        `UPDATE recommendations SET state = 'withdrawn'
         WHERE illustration = :illustration AND state = 'open'`,
        { illustration: recommendation.illustration },
      );
      return { recommendationId: this.add(recommendation), replaced: open.length };
    });
  }

  /**
   * Closes what is open about a decision's illustration: followed when what was recommended was
   * decided, overruled otherwise. The recommendation to let the original stay is followed by whatever
   * puts no picture in its place. An undo opens again what the undone decision closed. To be called
   * inside the transaction that finishes the decision.
   */
  settle(decisionId: number): void {
    this.#db.run(
      `UPDATE recommendations SET decision_id = :decisionId, state = (
         SELECT CASE
           WHEN kind = 'accept' AND recommendations.picture_id = decisions.picture_id THEN 'followed'
           WHEN kind IN ('keep', 'reject') AND recommendations.picture_id IS NULL THEN 'followed'
           WHEN kind = 'keep' AND recommendations.picture_id = decisions.picture_id THEN 'followed'
           ELSE 'overruled' END
         FROM decisions WHERE id = :decisionId)
       WHERE state = 'open' AND illustration =
         (SELECT illustration FROM decisions WHERE id = :decisionId AND kind <> 'undo')`,
      { decisionId },
    );
    this.#db.run(
      `UPDATE recommendations SET state = 'open', decision_id = NULL
       WHERE decision_id = (SELECT undoes_id FROM decisions WHERE id = :decisionId)
         AND NOT EXISTS (SELECT 1 FROM recommendations AS other
           WHERE other.illustration = recommendations.illustration AND other.state = 'open')`,
      { decisionId },
    );
  }

  /** All recommendations, or those about one illustration, oldest first. */
  list(illustration?: number): RecommendationRow[] {
    return illustration === undefined
      ? this.#select("1")
      : this.#select("illustration = :illustration", { illustration });
  }

  #select(where: string, parameters: Parameters = {}): RecommendationRow[] {
    // A journal of version 1 that is only looked at.
    if (this.#db.version < 2) return [];
    const sql = `SELECT * FROM recommendations WHERE ${where} ORDER BY id`;
    const rows = this.#db.all(sql, parameters);
    return this.#db.badRows.read("recommendations", recommendationSchema, rows);
  }
}
