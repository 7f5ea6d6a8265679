/**
 * An order under faults: `generate`, `resume`, or the tool of an assistant. Afterwards a user fetches
 * what there is and orders again what was never made, and everything is counted as after any trial.
 */
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmulator } from "../../../lib/wan/emulator/emulator.ts";
import type { OrderOutcome, RunReport } from "../../../lib/run/events.ts";
import { Journal } from "../../../lib/pipeline/journal.ts";
import { generateArgs, makePipeline, SECRET_KEY } from "../harness.ts";
import { generateHere, resumeHere } from "../in_process.ts";
import { HoldingTransport, JumpingClock } from "../jumping_clock.ts";
import { overCommand } from "../mcp_client.ts";
import {
  type Bench,
  type CallTrial,
  type CallTrialReport,
  faultyCommand,
  type FaultyOptions,
  type FaultyRun,
  Findings,
  judgeRun,
  type Place,
  runFaulty,
  stateHome,
  withPlace,
} from "./call_trial.ts";
import { readCallLog } from "./faulty_calls.ts";
import { QUICK_TIME_VARIABLE, quickNow, type QuickTime } from "./quick_clock.ts";
import { PLAIN, promptOf } from "./scenario.ts";
import { finishRuns, MODEL, type Trial, type TrialRun } from "./trial.ts";
import { judge } from "./verdict.ts";

/** A trial of an order. */
export type OrderTrial = CallTrial & { readonly job: "generate" | "resume" | "mcp" };

/** Two orders of a picture each. */
const SCENARIO = { ...PLAIN, n: 1 };
const SIZE = "512*512";
const QUICK_TIME = fileURLToPath(new URL("./quick_time.ts", import.meta.url));
const DAY_MS = 24 * 3_600_000;

/** Runs a trial of an order from beginning to end. */
export function runOrderTrial(bench: Bench, trial: OrderTrial): Promise<CallTrialReport> {
  return withPlace(bench, async (place) => {
    const clock = new JumpingClock();
    let quick: QuickTime | undefined;
    const now = () => quick === undefined ? clock.now() : quickNow(quick, Date.now());
    const service = await startEmulator({
      clock: { now },
      durationMs: [500, 3_000],
      maxQueriesPerSecond: 1_000,
    });
    try {
      const illustrations = Array.from({ length: SCENARIO.orders }, (_, at) => ({
        index: at + 1,
        title: `Картина ${at + 1}`,
        prompt: promptOf(SCENARIO, at + 1),
      }));
      const pipelines = [await makePipeline(place.home, illustrations)];
      const shared = {
        scenario: SCENARIO,
        pipelines,
        service,
        clock,
        stateHome: stateHome(place),
      };
      await prepare(trial, shared);
      const perform = async (faults: CallTrial["faults"], isSecond: boolean) => {
        quick = { sinceMs: Date.now(), startMs: clock.now() };
        const run = await performFaulty(bench, trial, place, shared, quick, faults, isSecond);
        clock.skip(now() - clock.now());
        quick = undefined;
        return run;
      };
      return await runAll(trial, place, shared, perform);
    } finally {
      await service.close();
    }
  });
}

type Perform = (faults: CallTrial["faults"], isSecond: boolean) => Promise<FaultyRun>;

async function runAll(
  { faults, again }: OrderTrial,
  place: Place,
  shared: Trial,
  perform: Perform,
): Promise<CallTrialReport> {
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
    if (round === parts.length - 1) judgeCode(found, shared, run);
    runs.push(asTrialRun(shared, run, round, { beganMs, sent }));
  }
  passADay(place);
  const finished = await finishRuns(shared, runs);
  found.take(await judge({ ...shared, runs: finished, abandonedRuns: parts.length }));
  judgeImages(found, shared);
  return { verdict: found.verdict, logs };
}

/**
 * Before `resume`, two orders of which the service knows and nothing was fetched; the answer to one
 * create was lost. Before an assistant orders, journal and ledger that `generate` has to make.
 */
async function prepare({ job }: OrderTrial, shared: Trial): Promise<void> {
  const { pipelines: [pipeline], service, clock, stateHome } = shared;
  if (pipeline === undefined) throw new RangeError("no pipeline");
  if (job === "mcp") {
    const transport = new HoldingTransport(clock);
    await resumeHere(pipeline, service, { clock, transport, stateHome });
  }
  if (job !== "resume") return;
  service.addFaults([{ on: "create", skip: 1, times: 1, do: { kind: "drop-after" } }]);
  const stop = new AbortController();
  const transport = new HoldingTransport(clock, () => {
    if (transport.count > SCENARIO.orders) stop.abort();
  });
  const request = { model: MODEL, size: { width: 512, height: 512 }, n: SCENARIO.n };
  const options = { clock, transport, stop: stop.signal, stateHome, request };
  await generateHere(pipeline, service, "all", options);
  service.clearFaults();
}

async function performFaulty(
  bench: Bench,
  trial: OrderTrial,
  place: Place,
  { pipelines: [pipeline], service }: Trial,
  quick: QuickTime,
  faults: CallTrial["faults"],
  isSecond: boolean,
): Promise<FaultyRun> {
  const options = {
    faults,
    ports: [service.baseUrl, service.pictureOrigin].map((url) => Number(new URL(url).port)),
    preload: QUICK_TIME,
    env: {
      ALIBABA_API_KEY: SECRET_KEY,
      ALIBABA_BASE_URL: service.baseUrl,
      ALIBABA_LANG: "ru",
      [QUICK_TIME_VARIABLE]: JSON.stringify(quick),
    },
  };
  const dir = pipeline?.dir ?? "";
  if (trial.job === "mcp" && !isSecond) return await orderByMcp(bench, trial, place, options);
  const what = ["--n", String(SCENARIO.n), "--model", MODEL, "--size", SIZE];
  const args = trial.job === "generate" && !isSecond
    ? generateArgs(dir, "all", ...what)
    : ["resume", "--pipeline-dir", dir];
  return await runFaulty(bench, trial, place, args, options);
}

/** An assistant orders; what it is told stands where a person's report would. */
async function orderByMcp(
  bench: Bench,
  trial: OrderTrial,
  place: Place,
  options: FaultyOptions,
): Promise<FaultyRun> {
  const log = join(place.desk, "calls.log");
  const args = ["mcp", "--root", place.home];
  const { command, args: rest } = faultyCommand(bench, trial, place, args, { ...options, log });
  let stdout = "";
  let code = 1;
  try {
    const session = await overCommand([command, ...rest], {
      env: { XDG_STATE_HOME: stateHome(place), ...options.env },
    });
    try {
      const { data, isError, text } = await session.call("regenerate_illustration", {
        pipeline: "pipeline_Цветок Пушкин",
        indices: Array.from({ length: SCENARIO.orders }, (_, at) => at + 1),
        size: SIZE,
        n: SCENARIO.n,
        model: MODEL,
      });
      stdout = text;
      const items = (data?.illustrations ?? []) as { readonly status: string }[];
      const isAll = items.length > 0 && items.every(({ status }) => status === "saved");
      code = isError ? 1 : isAll ? 0 : 4;
    } finally {
      await session.close();
    }
  } catch (error) {
    stdout = String(error);
  }
  const read = readCallLog(log);
  const signal = read.isKilled ? "SIGKILL" : null;
  return {
    code: read.isKilled ? 137 : code,
    signal,
    stdout,
    stderr: "",
    log: read,
    isEndless: false,
  };
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
      return [{ order, pictures, result, isAdopted: false, error: undefined, errors: [] }];
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

/** Whether the exit code says what is. */
function judgeCode(found: Findings, { pipelines: [pipeline], service }: Trial, run: FaultyRun) {
  const { code, stdout, stderr, log } = run;
  if (log.isKilled || pipeline === undefined) return;
  const saved = savedPictures(pipeline.dir);
  const all = SCENARIO.orders * SCENARIO.n;
  const said = `exit code ${code}, ${saved} of ${all} saved:\n${stderr}${stdout}`;
  if (code === 0 && saved < all) found.add("untrue", said);
  if (code === 3 && saved === 0) found.add("untrue", said);
  if (code === 2 && service.tasks().length > 0) found.add("untrue", said);
  const open = service.tasks().filter(({ status }) => status !== "FAILED").length * SCENARIO.n;
  if (code === 1 && open > saved) found.add("untrue", `something is left to fetch: ${said}`);
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
