/**
 * What a whole run of checks and tests came to, and how it is told.
 * @module
 */
import type { TestResult } from "./test_file.ts";

/** Counts of checks and tests. */
export class Tally {
  passed = 0;
  failed = 0;
  readonly #skipped = new Map<string, number>();
  readonly #usualReason: string;

  /** @param usualReason why tests are skipped that do not say it themselves */
  constructor(usualReason = "no reason given") {
    this.#usualReason = usualReason;
  }

  /** Counts what a test file came to. */
  add({ passed, failed, skipped, reasons }: TestResult): void {
    this.passed += passed;
    this.failed += failed;
    if (skipped === 0) return;
    // A runner does not tell which test had which reason.
    const why = reasons.length === 0 ? this.#usualReason : reasons.join(", or ");
    this.#skipped.set(why, (this.#skipped.get(why) ?? 0) + skipped);
  }

  /**
   * The last lines: what was skipped and why, then what CI reads.
   * @example "12 skipped: no Chromium here (8), this is Windows (4)\n240 passed, 0 failed\n"
   */
  summary(): string {
    const reasons = [...this.#skipped].toSorted(([, a], [, b]) => b - a);
    const total = reasons.reduce((sum, [, count]) => sum + count, 0);
    const why = reasons.length === 1
      ? reasons.map(([reason]) => reason)
      : reasons.map(([reason, count]) => `${reason} (${count})`);
    const skipped = total === 0 ? "0 skipped" : `${total} skipped: ${why.join(", ")}`;
    return `${skipped}\n${this.passed} passed, ${this.failed} failed\n`;
  }
}
