/**
 * Which artefacts start on which machine, and by what.
 * @module
 */
import { PROGRAM } from "../../lib/version.ts";
import { bunCommand, denoCommand, type ToolCommand } from "../toolchain.ts";
import { BUN_TARGETS, BUNDLE_FILE, DENO_TARGETS } from "./artefacts.ts";

/** Machines by name that run programs of another one as well. */
const RUNS_TOO: Readonly<Record<string, readonly string[]>> = {
  // Rosetta.
  "darwin-arm64": ["darwin-x64"],
};

/** A way to start an artefact. */
export interface Way {
  /** For people, e.g. `alibaba-image-generator.mjs with node`. */
  readonly title: string;
  /** The command up to the program's own arguments. */
  readonly command: ToolCommand;
}

/** The binaries by the machine that they are for. */
function binariesFor(machine: string): string[] {
  const bun = Object.entries(BUN_TARGETS).map(([target, end]) => [target, `${target}${end}`]);
  const deno = Object.keys(DENO_TARGETS).map((target) => [
    target,
    `deno-${target}${BUN_TARGETS[target as keyof typeof DENO_TARGETS]}`,
  ]);
  return [...bun, ...deno].filter(([target]) => target === machine)
    .map(([, name]) => `${PROGRAM}-${name}`);
}

/** The names of the artefacts that start on a machine, e.g. `linux-x64`. */
export function runnableOn(machine: string): string[] {
  const machines = [machine, ...RUNS_TOO[machine] ?? []];
  return [BUNDLE_FILE, ...machines.flatMap((each) => binariesFor(each))];
}

/**
 * How an artefact is started here: the script by three runtimes, a binary by itself.
 * @param before what starts it instead, e.g. an emulator of a processor
 */
export function waysToStart(name: string, path: string, before: readonly string[]): Way[] {
  const [first, ...rest] = before;
  if (first !== undefined) {
    return [{ title: `${name} with ${before.join(" ")}`, command: [first, ...rest, path] }];
  }
  if (name !== BUNDLE_FILE) return [{ title: name, command: [path] }];
  return [
    { title: `${name} with Node`, command: ["node", path] },
    { title: `${name} with Bun`, command: [...bunCommand(), path] },
    { title: `${name} with Deno`, command: [...denoCommand(), "run", "-A", path] },
  ];
}
