/**
 * Many orders over many pipelines: by one assistant's server, by several command lines at once, and by
 * one process without the service's limits. The emulator runs in a process of its own, draws one
 * picture for all and has limits that nobody reaches.
 * @module
 */
import { Client } from "@modelcontextprotocol/sdk/client";
// @ts-types="@modelcontextprotocol/sdk/client/stdio"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import process from "node:process";
import type { LogEntry, TaskView } from "../../lib/wan/emulator/emulator.ts";
import { type PipelineFolder, withPipelines } from "./load_pipelines.ts";
import { run, scriptCommand, type Service, withService } from "./measured.ts";
import { endedChildrenTime, processorTime, watchMemory } from "./process_use.ts";

/** How much is ordered, over how many pipelines. */
export interface Load {
  readonly orders: number;
  readonly pipelines: number;
}

/** What a load cost. */
export interface LoadFigures {
  readonly pictures: number;
  /** Seconds of processor time of the program's processes together. */
  readonly processorS: number;
  /** The emulator's own. */
  readonly emulatorS: number;
  /** Of the largest process. */
  readonly peakMb: number;
  readonly journalBytes: number;
  /** Requests by kind. */
  readonly requests: Readonly<Record<"creates" | "queries" | "lists" | "pictures", number>>;
  /** From the first create to the last picture, seconds. */
  readonly makespanS: number;
  /** Seconds that the documented five creates a second and five tasks at once allow at least. */
  readonly leastS: number;
}

/** The service's own for the default model: creates a second, and tasks at once. */
const DOCUMENTED = 5;

/** Of every picture, beside the drawing: with it they are as large as the service's. */
const NOISE_BYTES = 1_300_000;

const SERVICE = {
  limits: { perSecond: 10_000, concurrent: 10_000 },
  maxQueriesPerSecond: 100_000,
  durationMs: [300, 500],
  maxLogEntries: 1_000_000,
  picture: { drawnOnce: true, noiseBytes: NOISE_BYTES },
} as const;

/** What a way of ordering needs: it returns the peak in MB of its largest process. */
type Act = (folder: PipelineFolder, service: Service) => Promise<number>;

/** One assistant's server orders over all pipelines, as many illustrations a call as it takes. */
export function measureServer(load: Load): Promise<LoadFigures> {
  return measure(load, 1, async ({ root, dirs }, { env }) => {
    const [command, ...args] = scriptCommand("mcp.ts");
    const transport = new StdioClientTransport({
      command,
      args: [...args, "--root", root],
      env: { ...process.env as Record<string, string>, ...env, ALIBABA_MCP_CONFIRM: "off" },
      stderr: "inherit",
    });
    const client = new Client({ name: "bench", version: "1" });
    await client.connect(transport);
    const peak = watchMemory(transport.pid ?? undefined);
    const indices = Array.from({ length: load.orders / load.pipelines }, (_, at) => at + 1);
    const call = (name: string, pipeline: string, more: Record<string, unknown>) =>
      client.callTool({ name, arguments: { pipeline, ...more } }, undefined, { timeout: 120_000 });
    for (const dir of dirs) {
      const order = { indices, size: "1280*720", wait_seconds: 0 };
      const answer = await call("regenerate_illustration", dir, order);
      if (answer["isError"]) throw new Error(JSON.stringify(answer["content"]));
    }
    for (const dir of dirs) {
      for (let open = true; open;) {
        const answer = await call("wait_for_illustrations", dir, { wait_seconds: 50 });
        open = JSON.stringify(answer["structuredContent"]).includes('"running"');
      }
    }
    const peakMb = peak();
    await client.close();
    return peakMb;
  });
}

/** Command lines at once, each with its share of the pipelines in turn. */
export function measurePrograms(load: Load, programs: number): Promise<LoadFigures> {
  return measure(load, programs, async ({ dirs }, { env }) => {
    const flags = ["--indices", "all", "--size", "1280*720", "--no-confirm"];
    const shares = Array.from(
      { length: programs },
      (_, program) => dirs.filter((_, at) => at % programs === program),
    );
    const peaks: number[] = [];
    await Promise.all(shares.map(async (share) => {
      for (const dir of share) {
        peaks.push(
          await ended([...scriptCommand("main.ts"), "--pipeline-dir", dir, ...flags], env),
        );
      }
    }));
    return Math.max(...peaks);
  });
}

/** One process with limits of its own, over all pipelines at once. */
export function measureRaised(load: Load, perSecond: number): Promise<LoadFigures> {
  return measure(load, 1, ({ dirs }, { env }) => {
    const script = scriptCommand("tools/bench/load_worker.ts");
    return ended([...script, String(perSecond), ...dirs], env);
  });
}

/** Runs a program that must end well; returns its peak in MB. */
async function ended(
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  let peak = () => 0;
  const { code, output } = await run(command, env, ({ pid }) => peak = watchMemory(pid));
  const peakMb = peak();
  if (code !== 0) throw new Error(`A program ended with ${code}:\n${output}`);
  return peakMb;
}

function measure(load: Load, limits: number, act: Act): Promise<LoadFigures> {
  const { orders, pipelines } = load;
  return withPipelines(
    pipelines,
    orders / pipelines,
    (folder) =>
      withService(SERVICE, async (service) => {
        const beforeS = endedChildrenTime();
        const emulatorBeforeS = processorTime(service.pid);
        const peakMb = await act(folder, service);
        const processorS = endedChildrenTime() - beforeS;
        const emulatorS = processorTime(service.pid) - emulatorBeforeS;
        const facts = readLog(await service.log(), await service.tasks());
        if (facts.pictures !== orders) throw new Error(`${facts.pictures} of ${orders} were made`);
        const journalBytes = folder.journalBytes();
        const leastS = leastSeconds(facts.durationsMs, limits);
        return { ...facts, processorS, emulatorS, peakMb, journalBytes, leastS };
      }),
  );
}

function readLog(log: readonly LogEntry[], tasks: readonly TaskView[]) {
  const count = (isMeant: (entry: LogEntry) => boolean) => log.filter(isMeant).length;
  const reads = log.filter(({ host, method }) => host === "api" && method === "GET");
  const atMs = log.map((entry) => entry.atMs);
  return {
    pictures: tasks.reduce((sum, { billed }) => sum + billed, 0),
    requests: {
      creates: count(({ host, method }) => host === "api" && method === "POST"),
      queries: reads.filter(({ taskId }) => taskId !== undefined).length,
      lists: reads.filter(({ taskId }) => taskId === undefined).length,
      pictures: count(({ host }) => host === "pictures"),
    },
    makespanS: ((atMs.at(-1) ?? 0) - (atMs[0] ?? 0)) / 1_000,
    durationsMs: tasks.map(({ startedAtMs = 0, endedAtMs = 0 }) => endedAtMs - startedAtMs),
  };
}

/** So many programs at the documented limits, no time lost: whichever of the two binds. */
function leastSeconds(durationsMs: readonly number[], programs: number): number {
  const rate = DOCUMENTED * programs;
  const longestS = Math.max(...durationsMs) / 1_000;
  const workS = durationsMs.reduce((sum, ms) => sum + ms, 0) / 1_000;
  return Math.max((durationsMs.length - rate) / rate + longestS, workS / rate);
}
