/**
 * How long each built form of the program takes to show its help and to answer an assistant, beside
 * the least a Python program with the same needs takes.
 * @module
 */
import { cachedArtefacts } from "../build/cached.ts";
import { bunCommand, denoCommand, nodePath } from "../toolchain.ts";
import { measureMcp } from "./mcp.ts";
import { median, run } from "./measured.ts";

const ROUNDS = 15;

/** One measured form. */
export interface ArtefactFigure {
  readonly what: string;
  readonly ms: number;
  /** What the project promises, if it promises anything for this form. */
  readonly mostMs?: number;
}

/** The parts of the Python original that its own help waits for. */
const PYTHON_HELP =
  "import argparse, requests; argparse.ArgumentParser(description='x').parse_args(['--help'])";

/** Medians of all forms, in milliseconds. */
export async function measureArtefacts(): Promise<ArtefactFigure[]> {
  const { bundle, binary } = await cachedArtefacts();
  const help = async (what: string, command: readonly [string, ...string[]], mostMs?: number) => ({
    what: `--help, ${what}`,
    ms: await medianMs(command),
    ...(mostMs === undefined ? {} : { mostMs }),
  });
  const figures: ArtefactFigure[] = [
    await help("binary", [binary, "--help"], 30),
    await help("script on Deno", [...denoCommand(), "run", "-A", bundle, "--help"]),
    await help("script on Bun", [...bunCommand(), bundle, "--help"]),
    await help("script on Node", [await nodePath(), bundle, "--help"]),
    {
      what: "MCP initialize, binary",
      ms: (await measureMcp([binary, "mcp"])).initializeMs,
      mostMs: 80,
    },
  ];
  const python = ["python3", "-c", PYTHON_HELP] as const;
  const hasPython = await run(python).then(({ code }) => code === 0, () => false);
  if (hasPython) figures.push(await help("Python with argparse and requests", python));
  return figures;
}

async function medianMs(command: readonly [string, ...string[]]): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const { code, ms, output } = await run(command);
    if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${output}`);
    // The first one fills caches.
    if (round > 0) times.push(ms);
  }
  return median(times);
}
