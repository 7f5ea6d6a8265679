/**
 * How long `--help` takes, from the start of the process to its end.
 * @module
 */
import { join } from "node:path";
import { PROJECT_ROOT } from "../toolchain.ts";
import { median, run } from "./measured.ts";

const ROUNDS = 15;

/**
 * Median of several starts.
 * @param runtime the command that runs a script, e.g. `["bun"]`
 * @returns milliseconds
 */
export async function measureStartUp(runtime: readonly [string, ...string[]]): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { code, ms, output } = await run([...runtime, join(PROJECT_ROOT, "main.ts"), "--help"]);
    if (code !== 0) throw new Error(`--help ended with ${code}:\n${output}`);
    times.push(ms);
  }
  return median(times);
}
