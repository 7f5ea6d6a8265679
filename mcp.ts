#!/usr/bin/env -S deno run -A
/**
 * The MCP server for AI assistants.
 * @module
 */
import { runMcp } from "./lib/mcp/run.ts";

if (import.meta.main) {
  process.exit(await runMcp(process.argv.slice(2)));
}
