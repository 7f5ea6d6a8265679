/**
 * The whole job with every artefact of a folder that starts on this machine:
 * `deno run -A tools/try_artefacts.ts FOLDER`; with one alone, and by something else than itself:
 * `deno run -A tools/try_artefacts.ts FOLDER NAME -- qemu-x86_64-static -cpu Nehalem`.
 * @module
 */
import { chmod, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { doesWholeJob } from "../tests/support/artefact_job.ts";
import { makePipeline, startProgram } from "../tests/support/harness.ts";
import { factsOf } from "./build/artefacts.ts";
import { MCPB_FILE, unpackMcpb } from "./build/connector.ts";
import { SUMS_FILE } from "./build/release_folder.ts";
import { runnableOn, type Way, waysToStart } from "./build/runnable.ts";

/** The machine this is, as artefacts are named. */
function thisMachine(): string {
  return `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
}

/** What the list of checksums says each file should be. */
async function checksums(folder: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(folder, SUMS_FILE), "utf8");
  return new Map(
    text.trimEnd().split("\n").map((line) => [line.slice(66), line.slice(0, 64)] as const),
  );
}

/** @throws {Error} with what it did instead */
async function tryWay({ command: [command, ...args] }: Way): Promise<void> {
  const home = await mkdtemp(join(await realpath(tmpdir()), "проба "));
  try {
    const pipeline = await makePipeline(home);
    const program = { command, args };
    const start: typeof startProgram = (words, options = {}) =>
      startProgram(words, { cwd: home, program, ...options });
    await doesWholeJob({
      pipeline,
      start,
      run: (words, env = {}) => start(words, { env }).finished,
    });
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Tries an artefact in every way there is; returns how many failed. */
async function tryArtefact(name: string, path: string, before: readonly string[]): Promise<number> {
  const aside = await mkdtemp(join(tmpdir(), "unpacked-"));
  let failed = 0;
  try {
    const program = name === MCPB_FILE ? await unpackMcpb(path, join(aside, "mcpb")) : path;
    for (const way of await waysToStart(name, program, before)) {
      const fault = await tryWay(way).then(() => undefined, (error: Error) => error);
      process.stdout.write(`${fault === undefined ? "works" : "FAILS"}  ${way.title}\n`);
      if (fault === undefined) continue;
      failed++;
      process.stdout.write(`${fault.stack ?? fault.message}\n`);
    }
  } finally {
    await rm(aside, { recursive: true, force: true, maxRetries: 5 });
  }
  return failed;
}

async function main(words: readonly string[]): Promise<number> {
  const cut = words.includes("--") ? words.indexOf("--") : words.length;
  const [folder = "dist", only] = words.slice(0, cut);
  const sums = await checksums(folder);
  let failed = 0;
  for (const name of only === undefined ? runnableOn(thisMachine()) : [only]) {
    const path = resolve(folder, name);
    const { sha256 } = await factsOf(path);
    if (sums.get(name) !== sha256) throw new Error(`${name} is not what ${SUMS_FILE} says`);
    // What is downloaded has lost its permission to run.
    await chmod(path, 0o755);
    failed += await tryArtefact(name, path, words.slice(cut + 1));
  }
  return failed === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
