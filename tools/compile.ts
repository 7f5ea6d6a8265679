/**
 * `deno task compile`: binaries that hold Deno and the one-file script, for five machines.
 *
 * Deno fetches its base binary for each machine from its own site. Where that cannot be reached,
 * DENORT_BIN may name any file to stand in for it: that proves the build, not the binary.
 * @module
 */
import { join } from "node:path";
import { PROGRAM } from "../lib/version.ts";
import {
  buildBundle,
  BUN_TARGETS,
  type BunTarget,
  DENO_TARGETS,
  DIST,
  factsLine,
  factsOf,
  writeSums,
} from "./build/artefacts.ts";
import { COMPILED_PERMISSIONS } from "./build/permissions.ts";
import { denoCommand, mustRun } from "./toolchain.ts";

/** Compiles the script for one machine; returns the binary's path and what Deno says is inside. */
async function compileFor(target: BunTarget, script: string) {
  const path = join(DIST, `${PROGRAM}-deno-${target}${BUN_TARGETS[target]}`);
  const [command, ...head] = denoCommand();
  const { stderr } = await mustRun(command, [
    ...head,
    "compile",
    "--no-config",
    "--no-check",
    "--no-remote",
    "--no-npm",
    ...COMPILED_PERMISSIONS,
    `--target=${DENO_TARGETS[target]}`,
    `--output=${path}`,
    script,
  ], { env: { ...process.env, NO_COLOR: "1" } });
  return { path, inside: stderr.slice(stderr.indexOf("Embedded Files")).trim() };
}

async function main(targets: readonly string[]): Promise<void> {
  const script = await buildBundle(DIST);
  const all = Object.keys(BUN_TARGETS) as BunTarget[];
  const chosen = targets.length === 0 ? all : all.filter((target) => targets.includes(target));
  let isFirst = true;
  for (const target of chosen) {
    const { path, inside } = await compileFor(target, script);
    if (isFirst) process.stdout.write(`${inside}\n\n`);
    isFirst = false;
    process.stdout.write(`${factsLine(await factsOf(path))}\n`);
  }
  process.stdout.write(`${await writeSums(DIST)}\n`);
}

if (import.meta.main) await main(process.argv.slice(2));
