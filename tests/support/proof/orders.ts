/** Orders that trials of faulty calls are made of: `generate`, `resume`, and by an assistant's tool. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateArgs, SECRET_KEY } from "../harness.ts";
import { generateHere, resumeHere } from "../in_process.ts";
import { HoldingTransport } from "../jumping_clock.ts";
import { overCommand } from "../mcp_client.ts";
import {
  type Bench,
  type CallTrial,
  faultyCommand,
  type FaultyOptions,
  type FaultyRun,
  type Place,
  runFaulty,
  stateHome,
} from "./call_trial.ts";
import { readCallLog } from "./faulty_calls.ts";
import { SCALED_TIME_VARIABLE, type ScaledTime } from "./scaled_time.ts";
import { PLAIN, promptOf } from "./scenario.ts";
import { MODEL, type Trial } from "./trial.ts";

/** A trial of an order. */
export type OrderTrial = CallTrial & { readonly job: "generate" | "resume" | "mcp" };

/** Two orders of a picture each. */
export const SCENARIO = { ...PLAIN, n: 1 };
const SIZE = "512*512";
/** What is ordered. */
export const ILLUSTRATIONS = Array.from({ length: SCENARIO.orders }, (_, at) => ({
  index: at + 1,
  title: `Картина ${at + 1}`,
  prompt: promptOf(SCENARIO, at + 1),
}));
const SCALE_TIMERS = fileURLToPath(new URL("./scale_timers.ts", import.meta.url));

/**
 * Before `resume`, two orders of which the service knows and nothing was fetched; the answer to one
 * create was lost. Before an assistant orders, journal and ledger that `generate` has to make.
 */
export async function prepare({ job }: OrderTrial, shared: Trial): Promise<void> {
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

/** Runs the program under faults, on a scaled time. */
export async function performFaulty(
  bench: Bench,
  trial: OrderTrial,
  place: Place,
  { pipelines: [pipeline], service }: Trial,
  time: ScaledTime,
  { faults, isSecond }: { readonly faults: OrderTrial["faults"]; readonly isSecond: boolean },
): Promise<FaultyRun> {
  const options = {
    faults,
    ports: [service.baseUrl, service.pictureOrigin].map((url) => Number(new URL(url).port)),
    preload: SCALE_TIMERS,
    env: {
      ALIBABA_API_KEY: SECRET_KEY,
      ALIBABA_BASE_URL: service.baseUrl,
      ALIBABA_LANG: "ru",
      [SCALED_TIME_VARIABLE]: JSON.stringify(time),
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
  const log = join(place.root, "calls.log");
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
