/**
 * `deno task compile:bun`: binaries that hold Bun and the program, for the machines named or all. Bun
 * fetches its base binaries from the npm registry.
 * @module
 */
import {
  buildBinary,
  BUN_TARGETS,
  chosenTargets,
  DIST,
  factsLine,
  factsOf,
} from "./build/artefacts.ts";
import { bundledParts } from "./build/contents.ts";

async function main(targets: readonly string[]): Promise<void> {
  const chosen = chosenTargets(BUN_TARGETS, targets);
  for (const { name, bytes, paths } of await bundledParts()) {
    process.stdout.write(`${String(bytes).padStart(9)} B  ${name} (${paths.length} modules)\n`);
  }
  for (const target of chosen) {
    process.stdout.write(`${factsLine(await factsOf(await buildBinary(target, DIST)))}\n`);
  }
}

if (import.meta.main) await main(process.argv.slice(2));
