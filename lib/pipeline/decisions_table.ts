/**
 * What was decided about an illustration, by whom, and how to take it back.
 * @module
 */
import { z } from "zod";
import type { Database, Parameters } from "./database.ts";
import { type Decider, DECIDERS } from "./deciders.ts";
import { type FileChange, fileChangeSchema } from "./file_change.ts";
import {
  isClipPath,
  isFramePath,
  isKeptClip,
  isKeptPicture,
  isKeptPrompts,
  isPromptsPath,
} from "./recorded_paths.ts";
import type { RecommendationsTable } from "./recommendations_table.ts";
import { illustrationNumber, optional, rowId, timeMs } from "./row_fields.ts";

/** What a decision does to the files: in this order, the original first. */
const stepsSchema = z.object({ changes: z.array(fileChangeSchema) });

/** {@link stepsSchema} as a type. */
export type DecisionSteps = z.infer<typeof stepsSchema>;

/**
 * What was decided: a picture takes the original's place, the original stays, none will do, or an
 * earlier decision is taken back.
 */
export type DecisionKind = "accept" | "keep" | "reject" | "undo";

/** One decision as the journal remembers it, and how far its files were moved. */
export interface DecisionRow {
  readonly id: number;
  readonly illustration: number;
  readonly kind: DecisionKind;
  readonly madeBy: Decider;
  /** Epoch milliseconds. */
  readonly madeAtMs: number;
  /** What was put in place; what was kept, as far as it is known; what an undo put back. */
  readonly pictureId: number | undefined;
  /** The decision this one takes back. */
  readonly undoesId: number | undefined;
  readonly steps: DecisionSteps;
  /** In the words of whoever decided. */
  readonly reason: string | undefined;
  /** `undone`: taken back later, or rolled back before it was done. */
  readonly state: "begun" | "done" | "undone";
}

/** A decision that says where the illustration stands. */
export interface StandingRow extends DecisionRow {
  readonly kind: Exclude<DecisionKind, "undo">;
}

/** A decision about to be carried out. */
export type NewDecision =
  & Omit<DecisionRow, "id" | "madeAtMs" | "state" | "reason">
  & Partial<Pick<DecisionRow, "reason">>;

/** Whether a change stays with the files that a decision about this number may touch. */
function isOwnChange(change: FileChange, index: number): boolean {
  if (change.kind === "move") {
    const { from, to } = change;
    return (isClipPath(from, index) && isKeptClip(to, index)) ||
      (isKeptClip(from, index) && isClipPath(to, index));
  }
  const kept = [change.before, change.after].flatMap((each) => each?.file ?? []);
  return isPromptsPath(change.name)
    // The prompts change and never go: without them there is no pipeline.
    ? kept.length === 2 && kept.every(isKeptPrompts)
    : isFramePath(change.name, index) && kept.every((each) => isKeptPicture(each, index));
}

const stepsColumn = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: "custom" });
    return z.NEVER;
  }
}).pipe(stepsSchema);

const decisionSchema: z.ZodType<DecisionRow> = z.object({
  id: rowId,
  illustration: illustrationNumber,
  kind: z.enum(["accept", "keep", "reject", "undo"]),
  made_by: z.enum(DECIDERS),
  made_at_ms: timeMs,
  picture_id: optional(rowId),
  undoes_id: optional(rowId),
  steps: stepsColumn,
  state: z.enum(["begun", "done", "undone"]),
  reason: optional(z.string()),
}).refine(
  ({ illustration, steps }) => steps.changes.every((each) => isOwnChange(each, illustration)),
  { path: ["steps"] },
).transform((row) => ({
  id: row.id,
  illustration: row.illustration,
  kind: row.kind,
  madeBy: row.made_by,
  madeAtMs: row.made_at_ms,
  pictureId: row.picture_id,
  undoesId: row.undoes_id,
  steps: row.steps,
  reason: row.reason,
  state: row.state,
}));

const TABLE = "decisions";

/** Table `decisions`. */
export class DecisionsTable {
  readonly #db: Database;
  readonly #recommendations: Pick<RecommendationsTable, "settle">;
  readonly #now: () => number;

  /** @param recommendations are closed by what is decided */
  constructor(
    db: Database,
    recommendations: Pick<RecommendationsTable, "settle">,
    now: () => number,
  ) {
    this.#db = db;
    this.#recommendations = recommendations;
    this.#now = now;
  }

  /**
   * Writes down what is about to be done to the files.
   * @throws {StorageError} `journal_row_bad` when it could not be carried out as it was read back
   */
  begin(decision: NewDecision): number {
    const { id } = this.#db.run(
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
    );
    const row = this.#db.get("SELECT * FROM decisions WHERE id = :id", { id });
    this.#db.badRows.require(TABLE, decisionSchema, row ?? {});
    return id;
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
      this.#recommendations.settle(id);
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

  /**
   * The newest decision about an illustration that stands, of whatever kind.
   * @throws {StorageError} `journal_row_bad`: nothing older may be taken for the newest
   */
  standing(illustration: number): StandingRow | undefined {
    const row = this.#db.get(
      `SELECT * FROM decisions WHERE illustration = :illustration AND kind <> 'undo'
         AND state = 'done' ORDER BY id DESC LIMIT 1`,
      { illustration },
    );
    if (row === undefined) return undefined;
    const decision = this.#db.badRows.require(TABLE, decisionSchema, row);
    const { kind } = decision;
    return kind === "undo" ? undefined : { ...decision, kind };
  }

  /** All decisions, or those about one illustration, oldest first. */
  list(illustration?: number): DecisionRow[] {
    return illustration === undefined
      ? this.#select("1")
      : this.#select("illustration = :illustration", { illustration });
  }

  #select(where: string, parameters: Parameters = {}): DecisionRow[] {
    const rows = this.#db.all(`SELECT * FROM decisions WHERE ${where} ORDER BY id`, parameters);
    return this.#db.badRows.read(TABLE, decisionSchema, rows);
  }
}
