/**
 * `deno task mcpb`: the bundle for desktop assistants and the plugin folder for Claude Code, in dist/.
 * @module
 */
import { buildBundle, DIST, factsLine, factsOf } from "./build/artefacts.ts";
import { buildMcpb, buildPlugin } from "./build/connector.ts";

if (import.meta.main) {
  const script = await buildBundle(DIST);
  const path = await buildMcpb(script, DIST);
  process.stdout.write(`${factsLine(await factsOf(path))}\n`);
  process.stdout.write(`${await buildPlugin(script, DIST)}\n`);
}
