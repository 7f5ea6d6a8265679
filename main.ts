#!/usr/bin/env -S deno run -A
/**
 * The command line.
 * @module
 */
import { startCommandLine } from "./lib/cli/start.ts";

if (import.meta.main) {
  const code = await startCommandLine(process.argv.slice(2));
  if (code !== undefined) process.exit(code);
}
