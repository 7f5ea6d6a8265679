/**
 * `deno task release`: everything that is handed out, in dist/, with its checksums. What earlier builds
 * left there goes first; the rehearsal's folder stays.
 * @module
 */
import { copyFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  buildBinary,
  buildBundle,
  BUN_TARGETS,
  chosenTargets,
  DENO_TARGETS,
  DIST,
  factsLine,
  factsOf,
} from "./build/artefacts.ts";
import { machineOf } from "./build/binary_header.ts";
import { buildMcpb, buildPlugin } from "./build/connector.ts";
import { buildDenoBinary } from "./build/deno_binary.ts";
import { clearArtefacts, LICENSE_FILES, writeSums } from "./build/release_folder.ts";
import { PROJECT_ROOT } from "./toolchain.ts";

/** A binary that would not start where its name says is no artefact. */
async function mustBeFor(target: string, path: string): Promise<string> {
  const machine = await machineOf(path);
  if (machine === target) return path;
  await rm(path);
  throw new Error(`${basename(path)} is a program for ${machine ?? "no machine known here"}`);
}

async function buildAll(folder: string): Promise<string[]> {
  const script = await buildBundle(folder);
  const paths = [script, await buildMcpb(script, folder)];
  await buildPlugin(script, folder);
  for (const target of chosenTargets(BUN_TARGETS, [])) {
    paths.push(await mustBeFor(target, await buildBinary(target, folder)));
  }
  for (const target of chosenTargets(DENO_TARGETS, [])) {
    const { path } = await buildDenoBinary(target, script, folder);
    paths.push(await mustBeFor(target, path));
  }
  for (const name of LICENSE_FILES) {
    const path = join(folder, name);
    await copyFile(join(PROJECT_ROOT, name), path);
    paths.push(path);
  }
  return paths;
}

if (import.meta.main) {
  // Minutes before the checksums would refuse what comes of it.
  if (process.env["DENORT_BIN"]) throw new Error("DENORT_BIN is set: a release has no stand-ins");
  await clearArtefacts(DIST);
  const paths = await buildAll(DIST);
  const sums = await writeSums(paths);
  for (const path of paths) process.stdout.write(`${factsLine(await factsOf(path))}\n`);
  process.stdout.write(`${sums}\n`);
}
