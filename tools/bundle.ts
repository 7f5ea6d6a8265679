/**
 * `deno task bundle`: dist/alibaba-image-generator.mjs, one file for Deno, Bun and Node.
 * @module
 */
import { buildBundle, DIST, factsLine, factsOf, writeSums } from "./build/artefacts.ts";

if (import.meta.main) {
  const path = await buildBundle(DIST);
  process.stdout.write(`${factsLine(await factsOf(path))}\n`);
  await writeSums(DIST);
}
