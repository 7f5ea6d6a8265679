/**
 * How looking at a pipeline and deciding in it grow with its size: `list`, the page's first answer, the
 * assistant's `list_illustrations`, `accept`. Processor time, because that is the same on a busy machine.
 * @module
 */
import { Client } from "@modelcontextprotocol/sdk/client";
// @ts-types="@modelcontextprotocol/sdk/client/stdio"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { spawn } from "node:child_process";
import { basename, dirname } from "node:path";
import process from "node:process";
import { acceptCandidate } from "../../lib/choose/accept.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { withGrownPipeline } from "./grown_pipeline.ts";
import { firstLine, median, run, scriptCommand } from "./measured.ts";
import { endedChildrenTime, peakMemory, processorTime } from "./process_use.ts";

/** Numbers of illustrations, and of orders, that are compared. */
export const SIZES = [100, 1_000, 10_000] as const;

const ROUNDS = 3;

/** Milliseconds of one action. */
export interface Cost {
  readonly processorMs: number;
  readonly wallMs: number;
}

/** What looking at a pipeline of one size costs. */
export interface LookingFigures {
  readonly size: number;
  /** The whole command, its start with it. */
  readonly list: Cost;
  readonly listJson: Cost;
  /** The page and its state in one answer: at first, and when nothing has changed since. */
  readonly page: Cost;
  readonly pageAgain: Cost;
  readonly pageKb: number;
  readonly pageServerMb: number;
  /** `list_illustrations`, twenty of them: the first call of a server, and the next. */
  readonly assistant: Cost;
  readonly assistantAgain: Cost;
  /** The pipeline opened and a candidate accepted, without the program's start. */
  readonly accept: Cost;
}

/** Measures pipelines of one size. */
export function measureLooking(size: number): Promise<LookingFigures> {
  return withGrownPipeline(size, async (dir) => ({
    size,
    list: await repeated(() => command("list", "--pipeline-dir", dir)),
    listJson: await repeated(() => command("list", "--json", "--pipeline-dir", dir)),
    ...await measurePage(dir),
    ...await measureAssistant(dir),
    accept: await measureAccept(dir),
  }));
}

async function repeated(act: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) costs.push(await act());
  return {
    processorMs: median(costs.map(({ processorMs }) => processorMs)),
    wallMs: median(costs.map(({ wallMs }) => wallMs)),
  };
}

async function command(...args: string[]): Promise<Cost> {
  const beforeS = endedChildrenTime();
  const { code, output, ms } = await run([...scriptCommand("main.ts"), ...args]);
  if (code !== 0) throw new Error(output.slice(-1_000));
  return { processorMs: (endedChildrenTime() - beforeS) * 1_000, wallMs: ms };
}

async function costOf(pid: number, act: () => Promise<unknown>): Promise<Cost> {
  const beforeS = processorTime(pid);
  const startMs = performance.now();
  await act();
  const wallMs = performance.now() - startMs;
  return { processorMs: (processorTime(pid) - beforeS) * 1_000, wallMs };
}

async function measurePage(dir: string) {
  const [program, ...args] = scriptCommand("main.ts");
  const flags = ["review", "--pipeline-dir", dir, "--rehearse", "--no-open"];
  const child = spawn(program, [...args, ...flags], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  try {
    const address = await firstLine(child);
    const pid = child.pid ?? 0;
    const entered = await fetch(address, { redirect: "manual" });
    await entered.body?.cancel();
    const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
    let bytes = 0;
    const open = async () => {
      const page = await fetch(new URL("/", address), { headers: { cookie } });
      bytes = (await page.text()).length;
      if (page.status !== 200) throw new Error(`The page answered ${page.status}`);
    };
    const page = await costOf(pid, open);
    const pageAgain = await costOf(pid, open);
    return { page, pageAgain, pageKb: bytes / 1_000, pageServerMb: peakMemory(pid) };
  } finally {
    child.kill("SIGINT");
    await ended;
  }
}

async function measureAssistant(dir: string) {
  const [program, ...args] = scriptCommand("mcp.ts");
  const transport = new StdioClientTransport({
    command: program,
    args: [...args, "--root", dirname(dir), "--rehearse"],
    env: process.env as Record<string, string>,
    stderr: "ignore",
  });
  const client = new Client({ name: "bench", version: "1" });
  await client.connect(transport);
  try {
    const pid = transport.pid ?? 0;
    const list = async () => {
      const parameters = { name: "list_illustrations", arguments: { pipeline: basename(dir) } };
      const answer = await client.callTool(parameters, undefined, { timeout: 120_000 });
      if (answer["isError"]) throw new Error(JSON.stringify(answer["content"]));
    };
    return { assistant: await costOf(pid, list), assistantAgain: await costOf(pid, list) };
  } finally {
    await client.close();
  }
}

async function measureAccept(dir: string): Promise<Cost> {
  let index = 1;
  const accept = () =>
    costOf(process.pid, async () => {
      const pipeline = await openPipeline(dir);
      const request = {
        index: index++,
        savePrompt: false,
        setAsideClips: false,
        by: "cli",
      } as const;
      await acceptCandidate(pipeline, request);
    });
  await accept();
  return await repeated(accept);
}
