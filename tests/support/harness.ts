/**
 * What tests share: the program as its users start it, pipelines in temporary folders, and the
 * service on this machine.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import { crc32 } from "node:zlib";
import {
  type EmulatorOptions,
  type RunningEmulator,
  startEmulator,
} from "../../lib/wan/emulator/emulator.ts";
import { assertCrowdsAreKnown } from "./video_step.ts";

/** The project's root. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** How this runtime runs a script: the program is tested under the runtime that runs the tests. */
export function scriptCommand(script: string): { command: string; args: string[] } {
  const path = join(ROOT, script);
  const isDeno = "deno" in process.versions;
  return { command: process.execPath, args: isDeno ? ["run", "-A", "--no-check", path] : [path] };
}

/** What a finished program left behind. */
export interface Finished {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface Started {
  readonly pid: number;
  readonly finished: Promise<Finished>;
  kill(signal: "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGKILL"): void;
  /**
   * Resolves when stdout and stderr together contain the text, with the part that fits; rejects when
   * the program ends first.
   */
  seen(text: string | RegExp): Promise<string>;
  write(text: string): void;
  /** All it has written so far. */
  output(): string;
  /** Ends standard input that was left open. */
  closeInput(): void;
}

/** How to start the program. */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What stands on standard input; undefined: it is closed at once; null: it stays open. */
  readonly input?: string | null;
  readonly script?: string;
  /** A built program instead of the script. */
  readonly program?: { readonly command: string; readonly args: readonly string[] };
  /** Nothing of this process's environment: no HOME, no PATH. */
  readonly isBare?: boolean;
}

/** Stands for the user's state folder: tests never touch their own. Removed when the tests end. */
const STATE_HOME = mkdtempSync(join(tmpdir(), "alibaba-state-"));
process.once("exit", () => rmSync(STATE_HOME, { recursive: true, force: true }));

/** The environment of a spawned program: nobody's own key or settings leak into a test. */
export function cleanEnv(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) =>
    !/^(ALIBABA_|DASHSCOPE_|https?_proxy$|all_proxy$|no_proxy$|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|DENO_CERT)/i
      .test(name)
  ) as [string, string][];
  return { ...Object.fromEntries(kept), NO_COLOR: "1", XDG_STATE_HOME: STATE_HOME, ...extra };
}

/** Starts the program. */
export function startProgram(args: readonly string[], options: StartOptions = {}): Started {
  const { command, args: head } = options.program ?? scriptCommand(options.script ?? "main.ts");
  const child = spawn(command, [...head, ...args], {
    env: options.isBare ? { ...options.env } : cleanEnv(options.env),
    cwd: options.cwd ?? tmpdir(),
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const watchers = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const look of watchers) look();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const look of watchers) look();
  });
  child.stdin.on("error", () => {});
  if (options.input !== null) child.stdin.end(options.input ?? "");
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    pid: child.pid ?? 0,
    finished,
    // Not child.kill: under Deno that reports the signal even when the program ended by itself.
    kill: (signal) => {
      if (child.exitCode === null && child.pid !== undefined) process.kill(child.pid, signal);
    },
    write: (text) => void child.stdin.write(text),
    output: () => stdout + stderr,
    closeInput: () => void child.stdin.end(),
    seen: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const all = stdout + stderr;
          const found = typeof text === "string"
            ? (all.includes(text) ? text : undefined)
            : text.exec(all)?.[0];
          if (found === undefined) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
        finished.then(
          () => reject(new Error(`ended without ${text}:\n${stdout}\n${stderr}`)),
          reject,
        );
      }),
  };
}

/** Runs the program to its end. */
export function runProgram(args: readonly string[], options: StartOptions = {}): Promise<Finished> {
  return startProgram(args, options).finished;
}

/** One illustration of a test pipeline. */
export interface TestIllustration {
  readonly index: number;
  readonly title?: string;
  readonly prompt?: string;
  readonly negative_prompt?: string;
  readonly [field: string]: unknown;
}

/** A pipeline in a temporary folder whose path has Cyrillic letters and spaces. */
export interface TestPipeline {
  readonly dir: string;
  /** Folder above it, removed at the end with all it holds. */
  readonly home: string;
  image(name: string): string;
  /** Names in images/, sorted. */
  images(): Promise<string[]>;
}

/** Seven illustrations, numbers 1 to 7. */
export const SEVEN: readonly TestIllustration[] = Array.from({ length: 7 }, (_, at) => ({
  index: at + 1,
  title: `Картина ${at + 1}`,
  prompt: `A flower in an old book, scene ${at + 1}`,
  negative_prompt: "text, watermark",
}));

/** Makes a pipeline, gives it to `act`, removes it. */
export async function withPipeline(
  act: (pipeline: TestPipeline) => Promise<void>,
  illustrations: readonly TestIllustration[] = SEVEN,
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "цветок и весна "));
  try {
    const pipeline = await makePipeline(home, illustrations);
    await act(pipeline);
    assertCrowdsAreKnown(pipeline.dir);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Makes a pipeline inside a folder. */
export async function makePipeline(
  home: string,
  illustrations: readonly TestIllustration[] = SEVEN,
  name = "pipeline_Цветок Пушкин",
): Promise<TestPipeline> {
  const dir = join(home, name);
  const images = join(dir, "images");
  await mkdir(images, { recursive: true });
  const file = { metadata: { title: "Цветок" }, illustrations };
  await writeFile(join(dir, "illustrations.json"), JSON.stringify(file, null, 2) + "\n");
  for (const { index } of illustrations) {
    const path = join(images, `illustration_${String(index).padStart(2, "0")}.png`);
    await writeFile(path, solidPng(64, 36, index * 30));
  }
  return {
    dir,
    home,
    image: (name) => join(images, name),
    images: async () => (await readdir(images)).sort(),
  };
}

/** A whole PNG of one grey. */
export function solidPng(width: number, height: number, grey: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const row = Buffer.alloc(width + 1, grey % 256);
  row[0] = 0;
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return new Uint8Array(Buffer.concat([signature, ...chunks]));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A key that no output may ever show. */
export const SECRET_KEY = "sk-secret-0123456789abcdef-never-shown";

/** Starts the service with quick tasks, gives it to `act` with the environment that points at it. */
export async function withService(
  act: (service: RunningEmulator, env: Record<string, string>) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> {
  const service = await startEmulator({ durationMs: [100, 200], ...options });
  try {
    await act(service, {
      ALIBABA_API_KEY: SECRET_KEY,
      ALIBABA_BASE_URL: service.baseUrl,
      ALIBABA_LANG: "ru",
    });
  } finally {
    await service.close();
  }
}

/** Flags of an ordinary run without question. */
export function generateArgs(dir: string, indices: string, ...more: string[]): string[] {
  return ["--pipeline-dir", dir, "--indices", indices, "--no-confirm", ...more];
}

/** Creates the service accepted, as it counts them itself. */
export function acceptedCreates(service: RunningEmulator): number {
  return service.tasks().length;
}

/** A file's bytes as text that can be compared. */
export async function bytesOf(path: string): Promise<string> {
  return (await readFile(path)).toString("base64");
}
