/**
 * Orders of all pipelines that were sent and are not fetched to the end. A pipeline's journal knows
 * them better; this is for the journal that was deleted, or replaced by an older copy of itself.
 * @module
 */
import { z } from "zod";
import type { EntryKey } from "./entry.ts";
import { inTransaction } from "./ledger_file.ts";
import type { LedgerHandle } from "./ledger_handle.ts";

/** An order that was sent. */
export interface SentEntry extends EntryKey {
  /** The base address. */
  readonly service: string;
  /** Tells the pipeline's folder from others that stand, or stood, at its path. */
  readonly folder: string;
  /** Undefined: its answer is not known. */
  readonly taskId: string | undefined;
  /** The order, as whoever wrote it down reads it again. */
  readonly content: string;
}

const sentRow = z.object({
  pipeline: z.string(),
  order_id: z.int().min(1),
  ordered_at_ms: z.int().min(0),
  service: z.string(),
  folder: z.string(),
  task_id: z.string().nullable(),
  content: z.string(),
}).transform((row): SentEntry => ({
  pipeline: row.pipeline,
  orderId: row.order_id,
  orderedAtMs: row.ordered_at_ms,
  service: row.service,
  folder: row.folder,
  taskId: row.task_id ?? undefined,
  content: row.content,
}));

/** Table `sent`. It never throws: a ledger that cannot be used protects nothing and says so itself. */
export class SentLedger {
  readonly #file: LedgerHandle;

  constructor(file: LedgerHandle) {
    this.#file = file;
  }

  /** Writes an order down, or what has been learned of it since. */
  put({ pipeline, orderId, orderedAtMs, service, folder, taskId, content }: SentEntry): void {
    this.#file.attempt((db) =>
      db.prepare("INSERT OR REPLACE INTO sent VALUES (?, ?, ?, ?, ?, ?, ?)")
        .run(pipeline, orderId, orderedAtMs, service, folder, taskId ?? null, content)
    );
  }

  /** Nothing of the order is left to fetch. */
  forget({ pipeline, orderId, orderedAtMs }: EntryKey): void {
    this.#file.attempt((db) =>
      db.prepare("DELETE FROM sent WHERE pipeline = ? AND order_id = ? AND ordered_at_ms = ?")
        .run(pipeline, orderId, orderedAtMs)
    );
  }

  /** The order has another number now: its money and its task follow, and none of it counts twice. */
  renumber({ pipeline, orderId, orderedAtMs, service, taskId }: SentEntry, newId: number): void {
    this.#file.attempt((db) =>
      inTransaction(db, () => {
        for (const table of ["sent", "entries"]) {
          db.prepare(
            `UPDATE OR REPLACE ${table} SET order_id = ?
               WHERE pipeline = ? AND order_id = ? AND ordered_at_ms = ?`,
          ).run(newId, pipeline, orderId, orderedAtMs);
        }
        db.prepare(
          "UPDATE tasks SET order_id = ? WHERE service = ? AND task_id = ? AND pipeline = ?",
        ).run(newId, service, taskId ?? null, pipeline);
      })
    );
  }

  /** The orders of a pipeline, oldest first. */
  of(pipeline: string): SentEntry[] {
    const rows = this.#file.attempt((db) =>
      db.prepare("SELECT * FROM sent WHERE pipeline = ? ORDER BY ordered_at_ms, order_id")
        .all(pipeline)
    );
    return (rows ?? []).flatMap((row) => sentRow.safeParse(row).data ?? []);
  }
}
