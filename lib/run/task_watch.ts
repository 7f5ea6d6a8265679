/**
 * When to ask about an open task. Each is asked at most once a second; but one page of the task list
 * tells of all tasks of a model at once, so with several open ones a changed state is seen within a
 * fraction of that second, for fewer requests. The list is only a hint: what it does not show, or
 * shows late, is asked for every second as if there were no list.
 * @module
 */
import { StoppedError } from "../errors.ts";
import type { WanClient } from "../wan/client.ts";
import { type Clock, type RateLimiter, untilStopped } from "../wan/pacing.ts";
import type { TaskStatus } from "../wan/wire.ts";

/** Shortest pause between two queries of one task. */
const QUERY_EVERY_MS = 1_000;

/** Longest pause while the list shows the task unchanged. */
const TRUSTED_QUERY_EVERY_MS = 6_000;

/** What the list said longer ago than this counts no more. */
const TRUST_MS = 1_500;

/** Tasks watched at once from which on the list is worth its requests. */
const MIN_WATCHED = 2;

/** List and single queries together stay below one a second and task. */
const LIST_PAUSE_MS = { least: 250, perTask: 1_250 } as const;

/** How long a list that failed or does not show our tasks is left alone. */
const LIST_REST_MS = 10_000;

/** What the tasks of a session share. */
export interface TaskWatchParts {
  readonly client: WanClient;
  readonly reads: RateLimiter;
  readonly clock: Clock;
}

/** Watches the open tasks of one model. */
export class TaskWatch {
  readonly #parts: TaskWatchParts;
  readonly #model: string;
  readonly #watched = new Set<WatchedTask>();
  #round: AbortController | undefined;

  /** @param model the name that is sent */
  constructor(parts: TaskWatchParts, model: string) {
    this.#parts = parts;
    this.#model = model;
  }

  /** Begins to watch a task; {@link WatchedTask.leave} ends it. */
  enter(taskId: string): WatchedTask {
    const task = new WatchedTask(taskId, this.#parts.clock, () => this.#leave(task));
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
    try {
      while (!stop.aborted) {
        const { least, perTask } = LIST_PAUSE_MS;
        await clock.wait(Math.max(least, perTask / this.#watched.size), stop);
        if (this.#watched.size < MIN_WATCHED) continue;
        const isOfUse = await this.#readList(stop).catch(() => false);
        if (!isOfUse) await clock.wait(LIST_REST_MS, stop);
      }
    } catch (error) {
      if (!(error instanceof StoppedError)) throw error;
    }
  }

  /** Returns whether it showed any of our tasks. */
  async #readList(stop: AbortSignal): Promise<boolean> {
    const { client, reads } = this.#parts;
    await reads.acquire(stop);
    const { rows } = await client.listTasks(this.#model, 1, stop);
    const statuses = new Map(rows.map(({ taskId, status }) => [taskId, status]));
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

/** One open task as it is watched. */
export class WatchedTask {
  readonly taskId: string;
  readonly leave: () => void;
  readonly #clock: Clock;
  #heard: { readonly status: TaskStatus; readonly atMs: number } | undefined;
  #wake: () => void = () => {};

  constructor(taskId: string, clock: Clock, leave: () => void) {
    this.taskId = taskId;
    this.leave = leave;
    this.#clock = clock;
  }

  /** The list showed this state. */
  hear(status: TaskStatus): void {
    this.#heard = { status, atMs: this.#clock.now() };
    this.#wake();
  }

  /**
   * Waits until asking again is likely to tell something new.
   * @param known the state as last asked for
   * @throws {StoppedError}
   */
  async untilWorthAsking(known: TaskStatus, signal: AbortSignal): Promise<void> {
    const askedAtMs = this.#clock.now();
    const leftMs = (limitMs: number) => askedAtMs + limitMs - this.#clock.now();
    await this.#clock.wait(leftMs(QUERY_EVERY_MS), signal);
    while (this.#isUnchanged(known) && leftMs(TRUSTED_QUERY_EVERY_MS) > 0) {
      await this.#waitForNews(Math.min(TRUST_MS, leftMs(TRUSTED_QUERY_EVERY_MS)), signal);
    }
  }

  #isUnchanged(known: TaskStatus): boolean {
    const heard = this.#heard;
    return heard !== undefined && heard.status === known &&
      this.#clock.now() - heard.atMs < TRUST_MS;
  }

  async #waitForNews(durationMs: number, signal: AbortSignal): Promise<void> {
    const enough = new AbortController();
    const news = new Promise<void>((resolve) => this.#wake = resolve);
    const timer = this.#clock.wait(durationMs, enough.signal).catch(() => {});
    try {
      await untilStopped(Promise.race([news, timer]), signal);
    } finally {
      enough.abort();
    }
  }
}
