/**
 * Which artefacts start on which machine, and by what.
 * @module
 */
import { join } from "node:path";
import { PROGRAM } from "../../lib/version.ts";
import { bunCommand, denoCommand, nodePath, type ToolCommand } from "../toolchain.ts";
import { BUN_TARGETS, BUNDLE_FILE, DENO_TARGETS, type DenoTarget } from "./artefacts.ts";
import { MCPB_FILE, SERVER_FOLDER } from "./connector.ts";

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

interface Binary {
  readonly machine: string;
  readonly name: string;
}

const BINARIES: readonly Binary[] = [
  ...Object.entries(BUN_TARGETS).map(([machine, end]) => ({
    machine,
    name: `${PROGRAM}-${machine}${end}`,
  })),
  ...(Object.keys(DENO_TARGETS) as DenoTarget[]).map((machine) => ({
    machine,
    name: `${PROGRAM}-deno-${machine}${BUN_TARGETS[machine]}`,
  })),
];

/** All artefacts that are programs. */
export const RELEASED_PROGRAMS: readonly string[] = [
  BUNDLE_FILE,
  MCPB_FILE,
  ...BINARIES.map(({ name }) => name),
];

/** The names of the artefacts that start on a machine, e.g. `linux-x64`. */
export function runnableOn(machine: string): string[] {
  const machines = [machine, ...RUNS_TOO[machine] ?? []];
  const binaries = BINARIES.filter((each) => machines.includes(each.machine));
  return [BUNDLE_FILE, MCPB_FILE, ...binaries.map(({ name }) => name)];
}

/**
 * How an artefact is started here: the script by three runtimes, a binary by itself.
 * @param path of the file; of the folder it was unpacked into, for the bundle of desktop assistants
 * @param before what starts it instead, e.g. an emulator of a processor
 */
export async function waysToStart(
  name: string,
  path: string,
  before: readonly string[],
): Promise<Way[]> {
  const [first, ...rest] = before;
  if (first !== undefined) {
    return [{ title: `${name} with ${before.join(" ")}`, command: [first, ...rest, path] }];
  }
  if (name === MCPB_FILE) {
    // The host unpacks it and starts what is inside with a Node of its own.
    return [{ title: name, command: [await nodePath(), join(path, SERVER_FOLDER, BUNDLE_FILE)] }];
  }
  if (name !== BUNDLE_FILE) return [{ title: name, command: [path] }];
  return [
    { title: `${name} with Node`, command: [await nodePath(), path] },
    { title: `${name} with Bun`, command: [...bunCommand(), path] },
    { title: `${name} with Deno`, command: [...denoCommand(), "run", "-A", path] },
  ];
}
