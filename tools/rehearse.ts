/**
 * `deno task rehearse [command] [flags]`: the program on a copy of the example pipeline in
 * `dist/rehearsal`, against the built-in service. The copy stays as its user left it, so that
 * practising can go on; `--fresh` begins again. The example itself is never written to.
 * @module
 */
import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { startCommandLine } from "../lib/cli/start.ts";
import { TOOL_VERSIONS } from "./toolchain.ts";

/** The pipeline that is practised on. */
export const EXAMPLE = "pipeline_ЦветокПушкинМНеороманс";

/** Where its copy stands, in the current folder: for a task that is the project's. */
const PRACTICE = join("dist", "rehearsal");

/** Three numbers in the film's shape: what is rehearsed when nothing else is asked for. */
const ORDER = ["--indices", "1,3,5", "--size", "fit", "--no-confirm"];

const TEXTS = {
  ru: {
    kept: (dir: string) =>
      `🎬 Учебная копия примера: ${dir} (с прошлого раза; начать заново: --fresh)`,
    made: (dir: string) => `🎬 Учебная копия примера: ${dir}`,
    next: (command: string) => `   Попробуйте: ${command}`,
  },
  en: {
    kept: (dir: string) =>
      `🎬 Practice copy of the example: ${dir} (as you left it; --fresh starts over)`,
    made: (dir: string) => `🎬 Practice copy of the example: ${dir}`,
    next: (command: string) => `   Try it: ${command}`,
  },
} as const;

/** Whether a path of the example belongs to it, and was not made by a run on it. */
function isPartOfExample(path: string): boolean {
  return basename(path) !== ".alibaba" && !/^illustration_\d+_alibaba/.test(basename(path));
}

/**
 * Copies the example to where it is practised on, unless a copy is there.
 * @param folder receives the pipeline's folder
 * @param isFresh throws an earlier copy away, with what was ordered and decided in it
 * @returns the copy's path, and whether it was there before
 */
function practiceCopy(
  folder: string,
  isFresh: boolean,
): { readonly dir: string; readonly isKept: boolean } {
  const dir = join(folder, EXAMPLE);
  if (isFresh) rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  if (existsSync(dir)) return { dir, isKept: true };
  const source = fileURLToPath(new URL(`../examples/${EXAMPLE}`, import.meta.url));
  // Copied aside and renamed: a copy that was interrupted is never taken for the pipeline.
  const aside = `${dir}.part`;
  rmSync(aside, { recursive: true, force: true, maxRetries: 3 });
  cpSync(source, aside, { recursive: true, filter: isPartOfExample });
  renameSync(aside, dir);
  return { dir, isKept: false };
}

/**
 * The program's own arguments.
 * @param args a command and its flags, or flags of the main job alone
 */
function rehearsalArgs(args: readonly string[], dir: string): string[] {
  const [first = "-"] = args;
  // Before the command's name: there the flag is taken with every command.
  const pipeline = ["--pipeline-dir", dir];
  if (first.startsWith("-")) return [...pipeline, ...ORDER, "--rehearse", ...args];
  // Decisions about a named number are real, here as elsewhere; only what may order is rehearsed.
  const isNamed = args.some((arg) => /^--(index|indices|candidate)(=|$)/.test(arg));
  const isRehearsed = first === "resume" || first === "review" || (first === "accept" && !isNamed);
  return [...pipeline, ...args, ...(isRehearsed ? ["--rehearse"] : [])];
}

/** The task as this user can start it: npx leaves its traces in the environment. */
function taskCommand(flags: readonly string[]): string {
  const isNpx = process.env["npm_execpath"] !== undefined;
  const start = isNpx ? `npx -y deno@${TOOL_VERSIONS.deno} task rehearse` : "deno task rehearse";
  return [start, "review", ...flags].join(" ");
}

async function main(typed: readonly string[]): Promise<number | undefined> {
  const args = typed.filter((arg) => arg !== "--fresh");
  const at = args.indexOf("--lang");
  const spoken = (at < 0 ? undefined : args[at + 1]) ?? process.env["ALIBABA_LANG"];
  const texts = TEXTS[spoken === "en" ? "en" : "ru"];
  const { dir, isKept } = practiceCopy(PRACTICE, args.length < typed.length);
  process.stderr.write(`${isKept ? texts.kept(dir) : texts.made(dir)}\n`);
  const code = await startCommandLine(rehearsalArgs(args, dir));
  const isMainJob = args[0] === undefined || args[0].startsWith("-");
  // The help and the version are answered without a code.
  if (isMainJob && code === 0 && !args.includes("--dry-run")) {
    const flags = at < 0 ? [] : args.slice(at, at + 2);
    process.stderr.write(`${texts.next(taskCommand(flags))}\n`);
  }
  return code;
}

if (import.meta.main) {
  const code = await main(process.argv.slice(2));
  if (code !== undefined) process.exit(code);
}
