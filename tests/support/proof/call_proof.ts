/** Trials of faulty calls: each call of each job, pairs drawn from a seed, and their sums. */
import fc from "fast-check";
import {
  type Bench,
  type CallTrial,
  type CallTrialReport,
  Findings,
  isReached,
  type Job,
  type Runtime,
  trialText,
} from "./call_trial.ts";
import { type DecisionTrial, runDecisionTrial } from "./decision_trial.ts";
import {
  type CallFault,
  type CallFaultKind,
  type CallRow,
  FAULT_KINDS,
  ROWS,
} from "./faulty_calls.ts";
import { runOrderTrial } from "./order_trial.ts";
import type { OrderTrial } from "./orders.ts";
import { type Harm, HARMS } from "./verdict.ts";

/** How many calls a job makes when nothing goes wrong. */
export type CallCounts = Readonly<Record<CallRow, number>>;

/** Runs a trial of whatever job. */
export function runCallTrial(bench: Bench, trial: CallTrial): Promise<CallTrialReport> {
  return trial.job === "accept" || trial.job === "keep" || trial.job === "undo"
    ? runDecisionTrial(bench, trial as DecisionTrial)
    : runOrderTrial(bench, trial as OrderTrial);
}

/**
 * Counts the calls of a job.
 * @throws {Error} when it goes wrong without any fault
 */
export async function countCalls(bench: Bench, job: Job, runtime: Runtime): Promise<CallCounts> {
  const report = await runCallTrial(bench, { job, runtime, faults: [], again: [] });
  const words = harmsOf(report).flatMap((harm) => report.verdict[harm]);
  const [log] = report.logs;
  if (words.length > 0 || log === undefined) {
    throw new Error(`${job} under ${runtime} goes wrong without a fault: ${words.join("\n")}`);
  }
  return log.calls;
}

/**
 * What can happen at a call. A kill before a look leaves what a kill before the next change leaves, and
 * no look runs out of room.
 */
const KINDS: Readonly<Record<CallRow, readonly CallFaultKind[]>> = {
  change: FAULT_KINDS,
  look: ["EIO"],
};

/** Every fault alone, at the calls numbered from `first` to `last`. */
export function singleTrials(
  job: Job,
  runtime: Runtime,
  counts: CallCounts,
  { first, last }: { readonly first: number; readonly last: number },
): CallTrial[] {
  return ROWS.flatMap((row) =>
    KINDS[row].flatMap((kind) =>
      Array.from({ length: counts[row] }, (_, at) => at + 1)
        .filter((at) => at >= first && at <= last)
        .map((at) => ({ job, runtime, faults: [{ row, at, kind }], again: [] }))
    )
  );
}

/** How soon a second fault in the same run follows: while the program sees to the first. */
const SOON = 12;

/** A second run makes at least about so many calls of each row before it ends. */
const LEAST_CALLS = 60;

function faultWithin(counts: CallCounts, kinds: readonly CallFaultKind[]): fc.Arbitrary<CallFault> {
  return fc.constantFrom(...ROWS).chain((row) =>
    fc.record({
      row: fc.constant(row),
      at: fc.integer({ min: 1, max: counts[row] }),
      kind: fc.constantFrom(...kinds),
    })
  );
}

/** A call fails, and soon another does, or the program is killed. */
function inOneRun(counts: CallCounts): fc.Arbitrary<Pick<CallTrial, "faults" | "again">> {
  return fc.record({
    one: faultWithin(counts, ["ENOSPC", "EIO"]),
    after: fc.integer({ min: 1, max: SOON }),
    kind: fc.constantFrom(...FAULT_KINDS),
  }).map(({ one, after, kind }) => ({
    faults: [one, { row: one.row, at: one.at + after, kind }],
    again: [],
  }));
}

/** One thing goes wrong, and another when the user goes on. */
function inTwoRuns(counts: CallCounts): fc.Arbitrary<Pick<CallTrial, "faults" | "again">> {
  return fc.record({
    one: faultWithin(counts, FAULT_KINDS),
    other: faultWithin({ change: LEAST_CALLS, look: LEAST_CALLS }, FAULT_KINDS),
  }).map(({ one, other }) => ({ faults: [one], again: [other] }));
}

/** Pairs of faults, in one run or in two, drawn from a seed: the same seed gives the same ones. */
export function randomPairs(
  jobs: readonly { readonly job: Job; readonly runtime: Runtime; readonly counts: CallCounts }[],
  seed: number,
  count: number,
): CallTrial[] {
  const pair = fc.constantFrom(...jobs).chain(({ job, runtime, counts }) =>
    fc.oneof(inOneRun(counts), inTwoRuns(counts)).map((faults) => ({ job, runtime, ...faults }))
  );
  return fc.sample(fc.noBias(pair), { seed, numRuns: count });
}

function harmsOf({ verdict }: CallTrialReport): Harm[] {
  return HARMS.filter((harm) => verdict[harm].length > 0);
}

/** The sums of some trials. */
export interface CallSums {
  trials: number;
  /** Trials in which every fault came, by what the first one was. */
  readonly reached: Record<CallFaultKind, number>;
  /** Trials in which one did not come: they prove nothing. */
  missed: number;
  readonly counts: Record<Harm, number>;
}

function emptySums(): CallSums {
  return {
    trials: 0,
    reached: { kill: 0, ENOSPC: 0, EIO: 0 },
    missed: 0,
    counts: Object.fromEntries(HARMS.map((harm) => [harm, 0])) as Record<Harm, number>,
  };
}

/** How to run many. */
export interface ManyOptions {
  readonly atOnce: number;
  /** No further trial is begun. */
  readonly stop?: AbortSignal;
  /** A trial in which something was found: the trial, what, and where the faults came. */
  readonly onFinding: (sentences: string) => void;
  readonly onTrial: (sums: CallSums) => void;
}

/** Runs trials, a few side by side, and adds them up. */
export async function runCallTrials(
  bench: Bench,
  trials: readonly CallTrial[],
  { atOnce, stop, onFinding, onTrial }: ManyOptions,
): Promise<CallSums> {
  const sums = emptySums();
  const waiting = trials.values();
  const lane = async () => {
    for (const trial of waiting) {
      if (stop?.aborted) return;
      const report = await runCallTrial(bench, trial).catch(unjudged);
      addUp(sums, trial, report);
      if (harmsOf(report).length > 0) onFinding(describe(trial, report));
      onTrial(sums);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return sums;
}

/** What cannot even be looked at is nothing that may be left behind. */
function unjudged(error: unknown): CallTrialReport {
  const found = new Findings();
  found.add("broken", `the trial ended with ${(error as Error).stack ?? String(error)}`);
  return { verdict: found.verdict, logs: [] };
}

function addUp(sums: CallSums, trial: CallTrial, report: CallTrialReport): void {
  sums.trials++;
  for (const harm of harmsOf(report)) sums.counts[harm]++;
  const kind = trial.faults[0]?.kind;
  if (kind === undefined || !isReached(trial, report)) sums.missed++;
  else sums.reached[kind]++;
}

function describe(trial: CallTrial, report: CallTrialReport): string {
  const fired = report.logs.flatMap((log) => log.fired.map((each) => `  ${each}`));
  const words = harmsOf(report).flatMap((harm) =>
    report.verdict[harm].map((sentence) => `  ${harm}: ${sentence}`)
  );
  return [trialText(trial), ...fired, ...words].join("\n");
}
