/**
 * An order under faults: `generate`, `resume`, or the tool of an assistant. Afterwards a user fetches
 * what there is and orders again what was never made, and everything is counted as after any trial.
 */
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { startEmulator } from "../../../lib/wan/emulator/emulator.ts";
import type { OrderOutcome, RunReport } from "../../../lib/run/events.ts";
import { Journal } from "../../../lib/pipeline/journal.ts";
import { makePipeline } from "../harness.ts";
import { JumpingClock } from "../jumping_clock.ts";
import {
  type Bench,
  type CallTrialReport,
  type FaultyRun,
  Findings,
  judgeRun,
  type Place,
  stateHome,
  withPlace,
} from "./call_trial.ts";
import { ILLUSTRATIONS, type OrderTrial, performFaulty, prepare, SCENARIO } from "./orders.ts";
import { scaledNow, type ScaledTime } from "./scaled_time.ts";
import { finishRuns, type Trial, type TrialRun } from "./trial.ts";
import { judge } from "./verdict.ts";

const DAY_MS = 24 * 3_600_000;

/** Runs the program in a trial, on a scaled time. */
export type PerformOrder = (
  place: Place,
  shared: Trial,
  time: ScaledTime,
  how: { readonly faults: OrderTrial["faults"]; readonly isSecond: boolean },
) => Promise<FaultyRun>;

/**
 * Runs a trial of an order from beginning to end.
 * @param perform for tests of the verdict
 */
export function runOrderTrial(
  bench: Bench,
  trial: OrderTrial,
  perform: PerformOrder = (...how) => performFaulty(bench, trial, ...how),
): Promise<CallTrialReport> {
  return withPlace(bench, async (place) => {
    const clock = new JumpingClock();
    let time: ScaledTime | undefined;
    const now = () => time === undefined ? clock.now() : scaledNow(time, Date.now());
    const service = await startEmulator({
      clock: { now },
      durationMs: [500, 3_000],
      maxQueriesPerSecond: 1_000,
    });
    try {
      const pipelines = [await makePipeline(place.home, ILLUSTRATIONS)];
      const shared = {
        scenario: SCENARIO,
        pipelines,
        service,
        clock,
        stateHome: stateHome(place),
      };
      await prepare(trial, shared);
      return await runAll(trial, place, shared, async (faults, isSecond) => {
        time = { sinceMs: Date.now(), startMs: clock.now() };
        const run = await perform(place, shared, time, { faults, isSecond });
        clock.skip(now() - clock.now());
        time = undefined;
        return run;
      });
    } finally {
      await service.close();
    }
  });
}

async function runAll(
  trial: OrderTrial,
  place: Place,
  shared: Trial,
  perform: (faults: OrderTrial["faults"], isSecond: boolean) => Promise<FaultyRun>,
): Promise<CallTrialReport> {
  const { faults, again } = trial;
  const found = new Findings();
  const logs = [];
  const runs: TrialRun[] = [];
  const parts = again.length > 0 ? [faults, again] : [faults];
  for (const [round, part] of parts.entries()) {
    const beganMs = shared.clock.now();
    const sent = shared.service.log.length;
    const run = await perform(part, round > 0);
    logs.push(run.log);
    judgeRun(found, run);
    if (parts.length === 1) judgeWord(found, trial, shared, run);
    runs.push(asTrialRun(shared, run, round, { beganMs, sent }));
  }
  passADay(place);
  const finished = await finishRuns(shared, runs);
  found.take(await judge({ ...shared, runs: finished, abandonedRuns: parts.length }));
  judgeImages(found, shared);
  return { verdict: found.verdict, logs };
}

/** What is left of unfinished files a day later is removed: a day passes. */
function passADay({ home }: Place): void {
  const names = readdirSync(home, { recursive: true, encoding: "utf8" });
  const when = new Date(Date.now() - 2 * DAY_MS);
  for (const name of names) {
    if (name.endsWith(".part")) utimesSync(join(home, name), when, when);
  }
}

const EMPTY_REPORT: RunReport = {
  outcomes: [],
  leftovers: [],
  elsewhere: [],
  inHandElsewhere: new Set(),
  accepted: 0,
  billed: 0,
  saved: 0,
  notes: [],
  ceiling: undefined,
  lost: [],
  wasStopped: false,
};

/** A run of the program as the verdict takes it: a list shows what is made already. */
function asTrialRun(
  { pipelines: [pipeline], service, clock }: Trial,
  { stdout, code }: FaultyRun,
  round: number,
  { beganMs, sent }: { readonly beganMs: number; readonly sent: number },
): TrialRun {
  const outcomes = madeOrders(pipeline?.dir ?? "");
  return {
    pipeline: 0,
    round: -1 - round,
    command: "generate",
    run: { report: { ...EMPTY_REPORT, outcomes }, events: [], text: stdout, code: code ?? 1 },
    error: undefined,
    requests: service.log.length - sent,
    tookMs: clock.now() - beganMs,
    tasksAtEnd: service.tasks().length,
  };
}

function madeOrders(dir: string): OrderOutcome[] {
  // Killed while the journal was begun, there is none yet.
  const journal = Journal.openExisting(join(dir, ".alibaba"));
  if (journal === undefined) return [];
  try {
    return journal.orders.list().flatMap((order) => {
      const pictures = journal.pictures.ofOrder(order.id);
      const isMade = pictures.length > 0 && pictures.every(({ state }) => state === "saved");
      if (!isMade) return [];
      const result = "made" as const;
      return [{ order, pictures, result, isAdopted: false, error: undefined, troubles: [] }];
    });
  } finally {
    journal.close();
  }
}

function savedPictures(dir: string): number {
  const journal = Journal.openExisting(join(dir, ".alibaba"));
  try {
    const orders = journal?.orders.list() ?? [];
    const pictures = orders.flatMap(({ id }) => journal?.pictures.ofOrder(id) ?? []);
    return pictures.filter(({ state }) => state === "saved").length;
  } finally {
    journal?.close();
  }
}

/** Sentences by which a run says that it sent nothing. */
const NOTHING_SENT = /Ничего не отправлено|Nothing was sent/;

/** Whether what it said, and its exit code, is true. */
function judgeWord(
  found: Findings,
  { job, faults }: OrderTrial,
  { pipelines: [pipeline], service }: Trial,
  { code, stdout, stderr, log }: FaultyRun,
): void {
  if (log.isKilled || pipeline === undefined) return;
  const saved = savedPictures(pipeline.dir);
  const all = SCENARIO.orders * SCENARIO.n;
  const tasks = service.tasks().length;
  const said = `exit code ${code}, ${tasks} tasks, ${saved} of ${all} saved:\n${stderr}${stdout}`;
  if (code === 0 && saved < all) found.add("untrue", said);
  if (code === 3 && saved === 0) found.add("untrue", said);
  if (job === "resume") {
    // Where the folder itself or its illustrations cannot be read, nothing is known of its orders.
    const unread = [`${pipeline.dir}: `, "illustrations.json"];
    const isRead = faults.length < 2 && !unread.some((path) => stderr.includes(path));
    const isAboutOrders = isRead && code !== 0 && code !== 4;
    if (isAboutOrders && saved < all) found.add("untrue", `not all is there: ${said}`);
    return;
  }
  if ((code === 2 || NOTHING_SENT.test(stderr + stdout)) && tasks > 0) found.add("untrue", said);
  // An assistant is told of an error, and what goes on goes on.
  if (job === "generate" && code === 1 && tasks * SCENARIO.n > saved) found.add("untrue", said);
}

/** What was made stands beside the originals. */
function judgeImages(found: Findings, { pipelines }: Trial): void {
  for (const { dir } of pipelines) {
    const names = readdirSync(join(dir, "images"));
    for (let index = 1; index <= SCENARIO.orders; index++) {
      const start = `illustration_${String(index).padStart(2, "0")}_alibaba`;
      const shown = names.filter((name) => name.startsWith(start)).length;
      if (shown !== SCENARIO.n) found.add("half done", `${shown} pictures of ${index} in images/`);
    }
  }
}
