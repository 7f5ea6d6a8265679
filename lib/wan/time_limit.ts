/**
 * A bound on how long something may take, whatever it consists of.
 * @module
 */
import { StoppedError } from "../errors.ts";
import type { Clock } from "./pacing.ts";

/** Bounds of {@link withinTime}. */
export interface TimeLimit {
  readonly clock: Clock;
  readonly limitMs: number;
  /** Ends the work as well. */
  readonly signal: AbortSignal;
}

/**
 * Does something for no longer than a time.
 * @param work must end with a {@link StoppedError} when its signal is aborted
 * @returns undefined when the time was up first
 * @throws what `work` throws; {@link StoppedError} when stopped from outside
 */
export async function withinTime<T>(
  { clock, limitMs, signal }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const over = new AbortController();
  const done = new AbortController();
  clock.wait(limitMs, done.signal).then(() => over.abort(), () => {});
  try {
    return await work(AbortSignal.any([signal, over.signal]));
  } catch (error) {
    const isTimeUp = error instanceof StoppedError && over.signal.aborted && !signal.aborted;
    if (!isTimeUp) throw error;
    return undefined;
  } finally {
    done.abort();
  }
}
