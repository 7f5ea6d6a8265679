/**
 * One open task as it is watched: what the task list last said of it, and whether that makes it worth
 * while to ask for the task itself.
 * @module
 */
import { type Clock, untilStopped } from "../wan/pacing.ts";
import type { TaskStatus } from "../wan/wire.ts";

/** Shortest pause between two queries of one task. */
const QUERY_EVERY_MS = 1_000;

/** What the list said longer ago than this counts no more. */
const FRESH_MS = 1_500;

/** What a watched task is told by, and tells, whoever reads the list. */
export interface WatchedTaskParts {
  readonly clock: Clock;
  /** For how long the list's word is taken that nothing has changed. */
  readonly trustedMs: () => number;
  /** The task had ended and the list did not show it. */
  readonly onLate: () => void;
  readonly onLeave: () => void;
}

/** One open task as it is watched. */
export class WatchedTask {
  readonly taskId: string;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
  readonly #parts: WatchedTaskParts;
  #heard: { readonly status: TaskStatus; readonly atMs: number } | undefined;
  #wake: () => void = () => {};

  constructor(taskId: string, parts: WatchedTaskParts) {
    this.taskId = taskId;
    this.sinceMs = parts.clock.now();
    this.#parts = parts;
  }

  /** The list showed this state. */
  hear(status: TaskStatus): void {
    this.#heard = { status, atMs: this.#parts.clock.now() };
    this.#wake();
  }

  /** The task is over, or not waited for any longer. */
  leave(): void {
    this.#parts.onLeave();
  }

  /** The task itself says that it is over: what the list says just now shows whether it keeps up. */
  noteEnd(): void {
    const status = this.#freshStatus();
    if (status === "pending" || status === "running") this.#parts.onLate();
  }

  /**
   * Waits until asking again is likely to tell something new. Each query is followed by a second in
   * which news cannot be used, so as long as the list can be trusted there are few.
   * @param known the state as last asked for
   * @throws {StoppedError}
   */
  async untilWorthAsking(known: TaskStatus, signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const askedAtMs = clock.now();
    await clock.wait(QUERY_EVERY_MS, signal);
    while (this.#freshStatus() === known) {
      const leftMs = askedAtMs + this.#parts.trustedMs() - clock.now();
      if (leftMs <= 0) return;
      await this.#waitForNews(Math.min(FRESH_MS, leftMs), signal);
    }
  }

  #freshStatus(): TaskStatus | undefined {
    const heard = this.#heard;
    if (heard === undefined || this.#parts.clock.now() - heard.atMs >= FRESH_MS) return undefined;
    return heard.status;
  }

  async #waitForNews(durationMs: number, signal: AbortSignal): Promise<void> {
    const enough = new AbortController();
    const news = new Promise<void>((resolve) => this.#wake = resolve);
    const timer = this.#parts.clock.wait(durationMs, enough.signal).catch(() => {});
    try {
      await untilStopped(Promise.race([news, timer]), signal);
    } finally {
      enough.abort();
    }
  }
}
