/**
 * Many processes that spend against one ceiling at once while some of them are killed at any moment:
 * what the service has accepted must never exceed it, and nothing may stay set aside afterwards.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Ceiling } from "../../lib/money.ts";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { NO_SPENDING_RULES } from "../../lib/wan/spending_rules.ts";
import type { WorkerOrder } from "./ceiling_worker.ts";
import { cleanEnv, makePipeline, scriptCommand, SEVEN, type TestPipeline } from "./harness.ts";
import { withService } from "./harness.ts";
import { generateHere, QuickClock, resumeHere } from "./in_process.ts";

/** One picture of the model that is ordered, in millionths of a dollar. */
const PICTURE_MICROS = 30_000;

const PIPELINES = 5;

/** What a race showed. */
export interface RaceResult {
  /** Sentences about what must not be; empty: all is well. */
  readonly problems: readonly string[];
  readonly processes: number;
  /** Processes that were killed before they ended. */
  readonly killed: number;
  /** Pictures the service accepted before anything was recovered. */
  readonly pictures: number;
  /** Pictures that fit below the ceiling. */
  readonly fitting: number;
}

/** A drawing of lots that is the same for the same seed (mulberry32). */
function lots(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Runs one race. */
export async function race(seed: number, processes = 20): Promise<RaceResult> {
  const draw = lots(seed);
  const pick = (min: number, max: number) => min + Math.floor(draw() * (max - min + 1));
  const home = await mkdtemp(join(tmpdir(), "потолок и спешка "));
  const limitMicros = pick(3, 30) * PICTURE_MICROS + pick(0, PICTURE_MICROS - 1);
  const ceiling: Ceiling = {
    period: draw() < 0.5 ? "day" : "month",
    currency: "USD",
    limitMicros,
    name: "ALIBABA_MAX_USD_PER_DAY",
    path: undefined,
  };
  const result = { problems: [] as string[], processes, killed: 0, pictures: 0 };
  // The processes run by the machine's time, what is fetched after them by a quicker clock.
  let clock: QuickClock | undefined;
  try {
    const pipelines = await Promise.all(
      Array.from({ length: PIPELINES }, (_, at) => makePipeline(home, SEVEN, `pipeline ${at}`)),
    );
    await withService(async (service) => {
      const course = { service, home, stateHome: join(home, "state"), ceiling, pipelines };
      const ends = Array.from(
        { length: processes },
        () => runWorker(drawOrder(draw, course), draw() < 0.5 ? pick(0, 2_500) : undefined),
      );
      for (const { isKilled, complaint } of await Promise.all(ends)) {
        if (isKilled) result.killed++;
        if (complaint !== undefined) result.problems.push(complaint);
      }
      result.pictures = acceptedPictures(service);
      demandBelow(service, limitMicros, "after the race", result.problems);
      clock = new QuickClock(60);
      await fetchAndOrderOneMore(course, clock, result.problems);
    }, {
      clock: { now: () => clock?.now() ?? Date.now() },
      durationMs: [50, 400],
      limits: { perSecond: 1_000, concurrent: 1_000 },
      maxQueriesPerSecond: 100_000,
    });
    return { ...result, fitting: Math.floor(limitMicros / PICTURE_MICROS) };
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Where a race takes place. */
interface Course {
  readonly service: RunningEmulator;
  readonly home: string;
  readonly stateHome: string;
  readonly ceiling: Ceiling;
  readonly pipelines: readonly TestPipeline[];
}

function drawOrder(
  draw: () => number,
  { service, home, stateHome, ceiling, pipelines }: Course,
): WorkerOrder {
  const pick = (min: number, max: number) => min + Math.floor(draw() * (max - min + 1));
  const pipeline = pipelines[pick(0, PIPELINES - 1)] as TestPipeline;
  const first = pick(1, 7);
  return {
    dir: pipeline.dir,
    home,
    baseUrl: service.baseUrl,
    stateHome,
    ceilings: [ceiling],
    indices: `${first}-${Math.min(7, first + pick(0, 2))}`,
    n: pick(1, 3),
    again: draw() < 0.5,
  };
}

/** Once all is fetched, one more picture must be ordered if it fits, and only then. */
async function fetchAndOrderOneMore(
  { service, stateHome, ceiling, pipelines }: Course,
  clock: QuickClock,
  problems: string[],
): Promise<void> {
  const { limitMicros } = ceiling;
  const options = { stateHome, clock, rules: { ...NO_SPENDING_RULES, ceilings: [ceiling] } };
  for (const pipeline of pipelines) await resumeHere(pipeline, service, options);
  demandSettled(service, stateHome, limitMicros, problems);
  const before = acceptedPictures(service);
  const fits = (before + 1) * PICTURE_MICROS <= limitMicros;
  const request = { again: true };
  await generateHere(pipelines[0] as TestPipeline, service, "1", { ...options, request });
  const isMade = acceptedPictures(service) === before + 1;
  if (isMade !== fits) {
    problems.push(`one more picture ${fits ? "fits and was not" : "was"} ordered`);
  }
  demandBelow(service, limitMicros, "at the end", problems);
}

function acceptedPictures(service: RunningEmulator): number {
  return service.tasks().reduce((sum, { n }) => sum + n, 0);
}

function demandBelow(
  service: RunningEmulator,
  limitMicros: number,
  when: string,
  problems: string[],
): void {
  const micros = acceptedPictures(service) * PICTURE_MICROS;
  if (micros > limitMicros) problems.push(`${when}: ${micros} micros spent of ${limitMicros}`);
}

/** The ledger says to the micro what the service billed, and nothing is set aside any more. */
function demandSettled(
  service: RunningEmulator,
  stateHome: string,
  limitMicros: number,
  problems: string[],
): void {
  const db = new DatabaseSync(join(stateHome, "alibaba-image-generator", "ledger.db"));
  try {
    const open = db.prepare("SELECT * FROM entries WHERE is_final = 0 OR state = 'unknown'").all();
    for (const row of open) problems.push(`left open: ${JSON.stringify(row)}`);
    const [sum] = db.prepare("SELECT COALESCE(SUM(counted_micros), 0) AS micros FROM entries")
      .all();
    const counted = Number(sum?.["micros"]);
    const billed = service.tasks().reduce((all, task) => all + task.billed, 0) * PICTURE_MICROS;
    if (counted !== billed) {
      const entries = db.prepare(
        "SELECT pipeline, order_id, state, task_id, pictures, counted_micros FROM entries",
      ).all();
      const tasks = service.tasks().map((
        { taskId, n, billed, status },
      ) => [taskId, n, billed, status]);
      problems.push(
        `the ledger counts ${counted}, the service ${billed}: ${
          JSON.stringify({ entries, tasks })
        }`,
      );
    }
    if (counted > limitMicros) problems.push(`${counted} counted of ${limitMicros}`);
  } finally {
    db.close();
  }
}

/** @param killAfterMs since it was ready; undefined: it is let end */
function runWorker(
  order: WorkerOrder,
  killAfterMs: number | undefined,
): Promise<{ readonly isKilled: boolean; readonly complaint: string | undefined }> {
  const { command, args } = scriptCommand("tests/support/ceiling_worker.ts");
  const child = spawn(command, [...args, JSON.stringify(order)], {
    env: cleanEnv(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let isReady = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => output += text);
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (isReady || killAfterMs === undefined) return;
    isReady = true;
    setTimeout(() => child.exitCode === null && child.kill("SIGKILL"), killAfterMs);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const isKilled = signal === "SIGKILL";
      const isOdd = !isKilled && ![0, 1, 3, 4].includes(code ?? -1);
      const isBroken = /непредвиденн|ceiling_unguarded|недоступен для записи|Error:/i.test(output);
      resolve({ isKilled, complaint: isOdd || isBroken ? `exit ${code}: ${output}` : undefined });
    });
  });
}
