/**
 * Tests that cannot run on every machine say why they do not.
 */
import process from "node:process";
import { findChromium } from "../../tools/chromium.ts";

const told = new Set<string>();

/**
 * The `skip` of a test: false where it can run, else the reason. The reason is told on stderr as well,
 * in the form that `deno task ok` counts: runners do not show it.
 */
export function skipUnless(canRun: boolean, why: string): string | false {
  if (canRun) return false;
  if (!told.has(why)) process.stderr.write(`\nskipping: ${why}\n`);
  told.add(why);
  return why;
}

/** For tests of a page in a browser. */
export const withoutChromium = (): string | false =>
  skipUnless(findChromium() !== undefined, "no Chromium here");
