/**
 * Everything CI demands, in one command: format, lint, types, documentation, then all tests under
 * Deno and the same tests under Bun. Ends with a line `N passed, N failed`.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { bunCommand, denoCommand } from "./toolchain.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

interface Outcome {
  readonly code: number;
  readonly text: string;
}

interface Tally {
  passed: number;
  failed: number;
}

/** @param isQuiet collect what it says without showing it */
function run(
  [command = "", ...args]: readonly string[],
  env: Record<string, string> = {},
  isQuiet = false,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
        if (!isQuiet) process.stdout.write(piece);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, text }));
  });
}

/** TypeScript files below a folder of the project. */
function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

async function check(tally: Tally, title: string, command: readonly string[]): Promise<void> {
  const startedMs = Date.now();
  process.stdout.write(`\n== ${title}\n`);
  const { code } = await run(command);
  if (code === 0) tally.passed++;
  else tally.failed++;
  process.stdout.write(
    `== ${title}: ${code === 0 ? "ok" : `exit ${code}`}, ${seconds(startedMs)} s\n`,
  );
}

/** One runtime's tests: how they are run, and how the runner counts them. */
interface Suite {
  readonly title: string;
  readonly command: readonly string[];
  readonly passed: RegExp;
  readonly failed: RegExp;
  /** Whether its lines are shown as they come; two at once would be unreadable. */
  readonly isLive: boolean;
}

async function runSuite(tally: Tally, suite: Suite): Promise<void> {
  const { title, command, passed, failed, isLive } = suite;
  const startedMs = Date.now();
  const { code, text } = await run(command, {}, !isLive);
  const count = (pattern: RegExp) => Number([...text.matchAll(pattern)].at(-1)?.[1] ?? 0);
  const counts = { passed: count(passed), failed: count(failed) };
  // A runner that broke before it could count has failed.
  if (counts.passed === 0 || (code !== 0 && counts.failed === 0)) counts.failed++;
  tally.passed += counts.passed;
  tally.failed += counts.failed;
  if (!isLive && counts.failed > 0) process.stdout.write(`\n== ${title}\n${text}`);
  const result = `${counts.passed} passed, ${counts.failed} failed`;
  process.stdout.write(`\n== ${title}: ${result}, ${seconds(startedMs)} s\n`);
}

function seconds(sinceMs: number): string {
  return ((Date.now() - sinceMs) / 1_000).toFixed(0);
}

/** The page's tests need a browser; where we may, it is installed. */
async function ensureChromium(): Promise<void> {
  const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  if (process.env["CHROMIUM_PATH"] !== undefined || places.some((path) => existsSync(path))) return;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  process.stdout.write("\n== installing chromium for the tests of the page\n");
  const options = ["-y", "-q", "--no-install-recommends"];
  await run(["apt-get", "update", "-q"]);
  await run(["apt-get", "install", ...options, "chromium"], { DEBIAN_FRONTEND: "noninteractive" });
}

async function main(): Promise<number> {
  const tally: Tally = { passed: 0, failed: 0 };
  const deno = denoCommand();
  const bun = bunCommand();
  const lib = sources("lib");
  const entries = ["main.ts", "mcp.ts"].filter((name) => existsSync(join(ROOT, name)));
  await ensureChromium();
  await check(tally, "format", [...deno, "fmt", "--check"]);
  await check(tally, "lint", [...deno, "lint"]);
  await check(tally, "types", [
    ...deno,
    "check",
    ...entries,
    ...lib,
    ...sources("tests"),
    ...sources("tools"),
  ]);
  await check(tally, "documentation of exports", [...deno, "run", "-A", "tools/doc_lint.ts"]);
  await check(tally, "bun install", [...bun, "install", "--frozen-lockfile"]);
  await check(tally, "artefacts for the tests", [...deno, "run", "-A", "tools/prepare_tests.ts"]);
  await Promise.all([
    runSuite(tally, {
      title: "tests under Deno",
      command: [...deno, "test", "-A", "--no-check", "tests/"],
      passed: /(\d+) passed/g,
      failed: /(\d+) failed/g,
      isLive: true,
    }),
    runSuite(tally, {
      title: "tests under Bun",
      command: [...bun, "test", "--timeout", "120000", "tests/"],
      passed: /(\d+) pass\b/g,
      failed: /(\d+) fail\b/g,
      isLive: false,
    }),
  ]);
  process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed\n`);
  return tally.failed === 0 ? 0 : 1;
}

if (import.meta.main) process.exit(await main());
