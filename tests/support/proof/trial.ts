/**
 * One trial: an ordinary run while things go wrong, then the faults end, `resume` fetches what there
 * is, and an ordinary run orders again what the program said was never made. Real HTTP, real files, a
 * real journal; only the clock does not wait.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningEmulator, startEmulator } from "../../../lib/wan/emulator/emulator.ts";
import { makePipeline, type TestPipeline } from "../harness.ts";
import { generateHere, type InProcessRun, resumeHere } from "../in_process.ts";
import { HoldingTransport, JumpingClock } from "../jumping_clock.ts";
import type { Scenario } from "./scenario.ts";
import { faultOf } from "./troubles.ts";
import { judge, type Verdict } from "./verdict.ts";

/** `--timeout` of a trial, by its clock. */
const WAIT_MS = 120_000;
/** Long enough for a busy machine, short enough for a hundred hanging requests. */
const TIMEOUTS = { createMs: 300, readMs: 300, idleMs: 300, pictureMs: 900 };
const MODEL = "wan2.2-t2i-flash";
const RESUMES = 3;

/** What one run of the program did in a trial. */
export interface TrialRun {
  readonly command: "generate" | "resume";
  /** Undefined when it threw. */
  readonly run: InProcessRun | undefined;
  readonly error: unknown;
  /** Requests it sent. */
  readonly requests: number;
  /** Time it took by its clock. */
  readonly tookMs: number;
  /** Tasks the service had when it ended. */
  readonly tasksAtEnd: number;
}

/** All that a verdict is made from. */
export interface TrialRecord {
  readonly scenario: Scenario;
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  readonly runs: readonly TrialRun[];
  /** The numbers that an ordinary run ordered again. */
  readonly reordered: readonly number[];
}

/** Runs a scenario from beginning to end and judges it. */
export async function runTrial(scenario: Scenario): Promise<Verdict> {
  const home = await mkdtemp(join(tmpdir(), "проверка сбоев "));
  const clock = new JumpingClock();
  const service = await startEmulator({
    clock: { now: () => clock.now() + scenario.skewMs },
    durationMs: [1_000, 6_000],
    maxQueriesPerSecond: 1_000,
    faults: scenario.troubles.map(faultOf),
  });
  try {
    const pipeline = await makePipeline(home, illustrationsOf(scenario));
    return await judge(await runAll({ scenario, pipeline, service, clock }));
  } finally {
    await service.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function illustrationsOf({ orders, areTwins }: Scenario) {
  return Array.from({ length: orders }, (_, at) => ({
    index: at + 1,
    title: `Картина ${at + 1}`,
    prompt: areTwins ? "A flower in an old book" : `A flower in an old book, scene ${at + 1}`,
  }));
}

interface Trial {
  readonly scenario: Scenario;
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  readonly clock: JumpingClock;
}

async function runAll(trial: Trial): Promise<TrialRecord> {
  const { scenario, pipeline, service, clock } = trial;
  const runs = [await perform(trial, "all", scenario.stopAfter)];
  service.clearFaults();
  for (let round = 0; round < RESUMES; round++) {
    clock.skip(600_000);
    runs.push(await perform(trial, undefined, 0));
  }
  const reordered = freeNumbers(scenario, runs);
  if (reordered.length > 0) runs.push(await perform(trial, reordered.join(","), 0));
  return { scenario, pipeline, service, runs, reordered };
}

/** Numbers that by the last word about them were never made: ordering them again buys nothing twice. */
function freeNumbers({ orders }: Scenario, runs: readonly TrialRun[]): number[] {
  const last = new Map<number, string>();
  for (const { run } of runs) {
    for (
      const { order, result } of [...run?.report.outcomes ?? [], ...run?.report.leftovers ?? []]
    ) {
      const isFree = (order.billed ?? 0) === 0 && order.state !== "expired";
      last.set(order.illustration, isFree ? result : "made");
    }
  }
  return Array.from({ length: orders }, (_, at) => at + 1)
    .filter((index) => ["failed", "unsent", "absent"].includes(last.get(index) ?? "unsent"));
}

async function perform(
  { scenario, pipeline, service, clock }: Trial,
  indices: string | undefined,
  stopAfter: number,
): Promise<TrialRun> {
  const stop = new AbortController();
  const transport = new HoldingTransport(clock, () => {
    if (transport.count === stopAfter) stop.abort();
  });
  const beganMs = clock.now();
  const options = { clock, transport, timeouts: TIMEOUTS, waitMs: WAIT_MS, stop: stop.signal };
  const request = { model: MODEL, size: { width: 512, height: 512 }, n: scenario.n };
  let run: InProcessRun | undefined;
  let error: unknown;
  try {
    run = indices === undefined
      ? await resumeHere(pipeline, service, options)
      : await generateHere(pipeline, service, indices, { ...options, request });
  } catch (thrown) {
    error = thrown;
  }
  return {
    command: indices === undefined ? "resume" : "generate",
    run,
    error,
    requests: transport.count,
    tookMs: clock.now() - beganMs,
    tasksAtEnd: service.tasks().length,
  };
}
