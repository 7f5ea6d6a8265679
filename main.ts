#!/usr/bin/env -S deno run -A
/**
 * The command line.
 * @module
 */
import { runCommandLine } from "./lib/cli/run.ts";

if (import.meta.main) {
  process.exit(await runCommandLine(process.argv.slice(2)));
}
