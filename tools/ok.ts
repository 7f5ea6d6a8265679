/**
 * Everything CI demands, in one command: format, lint, types, documentation, and all tests under Deno
 * and Bun. Says first what it fetches; ends with what it skipped and a line `N passed, N failed`.
 * @module
 */
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { findChromium } from "./chromium.ts";
import { announcement, missing, willInstallChromium } from "./suite/fetches.ts";
import { planTests, RUNTIMES, testFiles, type TestJob } from "./suite/plan.ts";
import { Tally } from "./suite/tally.ts";
import { commandOf, readResult, runQuietly } from "./suite/test_file.ts";
import { bunCommand, denoCommand, PROJECT_ROOT } from "./toolchain.ts";

type Command = readonly [string, ...string[]];

/** TypeScript files below a folder of the project. */
function sources(folder: string): string[] {
  return readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

function say(text: string): void {
  process.stdout.write(text);
}

function seconds(sinceMs: number): string {
  return ((Date.now() - sinceMs) / 1_000).toFixed(0);
}

/** Runs one command that must succeed; what it says is shown when it did not. */
async function check(tally: Tally, title: string, command: Command): Promise<void> {
  const startedMs = Date.now();
  const { code, text } = await runQuietly(command);
  if (code === 0) tally.passed++;
  else tally.failed++;
  say(`${code === 0 ? "" : text}== ${title}: ${code === 0 ? "ok" : `exit ${code}`}`);
  say(`, ${seconds(startedMs)} s\n`);
}

/** Does jobs, so many at once, in their order. */
async function inParallel<T>(
  jobs: readonly T[],
  atOnce: number,
  act: (job: T) => Promise<void>,
): Promise<void> {
  const rest = jobs.values();
  const work = async () => {
    for (const job of rest) await act(job);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/**
 * Tests wait for processes and for pages nearly as long as they compute: with one more at once than
 * there are processors, all are busy.
 */
const AT_ONCE = availableParallelism() + 1;

/** Runs all test files, each in a process of its own. */
async function runTests(tally: Tally): Promise<void> {
  const startedMs = Date.now();
  const counts = { deno: new Tally(), bun: new Tally() };
  const runOne = async (job: TestJob) => {
    const jobStartedMs = Date.now();
    const said = await runQuietly(commandOf(job));
    const result = readResult(job, said);
    tally.add(result);
    counts[job.runtime].add(result);
    const { passed, failed, skipped } = result;
    if (failed > 0) say(`\n${said.text}\n`);
    const figures = `${passed} passed, ${failed} failed${
      skipped > 0 ? `, ${skipped} skipped` : ""
    }`;
    say(`${job.file} under ${job.runtime}: ${figures}, ${seconds(jobStartedMs)} s\n`);
  };
  await inParallel(planTests(testFiles()), AT_ONCE, runOne);
  for (const runtime of RUNTIMES) {
    const { passed, failed } = counts[runtime];
    say(`\n== tests under ${runtime}: ${passed} passed, ${failed} failed\n`);
  }
  say(`== all tests: ${seconds(startedMs)} s\n\n`);
}

/** The page's tests need a browser; where we may, it is installed. */
async function ensureChromium(): Promise<void> {
  if (!willInstallChromium()) return;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const options = ["-y", "-q", "--no-install-recommends"];
  await runQuietly(["apt-get", "update", "-q"], env);
  const { code, text } = await runQuietly(["apt-get", "install", ...options, "chromium"], env);
  if (code !== 0) say(`${text}\nChromium could not be installed: the page's tests are skipped.\n`);
}

async function main(): Promise<number> {
  const usualReason = process.platform === "win32" ? "Windows has no such thing" : undefined;
  const tally = new Tally(usualReason);
  say(announcement(await missing(), findChromium() !== undefined || willInstallChromium()));
  await ensureChromium();
  const deno = denoCommand();
  const bun = bunCommand();
  const code = ["main.ts", "mcp.ts", ...["lib", "tests", "tools"].flatMap(sources)];
  await check(tally, "bun install", [...bun, "install", "--frozen-lockfile"]);
  const checks: readonly (readonly [title: string, command: Command])[] = [
    ["artefacts for the tests", [...deno, "run", "-A", "tools/prepare_tests.ts"]],
    ["types", [...deno, "check", ...code]],
    ["documentation of exports", [...deno, "run", "-A", "tools/doc_lint.ts"]],
    ["lint", [...deno, "lint"]],
    ["format", [...deno, "fmt", "--check"]],
  ];
  await inParallel(checks, AT_ONCE, ([title, command]) => check(tally, title, command));
  await runTests(tally);
  say(tally.summary());
  return tally.failed === 0 ? 0 : 1;
}

if (import.meta.main) process.exit(await main());
