/**
 * The tasks in the service's list that belong to nobody who is known, and what they leave open.
 * @module
 */
import type { OrderRow } from "../pipeline/journal_rows.ts";
import type { TaskListRow } from "../wan/wire.ts";
import type { LostCreate } from "./lost_create.ts";
import type { KnownTask } from "./task_census.ts";
import { isAlikeWithoutPrompt, likenessOf } from "./task_match.ts";
import type { TaskOwners } from "./task_owners.ts";

/** What one reading of the list leaves to be told apart. */
export class Suspects {
  /** Finished tasks with what they were asked. */
  readonly finished: KnownTask[] = [];
  /** Tasks that do not tell yet what they were asked. */
  readonly unfinished: TaskListRow[] = [];
  readonly #owners: TaskOwners;
  #latestOwnMs = 0;

  constructor(owners: TaskOwners) {
    this.#owners = owners;
  }

  /** Takes note of a task of this journal in the list. */
  noteOwn({ acceptedAtMs }: OrderRow): void {
    this.#latestOwnMs = Math.max(this.#latestOwnMs, acceptedAtMs ?? 0);
  }

  /** Whether the list shows a task of ours that was accepted after the order was sent. */
  showsLaterThan({ sentAtMs }: OrderRow): boolean {
    return this.#latestOwnMs > (sentAtMs ?? 0);
  }

  /** The finished tasks that ask for the same as the order, nearest in time first. */
  fitting(lost: LostCreate): KnownTask[] {
    return this.finished
      .filter((task) => lost.canBe(task.row) && likenessOf(lost.order, task) === "same")
      .toSorted((a, b) => lost.distanceMs(a.row) - lost.distanceMs(b.row));
  }

  /**
   * The one task that can be the order's although no prompt comes back, as with all tasks of the
   * messages protocol; undefined when there is none, or more than one, or one that has not finished and
   * might be it, or when another order without an answer could claim it as well.
   * @param orders all that are not finished
   */
  onlyOneFor(lost: LostCreate, orders: readonly OrderRow[]): KnownTask | undefined {
    if (this.unfinished.some((row) => lost.canBe(row))) return undefined;
    const alike = this.finished.filter((task) =>
      lost.canBe(task.row) && isAlikeWithoutPrompt(lost.order, task) &&
      this.#owners.ownOrder(task.row.taskId) === undefined
    );
    const [only, second] = alike;
    if (only === undefined || second !== undefined) return undefined;
    const { id, service, model } = lost.order;
    const hasRival = orders.some((other) =>
      other.id !== id && other.service === service && other.model === model &&
      (other.state === "unknown" || other.state === "sending") && isAlikeWithoutPrompt(other, only)
    );
    return hasRival ? undefined : only;
  }

  /** Whether no task that is left could be the order's. */
  isClearFor(lost: LostCreate): boolean {
    return !this.unfinished.some((row) => lost.canBe(row)) &&
      !this.finished.some((task) =>
        lost.canBe(task.row) && likenessOf(lost.order, task) !== "other" &&
        this.#owners.ownOrder(task.row.taskId) === undefined
      );
  }
}
