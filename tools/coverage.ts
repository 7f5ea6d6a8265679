/**
 * Runs the tests under Deno and tells how much of `lib/` they reach, by lines and by branches, and
 * what they do not reach and why. Programs that the tests start are counted too, those that they kill
 * are not. `deno task coverage`, or for some tests: `deno task coverage tests/image`.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import process from "node:process";
import { type FileCoverage, parseLcov, percent, total } from "./coverage_report/lcov.ts";
import { reasonFor } from "./coverage_report/reasons.ts";
import { denoCommand, mustRun, PROJECT_ROOT, runTool } from "./toolchain.ts";

/** Not part of the project: the folder is ignored by git. */
const FOLDER = join(PROJECT_ROOT, "coverage");
const MISSING = "no reason known: a test is missing";

/** Runs tests and gives what they reached in `lib/`, and the exit code of the tests. */
async function measure(tests: readonly string[]) {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER);
  const data = join(FOLDER, "data");
  const [command, ...args] = denoCommand();
  const env = { ...process.env, NO_COLOR: "1", DENO_COVERAGE_DIR: data };
  const { code, stdout } = await runTool(
    command,
    [
      ...args,
      "test",
      "-A",
      "--no-check",
      `--coverage=${data}`,
      "--coverage-raw-data-only",
      ...tests,
    ],
    { env },
  );
  const report = await mustRun(command, [
    ...args,
    "coverage",
    data,
    "--lcov",
    `--include=^file:.*/lib/`,
  ]);
  return { code, summary: stdout.trim().split("\n").at(-1), files: parseLcov(report.stdout) };
}

const nameOf = ({ path }: FileCoverage) => relative(PROJECT_ROOT, path).split(sep).join("/");

/** `3-5, 9`: neighbours together. */
export function ranges(numbers: readonly number[]): string {
  const parts: [first: number, last: number][] = [];
  for (const number of numbers) {
    const newest = parts.at(-1);
    if (newest !== undefined && number <= newest[1] + 1) newest[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([first, last]) => first === last ? `${first}` : `${first}-${last}`).join(", ");
}

/** What was not reached in one file, with reasons; empty when everything was. */
export function missedIn(file: FileCoverage, name: string, source: readonly string[]): string[] {
  const byReason = new Map<string, string[]>();
  const note = (what: string, lines: readonly number[]) => {
    for (
      const [reason, some] of Map.groupBy(lines, (line) => reasonFor(name, source, line) ?? MISSING)
    ) {
      byReason.set(reason, [...byReason.get(reason) ?? [], `${what} ${ranges(some)}`]);
    }
  };
  const { missedLines, missedBranches } = file;
  note("lines", missedLines);
  note("ways out of lines", missedBranches.filter((line) => !missedLines.includes(line)));
  return [...byReason].map(([reason, what]) => `    ${what.join("; ")}: ${reason}`);
}

/** Files of `lib/` that a report does not know. */
function unloaded(known: ReadonlySet<string>): string[] {
  return readdirSync(join(PROJECT_ROOT, "lib"), { recursive: true, encoding: "utf8" })
    .map((name) => `lib/${name.split(sep).join("/")}`)
    .filter((name) => /\.tsx?$/.test(name) && !known.has(name)).sort();
}

function print(files: readonly FileCoverage[]): void {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const row = (name: string, some: readonly FileCoverage[]) => {
    const lines = percent(total(some.map((each) => each.lines)));
    const branches = percent(total(some.map((each) => each.branches)));
    say(`${name.padEnd(40)} lines ${lines.padStart(7)}  branches ${branches.padStart(7)}`);
  };
  say("\nNot reached:");
  for (const file of files.toSorted((a, b) => a.path < b.path ? -1 : 1)) {
    const name = nameOf(file);
    const missed = missedIn(file, name, readFileSync(file.path, "utf8").split("\n"));
    if (missed.length === 0) continue;
    row(name, [file]);
    for (const line of missed) say(line);
  }
  const unseen = unloaded(new Set(files.map(nameOf)));
  say("\nNever loaded, or types alone:");
  for (const name of unseen) say(`${name}: ${reasonFor(name, [], 0) ?? "no line of it ran"}`);
  say("\nRooms:");
  const roomOf = (file: FileCoverage) => nameOf(file).split("/").slice(0, -1).join("/");
  for (const [room, some] of [...Map.groupBy(files, roomOf)].sort()) row(room, some);
  row("all", files);
}

if (import.meta.main) {
  const { code, summary, files } = await measure(process.argv.slice(2));
  print(files);
  process.stdout.write(`\nTests: ${summary}\n`);
  process.exit(code);
}
