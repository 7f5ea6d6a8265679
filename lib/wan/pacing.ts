/**
 * The only file that knows the clock: waiting, rate limits, slots, backoff.
 * @module
 */
import { StoppedError } from "../errors.ts";

/** Time as the program sees it, injected so that tests need not sleep. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Waits.
   * @throws {StoppedError} at once when the signal is aborted.
   */
  wait(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wait(durationMs, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new StoppedError(signal.reason));
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, Math.max(0, durationMs));
      function onAbort() {
        clearTimeout(timer);
        reject(new StoppedError(signal?.reason));
      }
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  },
};

/**
 * Hands on a promise, but stops waiting for it as soon as the signal is aborted.
 * @throws {StoppedError} when stopped first.
 */
export function untilStopped<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new StoppedError(signal.reason));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** How many requests may start within a window. */
export interface Rate {
  readonly count: number;
  readonly windowMs: number;
}

/** Lets at most `count` callers start within any `windowMs`, in the order of their asking. */
export class RateLimiter {
  readonly #rate: Rate;
  readonly #clock: Clock;
  #starts: number[] = [];
  #pausedUntil = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /**
   * Resolves when the caller may start.
   * @throws {StoppedError} when the signal is aborted first.
   */
  acquire(signal?: AbortSignal): Promise<void> {
    const turn = this.#queue.then(() => this.#take(signal));
    // Whoever stopped waiting holds nobody up behind.
    this.#queue = turn.catch(() => {});
    return untilStopped(turn, signal);
  }

  /** Holds everybody back until the given time: the service said that it is too fast. */
  pause(durationMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + durationMs);
  }

  async #take(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw new StoppedError(signal.reason);
    for (let waitMs = this.#waitMs(); waitMs > 0; waitMs = this.#waitMs()) {
      await this.#clock.wait(waitMs, signal);
    }
    this.#starts.push(this.#clock.now());
  }

  #waitMs(): number {
    const now = this.#clock.now();
    // What seems to have started in the future did so before the clock was set back.
    this.#starts = this.#starts.filter((at) => at <= now).slice(-this.#rate.count);
    if (this.#pausedUntil - now > 2 * MAX_RETRY_AFTER_MS) this.#pausedUntil = now;
    const oldest = this.#starts.length < this.#rate.count ? undefined : this.#starts[0];
    const freeAt = oldest === undefined ? now : oldest + this.#rate.windowMs;
    return Math.max(freeAt, this.#pausedUntil) - now;
  }
}

/** A fixed number of places; whoever finds none waits for one, first come first served. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /**
   * Takes a place and returns the function that gives it back (once).
   * @throws {StoppedError} when the signal is aborted before a place is free.
   */
  async take(signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted) throw new StoppedError(signal.reason);
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
    return this.#giver();
  }

  /** Takes a place even when none is free, for what is under way already. */
  enter(): () => void {
    this.#free--;
    return this.#giver();
  }

  #giver(): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#free++;
      const next = this.#free > 0 ? this.#waiting.shift() : undefined;
      if (next === undefined) return;
      this.#free--;
      next();
    };
  }

  #wait(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(new StoppedError(signal?.reason));
      };
      this.#waiting.push(enter);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }
}

/** Shape of an exponential wait. */
export interface Backoff {
  /** First wait. */
  readonly baseMs: number;
  /** Longest wait. */
  readonly capMs: number;
  /** Number of repetitions after the first attempt. */
  readonly maxRetries: number;
}

/** Longest Retry-After that is waited out; a longer one is an exhausted quota. */
export const MAX_RETRY_AFTER_MS = 60_000;

/**
 * How long to wait before repetition `attempt` (0 = first): Retry-After if the service gave one,
 * else exponential with up to half taken off at random, so that parallel clients spread out.
 */
export function backoffMs(
  attempt: number,
  { baseMs, capMs }: Backoff,
  retryAfterMs: number | undefined,
  random: () => number = Math.random,
): number {
  const exponentialMs = Math.min(capMs, baseMs * 2 ** attempt);
  const spreadMs = exponentialMs * (1 - random() / 2);
  return retryAfterMs === undefined ? spreadMs : retryAfterMs + random() * baseMs;
}

/** What {@link retrying} needs to know. */
export interface RetryingOptions {
  readonly clock: Clock;
  readonly backoff: Backoff;
  readonly signal?: AbortSignal | undefined;
  /** Says whether the error may be tried again, and after what pause if the other side named one. */
  readonly decide: (error: unknown) => { readonly retryAfterMs?: number | undefined } | undefined;
  /** Told before each wait. */
  readonly onWait?: ((waitMs: number, error: unknown) => void) | undefined;
}

/**
 * Calls `attempt` until it succeeds, the error is final or the repetitions are used up.
 * @throws the last error, or {@link StoppedError} when stopped while waiting.
 */
export async function retrying<T>(
  attempt: () => Promise<T>,
  { clock, backoff, signal, decide, onWait }: RetryingOptions,
): Promise<T> {
  for (let round = 0;; round++) {
    try {
      return await attempt();
    } catch (error) {
      const decision = round < backoff.maxRetries ? decide(error) : undefined;
      if (decision === undefined) throw error;
      const waitMs = backoffMs(round, backoff, decision.retryAfterMs);
      onWait?.(waitMs, error);
      await clock.wait(waitMs, signal);
    }
  }
}

/**
 * A signal that follows `stop` after a grace period, for work that should be let finish.
 * Returns also how to forget the timer.
 */
export function graceful(
  stop: AbortSignal,
  graceMs: number,
): { readonly signal: AbortSignal; readonly forget: () => void } {
  const later = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => timer = setTimeout(() => later.abort(stop.reason), graceMs);
  if (stop.aborted) begin();
  else stop.addEventListener("abort", begin, { once: true });
  return {
    signal: later.signal,
    forget: () => {
      clearTimeout(timer);
      stop.removeEventListener("abort", begin);
    },
  };
}

/** Does something again and again until the returned function is called. */
export function repeat(intervalMs: number, action: () => void): () => void {
  const timer = setInterval(action, intervalMs);
  return () => clearInterval(timer);
}
