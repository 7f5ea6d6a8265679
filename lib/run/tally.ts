/**
 * What a run amounts to, counted once for everybody who tells it: the exit code, the report, JSON.
 * @module
 */
import { REHEARSAL } from "../wan/regions.ts";
import type { OrderOutcome, OrderResult, RunReport } from "./events.ts";

/** Pictures of some orders, and whose they are. */
export interface PictureCount {
  readonly pictures: number;
  /** Numbers of the illustrations, each once, rising. */
  readonly indices: readonly number[];
}

/**
 * What a run came to: a picture was `made`; none was, and something is still to be waited for or
 * settled (`waiting`); `nothing` came of it.
 */
export type RunSuccess = "made" | "waiting" | "nothing";

/** A run in counts. */
export interface RunTally {
  readonly success: RunSuccess;
  /** All that the run had to do with was ordered from the rehearsal service. */
  readonly isRehearsal: boolean;
  /** Somebody stopped it before everything had come to its end. */
  readonly isCutShort: boolean;
  /** Pictures saved during the run. */
  readonly saved: number;
  /** Pictures that the service works on or holds ready. */
  readonly atService: PictureCount;
  /** Pictures of orders of which nobody knows whether the service has them. */
  readonly unknown: PictureCount;
  /** Pictures that were never ordered. */
  readonly unsent: PictureCount;
}

/** Results after which the service may still hand out pictures that were paid for. */
const FETCHABLE: readonly OrderResult[] = ["running", "unsaved", "unknown"];

/** Whether an order that was paid for, or may have been, can still be fetched by `resume`. */
export function isFetchable({ result }: OrderOutcome): boolean {
  return FETCHABLE.includes(result);
}

/**
 * Whether the counts of a stopped run say all there is to say of an order: a line for each would bury
 * what went wrong.
 */
export function isOnlyCounted({ result, error }: OrderOutcome): boolean {
  return error === undefined && (result === "unsent" || result === "running");
}

/** Counts a run, what earlier runs had left included. */
export function tallyOf(report: RunReport): RunTally {
  const all = [...report.outcomes, ...report.leftovers];
  return {
    success: successOf(report, all),
    isRehearsal: all.length > 0 && all.every(({ order }) => order.service === REHEARSAL),
    isCutShort: report.wasStopped &&
      all.some((each) => each.result === "unsent" || isFetchable(each)),
    saved: report.saved,
    atService: countOf(all, ["running", "unsaved"]),
    unknown: countOf(all, ["unknown"]),
    unsent: countOf(all, ["unsent"]),
  };
}

function successOf({ saved }: RunReport, all: readonly OrderOutcome[]): RunSuccess {
  if (saved > 0 || all.some(({ result }) => result === "made" || result === "partly")) {
    return "made";
  }
  return all.some(isFetchable) ? "waiting" : "nothing";
}

/**
 * Whether something that was paid for, or may have been, can still be fetched by `resume`: of this
 * run, of earlier ones, or at an address that other settings name. What another living run sees to is
 * that run's.
 */
export function canFetchMore({ outcomes, leftovers, elsewhere, inHandElsewhere }: RunReport) {
  return [...outcomes, ...leftovers].some(isFetchable) ||
    elsewhere.some(({ id }) => !inHandElsewhere.has(id));
}

function countOf(
  outcomes: readonly OrderOutcome[],
  results: readonly OrderResult[],
): PictureCount {
  const counted = outcomes.filter(({ result }) => results.includes(result));
  const indices = new Set(counted.map(({ order }) => order.illustration));
  return {
    pictures: counted.reduce((sum, outcome) => sum + missingOf(outcome), 0),
    indices: [...indices].sort((a, b) => a - b),
  };
}

/** Pictures of an order that are neither here nor refused. */
function missingOf({ order, pictures }: OrderOutcome): number {
  const ended = pictures.filter(({ state }) => state !== "due").length;
  return Math.max(0, order.n - ended);
}
