/**
 * How far the service's clock is from this machine's, learned from the `Date` header of its answers:
 * only the service's own time says how old a task is.
 * @module
 */
import type { Clock } from "./pacing.ts";

/** A `Date` header names a whole second; the answer was made somewhere inside it. */
const HEADER_STEP_MS = 1_000;

/** The one form in which servers write it (RFC 9110, 5.6.7); others are no header of a server. */
const HEADER_REGEXP = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/**
 * The difference of the two clocks. Each answer leaves a span in which the difference must lie: not
 * below the header's second as seen on arrival, not above its end as seen on departure. The spans of
 * many answers narrow it down; one that contradicts them means that a clock was set, and counts alone.
 */
export class ServiceClock {
  readonly #clock: Clock;
  #leastMs = -Infinity;
  #mostMs = Infinity;
  #isSteady = true;

  /** @param clock this machine's */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** This machine's time, epoch milliseconds; noted before a request for {@link note}. */
  here(): number {
    return this.#clock.now();
  }

  /**
   * Learns from an answer.
   * @param header its `Date`, as sent; anything unreadable teaches nothing
   * @param sentAtMs {@link here} before the request left
   */
  note(header: string | undefined, sentAtMs: number): void {
    if (header === undefined || !HEADER_REGEXP.test(header)) return;
    const theirsMs = Date.parse(header);
    const receivedAtMs = this.here();
    if (Number.isNaN(theirsMs) || receivedAtMs < sentAtMs) return;
    const leastMs = theirsMs - receivedAtMs;
    const mostMs = theirsMs + HEADER_STEP_MS - sentAtMs;
    const isAgreed = leastMs <= this.#mostMs && mostMs >= this.#leastMs;
    if (!isAgreed) this.#isSteady = false;
    this.#leastMs = isAgreed ? Math.max(leastMs, this.#leastMs) : leastMs;
    this.#mostMs = isAgreed ? Math.min(mostMs, this.#mostMs) : mostMs;
  }

  /** The service's time minus this machine's, in milliseconds; undefined: no answer told it yet. */
  get offsetMs(): number | undefined {
    if (this.#leastMs === -Infinity) return undefined;
    return Math.round((this.#leastMs + this.#mostMs) / 2);
  }

  /**
   * Whether all answers agreed so far. Once they did not, a clock was set or something on the way dates
   * answers wrongly, and money must not hang on the difference any more.
   */
  get isSteady(): boolean {
    return this.#isSteady;
  }

  /**
   * The service's time, epoch milliseconds; undefined: no answer told it yet, or they contradict each
   * other.
   */
  now(): number | undefined {
    const { offsetMs } = this;
    return offsetMs === undefined || !this.#isSteady ? undefined : this.here() + offsetMs;
  }
}
