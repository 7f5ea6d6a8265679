/**
 * The tasks in the service's list that belong to nobody who is known, and what they leave open.
 * @module
 */
import type { OrderRow } from "../pipeline/journal_rows.ts";
import type { TaskListRow } from "../wan/wire.ts";
import type { LostCreate } from "./lost_create.ts";
import type { KnownTask } from "./task_census.ts";
import { likenessOf } from "./task_match.ts";
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

  /** Whether no task that is left could be the order's. */
  isClearFor(lost: LostCreate): boolean {
    return !this.unfinished.some((row) => lost.canBe(row)) &&
      !this.finished.some((task) =>
        lost.canBe(task.row) && likenessOf(lost.order, task) !== "other" &&
        this.#owners.ownOrder(task.row.taskId) === undefined
      );
  }
}
