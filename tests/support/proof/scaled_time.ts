/** Time that runs quicker than the machine's, the same for two processes that know how it began. */

/** A minute takes six seconds. */
const TIMES_QUICKER = 10;

/** Environment variable that tells a program its {@link ScaledTime}. */
export const SCALED_TIME_VARIABLE = "PROOF_SCALED_TIME";

/** How a scaled time began; epoch milliseconds. */
export interface ScaledTime {
  /** By the machine's clock. */
  readonly sinceMs: number;
  /** What the scaled clock showed then. */
  readonly startMs: number;
}

/** The scaled time at a moment of the machine's, both epoch ms. */
export function scaledNow({ sinceMs, startMs }: ScaledTime, realNowMs: number): number {
  return startMs + (realNowMs - sinceMs) * TIMES_QUICKER;
}

/** How long a scaled time takes by the machine's clock. */
export function realMs(scaledMs: number): number {
  return scaledMs / TIMES_QUICKER;
}
