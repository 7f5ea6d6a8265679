/**
 * How much one way of starting the program saves against another: all ways in turn, so that a busy
 * machine meets them alike.
 * `deno run -A tools/bench/starts.ts [--fill]`
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { cachedArtefacts } from "../build/cached.ts";
import { bunCommand, denoCommand, nodePath, PROJECT_ROOT } from "../toolchain.ts";
import { Figures } from "./figures.ts";
import { median, run } from "./measured.ts";
import { endedChildrenTime } from "./process_use.ts";

const ROUNDS = 15;

/** One way of starting. */
interface Way {
  readonly what: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/** What one way costs. */
export interface StartFigures {
  readonly what: string;
  /** Median. */
  readonly wallMs: number;
  /** Mean, all threads together. */
  readonly processorMs: number;
  /** How many times longer the first way takes, by processor time. */
  readonly quicker: number;
}

/** The first is what the others are held against. */
async function ways(compileCache: string): Promise<Way[]> {
  const { bundle, binary } = await cachedArtefacts();
  const source = join(PROJECT_ROOT, "main.ts");
  const node = await nodePath();
  return [
    { what: "source on Deno", command: [...denoCommand(), "run", "-A", source] },
    { what: "one-file script on Deno", command: [...denoCommand(), "run", "-A", bundle] },
    { what: "source on Bun", command: [...bunCommand(), source] },
    { what: "one-file script on Bun", command: [...bunCommand(), bundle] },
    { what: "one-file script on Node", command: [node, bundle] },
    {
      what: "the same with NODE_COMPILE_CACHE",
      command: [node, bundle],
      env: { NODE_COMPILE_CACHE: compileCache },
    },
    { what: "binary that holds Bun", command: [binary] },
  ];
}

/** Starts the program in every way, as often as the median needs, to carry out `args`. */
async function measureStarts(args: readonly string[]): Promise<StartFigures[]> {
  const compileCache = await mkdtemp(join(tmpdir(), "bench compiled "));
  try {
    const all = await ways(compileCache);
    // The first starts fill caches.
    for (const way of all) await start(way, args);
    const rounds: (readonly Start[])[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const starts: Start[] = [];
      for (const way of all) starts.push(await start(way, args));
      rounds.push(starts);
    }
    return all.map(({ what }, at) => ({
      what,
      wallMs: median(rounds.map((starts) => starts[at]?.wallMs ?? NaN)),
      // The system counts in hundredths of a second: only the sum of many starts tells.
      processorMs: processorMs(rounds, at) / ROUNDS,
      quicker: processorMs(rounds, 0) / processorMs(rounds, at),
    }));
  } finally {
    await rm(compileCache, { recursive: true, force: true });
  }
}

function processorMs(rounds: readonly (readonly Start[])[], at: number): number {
  return rounds.reduce((sum, starts) => sum + (starts[at]?.processorMs ?? NaN), 0);
}

interface Start {
  readonly wallMs: number;
  readonly processorMs: number;
}

async function start({ command, env = {} }: Way, args: readonly string[]): Promise<Start> {
  const beforeS = endedChildrenTime();
  const { code, output, ms } = await run([...command, ...args], env);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${output}`);
  return { wallMs: ms, processorMs: (endedChildrenTime() - beforeS) * 1_000 };
}

if (import.meta.main) {
  const page = new Figures("starts");
  const example = join(PROJECT_ROOT, "examples", "pipeline_ЦветокПушкинМНеороманс");
  for (const args of [["--help"], ["list", "--pipeline-dir", example]]) {
    page.print(`${args[0]}, ${ROUNDS} starts each: median, mean processor time`);
    for (const { what, wallMs, processorMs, quicker } of await measureStarts(args)) {
      const times = `${wallMs.toFixed(0)} ms, processor ${processorMs.toFixed(0)} ms`;
      page.print(`  ${what}: ${times}, ${quicker.toFixed(2)} × quicker`);
    }
  }
  if (process.argv.includes("--fill")) page.fill();
}
