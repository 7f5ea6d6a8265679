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
import { promptOf, type Scenario } from "./scenario.ts";
import { faultOf } from "./troubles.ts";
import { judge, type Verdict } from "./verdict.ts";

/** `--timeout` of a trial, by its clock. */
const WAIT_MS = 120_000;
/** Long enough for a busy machine, short enough for a hundred hanging requests. */
const TIMEOUTS = { createMs: 300, readMs: 300, idleMs: 300, pictureMs: 900 };
/** What a trial orders from. */
export const MODEL = "wan2.2-t2i-flash";
const RESUMES = 3;

/** What one run of the program did in a trial. */
export interface TrialRun {
  /** Which pipeline, from 0. */
  readonly pipeline: number;
  /** Runs of the same round go on at the same time. */
  readonly round: number;
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
  readonly pipelines: readonly TestPipeline[];
  readonly service: RunningEmulator;
  readonly clock: JumpingClock;
  readonly runs: readonly TrialRun[];
  /** Runs whose program died or could not write that it ended; their heartbeat tells. @default 0 */
  readonly abandonedRuns?: number;
}

/** Runs a scenario from beginning to end and judges it. */
export function runTrial(scenario: Scenario): Promise<Verdict> {
  return withTrial(scenario, judge);
}

/** Runs a scenario, gives what it left behind to `act`, removes it. */
export async function withTrial<T>(
  scenario: Scenario,
  act: (record: TrialRecord) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "проверка сбоев "));
  const clock = new JumpingClock();
  let aheadMs = scenario.skewMs;
  const service = await startEmulator({
    clock: { now: () => clock.now() + aheadMs },
    durationMs: [1_000, 6_000],
    maxQueriesPerSecond: 1_000,
    faults: scenario.troubles.map(faultOf),
  });
  const setClock = (jumpMs: number) => {
    clock.skip(jumpMs);
    aheadMs -= jumpMs;
  };
  try {
    const pipelines = await Promise.all(
      Array.from(
        { length: scenario.pipelines },
        (_, at) => makePipeline(home, illustrationsOf(scenario), `pipeline_Цветок ${at + 1}`),
      ),
    );
    const trial = { scenario, pipelines, service, clock, stateHome: join(home, "state") };
    return await act({ ...trial, runs: await runAll(trial, setClock) });
  } finally {
    await service.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function illustrationsOf(scenario: Scenario) {
  return Array.from({ length: scenario.orders }, (_, at) => ({
    index: at + 1,
    title: `Картина ${at + 1}`,
    prompt: promptOf(scenario, at + 1),
  }));
}

/** What the runs of a trial share. */
export interface Trial {
  readonly scenario: Scenario;
  readonly pipelines: readonly TestPipeline[];
  readonly service: RunningEmulator;
  readonly clock: JumpingClock;
  readonly stateHome: string;
}

async function runAll(trial: Trial, setClock: (jumpMs: number) => void): Promise<TrialRun[]> {
  const { scenario, pipelines, service } = trial;
  const everyone = [...pipelines.keys()];
  const runs = await Promise.all(
    everyone.map((pipeline) => perform(trial, pipeline, 0, "all", scenario.stopAfter)),
  );
  if (!scenario.isStubborn) service.clearFaults();
  setClock(scenario.jumpMs);
  return await finishRuns(trial, runs);
}

/** What a user does next: fetches what there is, and orders again what was never made. */
export async function finishRuns(
  trial: Trial,
  before: readonly TrialRun[],
): Promise<TrialRun[]> {
  const { scenario, pipelines, service, clock } = trial;
  const everyone = [...pipelines.keys()];
  const runs = [...before];
  for (let round = 1; round <= RESUMES; round++) {
    clock.skip(600_000);
    runs.push(
      ...await Promise.all(everyone.map((at) => perform(trial, at, round, undefined, 0))),
    );
    service.clearFaults();
  }
  const last = everyone.map(async (at) => {
    const free = freeNumbers(scenario, runs.filter(({ pipeline }) => pipeline === at)).join(",");
    if (free === "") return [];
    const ordered = await perform(trial, at, RESUMES + 1, free, 0);
    // A busy machine alone can delay a picture past the short timeouts of a trial.
    return [ordered, await perform(trial, at, RESUMES + 2, undefined, 0)];
  });
  return [...runs, ...(await Promise.all(last)).flat()];
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
    .filter((index) => ["failed", "unsent"].includes(last.get(index) ?? "unsent"));
}

async function perform(
  { scenario, pipelines, service, clock, stateHome }: Trial,
  at: number,
  round: number,
  indices: string | undefined,
  stopAfter: number,
): Promise<TrialRun> {
  const pipeline = pipelines[at];
  if (pipeline === undefined) throw new RangeError(`no pipeline ${at}`);
  const stop = new AbortController();
  const transport = new HoldingTransport(clock, () => {
    if (transport.count === stopAfter) stop.abort();
  });
  const beganMs = clock.now();
  const options = {
    clock,
    transport,
    timeouts: TIMEOUTS,
    waitMs: WAIT_MS,
    stop: stop.signal,
    stateHome,
  };
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
    pipeline: at,
    round,
    command: indices === undefined ? "resume" : "generate",
    run,
    error,
    requests: transport.count,
    tookMs: clock.now() - beganMs,
    tasksAtEnd: service.tasks().length,
  };
}
