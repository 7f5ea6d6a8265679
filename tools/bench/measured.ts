/**
 * What the measurements share: programs as users start them, the emulator beside them, pipelines.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { EmulatorOptions, LogEntry, TaskView } from "../../lib/wan/emulator/emulator.ts";
import { PROJECT_ROOT } from "../toolchain.ts";

/** A script under the runtime that runs the measurement. */
export function scriptCommand(script: string): readonly [string, ...string[]] {
  const path = join(PROJECT_ROOT, script);
  return "deno" in process.versions
    ? [process.execPath, "run", "-A", "--no-check", path]
    : [process.execPath, path];
}

/** A program that came to its end. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly ms: number;
}

/** Runs a program to its end; `watch` is told its process id. */
export function run(
  [command, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
  watch: (child: ChildProcess) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => output += text);
    }
    watch(child);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output, ms: performance.now() - startedMs }));
  });
}

/** The emulator in a process of its own. */
export interface Service {
  readonly pid: number;
  /** What points the program at it, and at an account of its own. */
  readonly env: Readonly<Record<string, string>>;
  log(): Promise<LogEntry[]>;
  tasks(): Promise<TaskView[]>;
}

/** Starts the emulator, gives it to `act`, ends it. */
export async function withService<T>(
  options: EmulatorOptions,
  act: (service: Service) => Promise<T>,
): Promise<T> {
  const [command, ...args] = scriptCommand("tools/bench/service.ts");
  const child = spawn(command, [...args, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stateHome = await mkdtemp(join(tmpdir(), "bench account "));
  try {
    const baseUrl = await firstLine(child);
    const control = baseUrl.replace("/api/v1", "/emulator");
    return await act({
      pid: child.pid ?? 0,
      env: {
        ALIBABA_API_KEY: "bench",
        ALIBABA_BASE_URL: baseUrl,
        ALIBABA_LANG: "en",
        XDG_STATE_HOME: stateHome,
      },
      log: async () => await (await fetch(`${control}/log`)).json(),
      tasks: async () => await (await fetch(`${control}/tasks`)).json(),
    });
  } finally {
    child.kill();
    await rm(stateHome, { recursive: true, force: true });
  }
}

/** The first line that a program prints; an error when it ends without one. */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
    });
    child.on("exit", (code) => reject(new Error(`A program ended with ${code}`)));
    child.on("error", reject);
  });
}

/** Makes a pipeline of so many illustrations, gives its folder to `act`, removes it. */
export async function withPipeline<T>(
  illustrations: number,
  act: (dir: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    await fillPipeline(dir, illustrations);
    return await act(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Makes an existing folder a pipeline of so many illustrations without originals. */
export async function fillPipeline(dir: string, illustrations: number): Promise<void> {
  await mkdir(join(dir, "images"));
  const entries = Array.from({ length: illustrations }, (_, at) => ({
    index: at + 1,
    title: `Picture ${at + 1}`,
    prompt: `A flower in an old book, scene ${at + 1}`,
  }));
  await writeFile(join(dir, "illustrations.json"), JSON.stringify({ illustrations: entries }));
}

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Most of `timesMs` that fall into any window of this length. */
export function mostWithin(timesMs: readonly number[], windowMs: number): number {
  const sorted = [...timesMs].sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  sorted.forEach((atMs, last) => {
    while (atMs - (sorted[first] ?? 0) >= windowMs) first++;
    most = Math.max(most, last - first + 1);
  });
  return most;
}
