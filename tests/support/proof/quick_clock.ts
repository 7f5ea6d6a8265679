/** Time that runs quicker than the machine's, the same for two processes that know how it began. */

/** A minute takes six seconds. */
const TIMES_QUICKER = 10;

/** Environment variable that tells a program its {@link QuickTime}. */
export const QUICK_TIME_VARIABLE = "PROOF_QUICK_TIME";

/** How a quick time began; epoch milliseconds. */
export interface QuickTime {
  /** By the machine's clock. */
  readonly sinceMs: number;
  /** What the quick clock showed then. */
  readonly startMs: number;
}

/** The quick time at a moment of the machine's, both epoch ms. */
export function quickNow({ sinceMs, startMs }: QuickTime, realNowMs: number): number {
  return startMs + (realNowMs - sinceMs) * TIMES_QUICKER;
}

/** How long a quick time takes by the machine's clock. */
export function realDuration(quickMs: number): number {
  return quickMs / TIMES_QUICKER;
}
