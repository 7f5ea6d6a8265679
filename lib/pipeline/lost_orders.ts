/**
 * Orders that were sent by this pipeline and stand in its journal no more: it was deleted, or an older
 * copy was put in its place.
 * @module
 */
import type { Database } from "./database.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { OrderRow, OrderSpec } from "./journal_rows.ts";
import type { OrderRows } from "./order_rows.ts";

/** An order as it was sent, times in epoch milliseconds. */
export interface LostOrder {
  /** Its number in the journal that is lost. */
  readonly id: number;
  readonly spec: OrderSpec;
  readonly createdAtMs: number;
  /** How often it was sent. */
  readonly sends: number;
  readonly sentAtMs: number;
  readonly serviceSentAtMs: number | undefined;
  /** Undefined: its answer is not known. */
  readonly taskId: string | undefined;
}

/** Takes such orders up again in table `orders`. */
export class LostOrders {
  readonly #db: Database;
  readonly #rows: OrderRows;

  constructor(db: Database, rows: OrderRows) {
    this.#db = db;
    this.#rows = rows;
  }

  /** The order, by whatever number the journal knows it. */
  find({ spec, createdAtMs, taskId }: LostOrder): OrderRow | undefined {
    const where =
      `task_id = :taskId OR (fingerprint = :fingerprint AND created_at_ms = :createdAtMs)`;
    const fingerprint = fingerprintOf(spec);
    return this.#rows.select(where, { taskId, fingerprint, createdAtMs })[0];
  }

  /**
   * Takes an order up as it stood when it was last known, under its own number if that is free.
   * @returns undefined: the journal knows it
   */
  restore(runId: number, order: LostOrder): OrderRow | undefined {
    const { id: oldId, spec, createdAtMs, taskId } = order;
    return this.#db.transaction(() => {
      // Rows that cannot be used count as well: they hold their number and their task.
      const sql =
        "SELECT 1 FROM orders WHERE task_id = :taskId OR id = :oldId AND created_at_ms = :createdAtMs";
      const isThere = this.#db.get(sql, { taskId, oldId, createdAtMs }) !== undefined;
      if (isThere || this.find(order) !== undefined) return undefined;
      const isFree =
        this.#db.get("SELECT 1 FROM orders WHERE id = :oldId", { oldId }) === undefined;
      const id = this.#rows.insert(runId, spec, createdAtMs, isFree ? oldId : undefined);
      this.reopen(id, order);
      return this.#rows.select("id = :id", { id })[0];
    });
  }

  /** The journal is older than the sending of an order that stands in it: it was sent all the same. */
  reopen(id: number, { sends, sentAtMs, serviceSentAtMs, taskId }: LostOrder): void {
    this.#rows.change(id, taskId === undefined ? "unknown" : "open", ["planned", "dropped"], {
      task_id: taskId,
      sent_at_ms: sentAtMs,
      service_sent_at_ms: serviceSentAtMs,
      accepted_at_ms: taskId === undefined ? undefined : sentAtMs,
      sends,
    });
  }
}
