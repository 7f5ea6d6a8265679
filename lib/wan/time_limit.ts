/**
 * A bound on how long something may take, whatever it consists of.
 * @module
 */
import { StoppedError } from "../errors.ts";
import type { Clock } from "./pacing.ts";

/** Bounds of a {@link TimeLimit}. */
export interface TimeLimitOptions {
  readonly clock: Clock;
  readonly limitMs: number;
  /** Ends the work as well. */
  readonly stop: AbortSignal;
}

/** Time that runs from the moment this is made. Hand its {@link signal} to the work, the work to it. */
export class TimeLimit {
  /** Aborted when the time is up, or when stopped from outside. */
  readonly signal: AbortSignal;
  readonly #stop: AbortSignal;
  readonly #over = new AbortController();
  readonly #done = new AbortController();

  constructor({ clock, limitMs, stop }: TimeLimitOptions) {
    this.#stop = stop;
    this.signal = AbortSignal.any([stop, this.#over.signal]);
    clock.wait(limitMs, this.#done.signal).then(() => this.#over.abort(), () => {});
  }

  /**
   * Waits for work that ends with a {@link StoppedError} when {@link signal} is aborted; the time then
   * runs no longer.
   * @returns undefined when the time was up first
   * @throws what the work throws; {@link StoppedError} when stopped from outside
   */
  async bound<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      const isTimeUp = error instanceof StoppedError && this.#over.signal.aborted &&
        !this.#stop.aborted;
      if (!isTimeUp) throw error;
      return undefined;
    } finally {
      this.#done.abort();
    }
  }
}
