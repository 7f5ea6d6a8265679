/**
 * What was put in an original's place, by whom, and how to take it back.
 * @module
 */
import { z } from "zod";
import type { Database, Parameters, Row } from "./database.ts";
import { fileChangeSchema } from "./file_change.ts";

/** What a decision does to the files: in this order, the original first. */
const stepsSchema = z.object({ changes: z.array(fileChangeSchema) });

/** {@link stepsSchema} as a type. */
export type DecisionSteps = z.infer<typeof stepsSchema>;

/** Who decided: a person at the command line or the page, or an assistant. */
export type Decider = "cli" | "review" | "mcp";

/**
 * What was decided: a picture takes the original's place, the original stays, none will do, or an
 * earlier decision is taken back.
 */
export type DecisionKind = "accept" | "keep" | "reject" | "undo";

/** One decision. */
export interface DecisionRow {
  readonly id: number;
  readonly illustration: number;
  readonly kind: DecisionKind;
  readonly madeBy: Decider;
  /** Epoch milliseconds. */
  readonly madeAtMs: number;
  /** What was put in place. */
  readonly pictureId: number | undefined;
  /** The decision this one takes back. */
  readonly undoesId: number | undefined;
  readonly steps: DecisionSteps;
  /** In the words of whoever decided. */
  readonly reason: string | undefined;
  /** `undone`: taken back later, or rolled back before it was done. */
  readonly state: "begun" | "done" | "undone";
}

/** A decision about to be carried out. */
export type NewDecision =
  & Omit<DecisionRow, "id" | "madeAtMs" | "state" | "reason">
  & Partial<Pick<DecisionRow, "reason">>;

/** Table `decisions`. */
export class DecisionsTable {
  readonly #db: Database;
  readonly #now: () => number;

  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Writes down what is about to be done to the files. */
  begin(decision: NewDecision): number {
    return this.#db.run(
      `INSERT INTO decisions (illustration, kind, made_by, made_at_ms, picture_id, undoes_id, steps,
         state, reason)
       VALUES (:illustration, :kind, :madeBy, :now, :pictureId, :undoesId, :steps, 'begun', :reason)`,
      {
        illustration: decision.illustration,
        kind: decision.kind,
        madeBy: decision.madeBy,
        pictureId: decision.pictureId,
        undoesId: decision.undoesId,
        steps: JSON.stringify(decision.steps),
        reason: decision.reason,
        now: this.#now(),
      },
    ).id;
  }

  /** The files are as the decision says. An undo also marks what it took back. */
  finish(id: number): void {
    this.#db.transaction(() => {
      this.#db.run("UPDATE decisions SET state = 'done' WHERE id = :id", { id });
      this.#db.run(
        `UPDATE decisions SET state = 'undone'
         WHERE id = (SELECT undoes_id FROM decisions WHERE id = :id AND kind = 'undo')`,
        { id },
      );
    });
  }

  /** The files are as before it. Its number is never given to another decision. */
  abandon(id: number): void {
    this.#db.run("UPDATE decisions SET state = 'undone' WHERE id = :id AND state = 'begun'", {
      id,
    });
  }

  /** A decision by its id. */
  get(id: number): DecisionRow | undefined {
    return this.#select("id = :id", { id })[0];
  }

  /** Decisions that were interrupted, oldest first. */
  begun(): DecisionRow[] {
    return this.#select("state = 'begun'");
  }

  /** The newest decision about an illustration that stands. */
  standing(illustration: number): DecisionRow | undefined {
    return this.#select("illustration = :illustration AND kind = 'accept' AND state = 'done'", {
      illustration,
    }).at(-1);
  }

  /** All decisions, or those about one illustration, oldest first. */
  list(illustration?: number): DecisionRow[] {
    return illustration === undefined
      ? this.#select("1")
      : this.#select("illustration = :illustration", { illustration });
  }

  #select(where: string, parameters: Parameters = {}): DecisionRow[] {
    return this.#db.all(`SELECT * FROM decisions WHERE ${where} ORDER BY id`, parameters).map(read);
  }
}

function read(row: Row): DecisionRow {
  return {
    id: row["id"] as number,
    illustration: row["illustration"] as number,
    kind: row["kind"] as DecisionRow["kind"],
    madeBy: row["made_by"] as Decider,
    madeAtMs: row["made_at_ms"] as number,
    pictureId: (row["picture_id"] as number | null) ?? undefined,
    undoesId: (row["undoes_id"] as number | null) ?? undefined,
    steps: stepsSchema.parse(JSON.parse(row["steps"] as string)),
    reason: (row["reason"] as string | null | undefined) ?? undefined,
    state: row["state"] as DecisionRow["state"],
  };
}
