/**
 * Whose a task of the service is: an order's of this journal, one of another pipeline of the same
 * user, or nobody's that is known here.
 * @module
 */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { spelledPath } from "../pipeline/spelling.ts";
import type { TaskLedger } from "../ledger/task_ledger.ts";
import type { Journal } from "../pipeline/journal.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";

/** The owners of tasks as one run knows them: its journal first, then the user's ledger. */
export class TaskOwners {
  readonly #journal: Journal;
  readonly #ledger: TaskLedger | undefined;
  /** As the ledger knows the pipeline, whatever links lead to it. */
  readonly #pipeline: string;

  /** @param ledger undefined: tasks are told apart inside the pipeline alone */
  constructor(journal: Journal, ledger: TaskLedger | undefined, pipelineDir: string) {
    this.#journal = journal;
    this.#ledger = ledger;
    this.#pipeline = realPath(pipelineDir);
  }

  /** The order of this journal that the task belongs to. */
  ownOrder(taskId: string): OrderRow | undefined {
    return this.#journal.orders.ofTask(taskId);
  }

  /**
   * What the ledger alone knows.
   * @returns the number of this pipeline's order, `elsewhere` for one of another pipeline, undefined
   * for a task nobody has taken
   */
  ledgerOwner(taskId: string): number | "elsewhere" | undefined {
    const owner = this.#ledger?.ownerOf(taskId);
    if (owner === undefined) return undefined;
    return owner.pipeline === this.#pipeline ? owner.orderId : "elsewhere";
  }

  /** The service itself named the order's task: the ledger says so before the journal does. */
  assign(order: OrderRow, taskId: string): void {
    this.#ledger?.assign(taskId, this.#ownerOf(order));
  }

  /**
   * Gives a task that was found to an order whose answer was lost: in the ledger first, since of two
   * pipelines with the same prompt only one may have it.
   * @returns false when somebody else has taken it, or the order has been settled
   */
  adopt(order: OrderRow, taskId: string): boolean {
    const isTaken = this.#ledger?.take(taskId, this.#ownerOf(order)) ?? true;
    return isTaken && this.#journal.orders.adopt(order.id, taskId);
  }

  #ownerOf({ id }: OrderRow) {
    return { pipeline: this.#pipeline, orderId: id };
  }
}

/** A folder by the path that no link leads to, in the letters that the disk has; as it is when it cannot be looked at. */
export function realPath(dir: string): string {
  try {
    return realpathSync.native(spelledPath(resolve(dir)));
  } catch {
    return dir;
  }
}
