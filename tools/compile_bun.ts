/**
 * `deno task compile:bun`: binaries that hold Bun and the program, for five machines. Bun fetches its
 * base binaries for other machines from the npm registry.
 * @module
 */
import {
  buildBinary,
  BUN_TARGETS,
  type BunTarget,
  DIST,
  factsLine,
  factsOf,
  writeSums,
} from "./build/artefacts.ts";
import { bundledParts } from "./build/contents.ts";

async function main(targets: readonly string[]): Promise<void> {
  const all = Object.keys(BUN_TARGETS) as BunTarget[];
  const chosen = targets.length === 0 ? all : all.filter((target) => targets.includes(target));
  for (const { name, bytes, paths } of await bundledParts()) {
    process.stdout.write(`${String(bytes).padStart(9)} B  ${name} (${paths.length} modules)\n`);
  }
  for (const target of chosen) {
    const facts = await factsOf(await buildBinary(target, DIST));
    process.stdout.write(`${factsLine(facts)}\n`);
  }
  process.stdout.write(`${await writeSums(DIST)}\n`);
}

if (import.meta.main) await main(process.argv.slice(2));
