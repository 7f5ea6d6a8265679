/**
 * `deno task bundle`: dist/alibaba-image-generator.mjs, one file for Deno, Bun and Node.
 * @module
 */
import { buildBundle, DIST, factsLine, factsOf } from "./build/artefacts.ts";

if (import.meta.main) {
  process.stdout.write(`${factsLine(await factsOf(await buildBundle(DIST)))}\n`);
}
