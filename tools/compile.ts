/**
 * `deno task compile`: binaries that hold Deno and the one-file script, for the machines named or all.
 * @module
 */
import {
  buildBundle,
  chosenTargets,
  DENO_TARGETS,
  DIST,
  factsLine,
  factsOf,
} from "./build/artefacts.ts";
import { buildDenoBinary } from "./build/deno_binary.ts";

async function main(targets: readonly string[]): Promise<void> {
  const chosen = chosenTargets(DENO_TARGETS, targets);
  const script = await buildBundle(DIST);
  let isFirst = true;
  for (const target of chosen) {
    const { path, inside } = await buildDenoBinary(target, script, DIST);
    if (isFirst) process.stdout.write(`${inside}\n\n`);
    isFirst = false;
    process.stdout.write(`${factsLine(await factsOf(path))}\n`);
  }
}

if (import.meta.main) await main(process.argv.slice(2));
