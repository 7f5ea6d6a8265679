/**
 * One test file in a process of its own, and how its runner counts.
 * @module
 */
import process from "node:process";
import { spawn } from "node:child_process";
import { bunCommand, denoCommand, PROJECT_ROOT } from "../toolchain.ts";
import type { TestJob } from "./plan.ts";

/** What a test file came to. */
export interface TestResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why tests were skipped, as the file said; empty where it did not say. */
  readonly reasons: readonly string[];
}

/** What a program said, both streams as they came, and its exit code. */
export interface Said {
  readonly code: number;
  readonly text: string;
}

/** Far beyond the longest file on a busy machine: what takes longer is stuck. */
const LIMIT_MS = 10 * 60_000;

/** The last of the runner's own lines that fits: tests may print lines that look like it. */
function last(text: string, pattern: RegExp): number {
  return Number([...text.matchAll(pattern)].at(-1)?.[1] ?? 0);
}

/** Reads the runner's last lines; a runner that broke before it could count has failed. */
export function readResult(
  { runtime }: Pick<TestJob, "runtime">,
  { code, text }: Said,
): TestResult {
  const counts = runtime === "deno"
    ? {
      passed: last(text, /^(?:ok|FAILED) \| (\d+) passed/gm),
      failed: last(text, /^(?:ok|FAILED) \| .*\| (\d+) failed/gm),
      skipped: last(text, /^(?:ok|FAILED) \| .*\| (\d+) ignored/gm),
    }
    : {
      passed: last(text, /^ *(\d+) pass$/gm),
      failed: last(text, /^ *(\d+) fail$/gm),
      skipped: last(text, /^ *(\d+) skip$/gm),
    };
  const isBroken = counts.passed + counts.failed + counts.skipped === 0 ||
    (code !== 0 && counts.failed === 0);
  const reasons = [...text.matchAll(/^skipping: (.+)$/gm)].map(([, why = ""]) => why.trim());
  return {
    ...counts,
    failed: counts.failed + (isBroken ? 1 : 0),
    reasons: [...new Set(reasons)],
  };
}

/** The command that runs one test file. */
export function commandOf({ file, runtime }: TestJob): readonly [string, ...string[]] {
  return runtime === "deno"
    ? [...denoCommand(), "test", "-A", "--no-check", file]
    : [...bunCommand(), "test", "--timeout", "120000", `./${file}`];
}

/**
 * Runs a program in the project's folder and collects what it says; what takes longer than any test
 * is killed.
 * @param env besides this process's own
 */
export function runQuietly(
  [command, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: PROJECT_ROOT,
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (piece: string) => text += piece);
    }
    const limit = setTimeout(() => {
      text += `\nkilled after ${LIMIT_MS / 60_000} minutes\n`;
      child.kill("SIGKILL");
      // Programs that it started may live on and hold these.
      child.stdout.destroy();
      child.stderr.destroy();
    }, LIMIT_MS);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve({ code: code ?? 1, text });
    });
  });
}
