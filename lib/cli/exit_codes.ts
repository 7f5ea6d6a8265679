/**
 * Exit codes, a promise to shell scripts.
 * @module
 */
import { InputError } from "../errors.ts";
import type { RunReport } from "../run/events.ts";

/** The documented exit codes. */
export const EXIT = {
  /** All that was asked was made. */
  made: 0,
  /** Failed, nothing was made; also when the question was answered with no. */
  failed: 1,
  /** Usage or configuration; nothing was sent. */
  usage: 2,
  /** Partly made. */
  partly: 3,
  /** Something paid for is still at the service: `resume` fetches it. */
  running: 4,
  /** Ctrl-C. */
  interrupted: 130,
  /** SIGTERM. */
  terminated: 143,
} as const;

/**
 * The exit code of a run.
 * @param missing numbers that were asked for and do not exist
 * @param stopCode the code of the signal that came, if one did
 */
export function exitCodeOf(
  report: RunReport,
  missing: number,
  stopCode: number | undefined,
): number {
  const results = report.outcomes.map(({ result }) => result);
  if (stopCode !== undefined && results.some((result) => result !== "made")) return stopCode;
  if (results.some((result) => ["running", "unsaved", "unknown"].includes(result))) {
    return EXIT.running;
  }
  if (results.every((result) => result === "made")) return missing > 0 ? EXIT.partly : EXIT.made;
  const hasAny = results.some((result) => result === "made" || result === "partly");
  return hasAny ? EXIT.partly : EXIT.failed;
}

/** The exit code of an error that ended the command. */
export function exitCodeOfError(error: unknown): number {
  return error instanceof InputError ? EXIT.usage : EXIT.failed;
}
