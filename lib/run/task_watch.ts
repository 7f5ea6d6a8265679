/**
 * When to ask about an open task. Each is asked at most once a second; but one page of the task list
 * tells of all tasks of a model at once, so it is read every moment, and a task is asked for when the
 * list shows that its state has changed. The list is only a hint: what it does not show, or has shown
 * late before, is asked for as if there were no list.
 * @module
 */
import { StoppedError } from "../errors.ts";
import type { WanClient } from "../wan/client.ts";
import type { Clock, RateLimiter } from "../wan/pacing.ts";
import type { TaskStatus } from "../wan/wire.ts";
import { WatchedTask } from "./watched_task.ts";

/**
 * From one reading of the list to the next: at least and at most so long, in between one hundredth of
 * the age of the youngest task, so that noticing its end costs no task more than a hundredth.
 */
const LIST_PAUSE_MS = { least: 150, most: 500 } as const;
const LIST_PAUSE_SHARE = 0.01;

/** How long a list that failed or does not show our tasks is left alone: at first, and at last. */
const LIST_REST_MS = { first: 1_000, last: 10_000 } as const;

/** Longest pause between two queries of a task while the list shows it unchanged. */
const TRUSTED_QUERY_EVERY_MS = 15_000;

/** The same for a list that has shown the end of a task late. */
const DOUBTED_QUERY_EVERY_MS = 3_000;

/** What the tasks of a session share. */
export interface TaskWatchParts {
  readonly client: Pick<WanClient, "listTasks">;
  /** All reads together. */
  readonly reads: RateLimiter;
  /** Readings of lists among them, of whatever model, so that queries never stand behind lists. */
  readonly listReads: RateLimiter;
  readonly clock: Clock;
}

/** Watches the open tasks of one model. */
export class TaskWatch {
  readonly #parts: TaskWatchParts;
  readonly #model: string;
  readonly #watched = new Set<WatchedTask>();
  #queryEveryMs = TRUSTED_QUERY_EVERY_MS;
  #round: AbortController | undefined;

  /** @param model the name that is sent */
  constructor(parts: TaskWatchParts, model: string) {
    this.#parts = parts;
    this.#model = model;
  }

  /** Begins to watch a task; {@link WatchedTask.leave} ends it. */
  enter(taskId: string): WatchedTask {
    const task = new WatchedTask(taskId, {
      clock: this.#parts.clock,
      trustedMs: () => this.#queryEveryMs,
      onLate: () => this.#queryEveryMs = DOUBTED_QUERY_EVERY_MS,
      onLeave: () => this.#leave(task),
    });
    this.#watched.add(task);
    if (this.#round === undefined) {
      this.#round = new AbortController();
      void this.#readLists(this.#round.signal);
    }
    return task;
  }

  #leave(task: WatchedTask): void {
    this.#watched.delete(task);
    if (this.#watched.size > 0) return;
    this.#round?.abort();
    this.#round = undefined;
  }

  /** Never throws: without the list the tasks are asked one by one. */
  async #readLists(stop: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    let restMs: number = LIST_REST_MS.first;
    let pauseMs: number = LIST_PAUSE_MS.least;
    try {
      while (!stop.aborted) {
        await clock.wait(pauseMs, stop);
        const startMs = clock.now();
        const isOfUse = await this.#readList(stop).catch(() => false);
        pauseMs = isOfUse ? this.#pauseMs() - (clock.now() - startMs) : restMs;
        restMs = isOfUse ? LIST_REST_MS.first : Math.min(LIST_REST_MS.last, restMs * 2);
      }
    } catch (error) {
      if (!(error instanceof StoppedError)) throw error;
    }
  }

  #pauseMs(): number {
    const nowMs = this.#parts.clock.now();
    const ageMs = Math.min(...[...this.#watched].map(({ sinceMs }) => nowMs - sinceMs));
    return Math.max(LIST_PAUSE_MS.least, Math.min(LIST_PAUSE_MS.most, ageMs * LIST_PAUSE_SHARE));
  }

  /** Returns whether it showed any of our tasks. */
  async #readList(stop: AbortSignal): Promise<boolean> {
    const { client, reads, listReads } = this.#parts;
    await listReads.acquire(stop);
    await reads.acquire(stop);
    const { rows } = await client.listTasks(this.#model, 1, stop);
    const statuses = new Map<string, TaskStatus>(rows.map((row) => [row.taskId, row.status]));
    let isOfUse = false;
    for (const task of this.#watched) {
      const status = statuses.get(task.taskId);
      if (status === undefined) continue;
      isOfUse = true;
      task.hear(status);
    }
    return isOfUse;
  }
}
