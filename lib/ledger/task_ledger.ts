/**
 * Whose a task of the service is, across all pipelines of a user. Two pipelines may order the same
 * prompt; when both answers are lost, only this tells which of them has taken which task.
 * @module
 */
import type { Finding } from "../errors.ts";
import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "./ledger_file.ts";
import type { LedgerHandle } from "./ledger_handle.ts";

/** What the owner of a task is known by. */
export interface TaskOwner {
  /** The pipeline folder's real path. */
  readonly pipeline: string;
  /** The order's number in that pipeline's journal. */
  readonly orderId: number;
}

/**
 * The table of task ids. It never throws: a ledger that cannot be used protects nothing, says so in
 * {@link trouble}, and lets the work go on. One a service address and process.
 */
export class TaskLedger {
  readonly #service: string;
  readonly #file: LedgerHandle;
  readonly #now: () => number;

  /**
   * @param service the base address its tasks live at
   * @param now epoch milliseconds
   */
  constructor(service: string, file: LedgerHandle, now: () => number) {
    this.#service = service;
    this.#file = file;
    this.#now = now;
  }

  /** Why tasks are not told apart across pipelines; undefined: they are. */
  get trouble(): Finding | undefined {
    return this.#file.trouble;
  }

  /** Whose a task is; undefined: nobody of this user's has taken it, as far as is known. */
  ownerOf(taskId: string): TaskOwner | undefined {
    return this.#file.attempt((db) => {
      const row = db
        .prepare("SELECT pipeline, order_id FROM tasks WHERE service = ? AND task_id = ?")
        .all(this.#service, taskId)[0];
      return row === undefined
        ? undefined
        : { pipeline: String(row["pipeline"]), orderId: Number(row["order_id"]) };
    });
  }

  /**
   * Writes down that an order has taken a task, unless somebody else was first.
   * @returns whether the task is the order's now; true as well where nothing can be written
   */
  take(taskId: string, wish: TaskOwner): boolean {
    this.#write("INSERT OR IGNORE", taskId, wish);
    const owner = this.ownerOf(taskId);
    return owner === undefined ||
      (owner.pipeline === wish.pipeline && owner.orderId === wish.orderId);
  }

  /** The service itself said whose a task is: what was guessed before gives way. */
  assign(taskId: string, owner: TaskOwner): void {
    this.#write("INSERT OR REPLACE", taskId, owner);
  }

  #write(insert: string, taskId: string, { pipeline, orderId }: TaskOwner): void {
    this.#file.attempt((db) =>
      inTransaction(db, () => {
        const { changes } = db.prepare(`${insert} INTO tasks VALUES (?, ?, ?, ?, ?)`)
          .run(this.#service, taskId, pipeline, orderId, this.#now());
        if (Number(changes) > 0) moveTask(db, this.#service, taskId, pipeline, orderId);
      })
    );
  }
}

/** The money follows the task: whoever settles it later may have nothing but the task to ask for. */
function moveTask(
  db: DatabaseSync,
  service: string,
  taskId: string,
  pipeline: string,
  orderId: number,
): void {
  db.prepare("UPDATE entries SET task_id = NULL WHERE service = ? AND task_id = ? AND is_final = 0")
    .run(service, taskId);
  db.prepare(
    `UPDATE OR IGNORE entries SET task_id = ?
     WHERE service = ? AND pipeline = ? AND order_id = ? AND is_final = 0`,
  ).run(taskId, service, pipeline, orderId);
}
