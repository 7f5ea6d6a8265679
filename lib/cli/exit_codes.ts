/**
 * Exit codes, a promise to shell scripts. One table decides; the help and the READMEs tell it.
 * @module
 */
import { InputError } from "../errors.ts";
import type { OrderOutcome, RunReport } from "../run/events.ts";
import { canFetchMore, tallyOf } from "../run/tally.ts";

/** The documented exit codes. */
export const EXIT = {
  /** All that was asked was made. */
  made: 0,
  /** Failed, nothing was made; also when the question was answered with no. */
  failed: 1,
  /** Usage or configuration; nothing was sent. */
  usage: 2,
  /** Partly made; also when all was, and standard output did not take the result. */
  partly: 3,
  /** Something paid for can still be fetched by `resume`, earlier orders of the pipeline included. */
  running: 4,
  /** Ctrl-C. */
  interrupted: 130,
  /** SIGTERM; also SIGHUP, as when the terminal is closed, and Ctrl-Break on Windows. */
  terminated: 143,
} as const;

/** What a code is decided by. */
interface Ending {
  readonly report: RunReport;
  /** Numbers that were asked for and do not exist. */
  readonly missing: number;
  /** The code of the signal that came, if one did. */
  readonly stopCode: number | undefined;
}

/** The first row that fits decides. */
const TABLE: readonly (readonly [code: number | undefined, fits: (ending: Ending) => boolean])[] = [
  [undefined, ({ report, stopCode }) => stopCode !== undefined && tallyOf(report).isCutShort],
  [EXIT.running, ({ report }) => canFetchMore(report)],
  [EXIT.made, ({ report, missing }) => missing === 0 && report.outcomes.every(isMade)],
  [EXIT.partly, ({ report }) => report.outcomes.some(isSomething)],
  [EXIT.failed, () => true],
];

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
  const ending = { report, missing, stopCode };
  const [code] = TABLE.find(([, fits]) => fits(ending)) ?? [EXIT.failed];
  return code ?? stopCode ?? EXIT.failed;
}

function isMade({ result }: OrderOutcome): boolean {
  return result === "made";
}

/**
 * Some of it was made; or an order of an earlier run is now known to have never been accepted, so that
 * nothing was lost by it.
 */
function isSomething({ result, isAdopted, order }: OrderOutcome): boolean {
  return result === "made" || result === "partly" ||
    (isAdopted && order.failure?.code === "never_accepted");
}

/** The exit code of an error that ended the command. */
export function exitCodeOfError(error: unknown): number {
  return error instanceof InputError ? EXIT.usage : EXIT.failed;
}
