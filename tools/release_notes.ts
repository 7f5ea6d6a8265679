/**
 * `deno run -A tools/release_notes.ts TAG`: what is told of the version that the tag names, for its
 * release. It is also the check that the tag, the program and the changelog speak of one version.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { VERSION } from "../lib/version.ts";
import { releaseNotes } from "./build/changelog.ts";
import { PROJECT_ROOT } from "./toolchain.ts";

async function main([tag = ""]: readonly string[]): Promise<number> {
  if (tag !== `v${VERSION}`) {
    process.stderr.write(`the tag is ${tag || "missing"}, the program is ${VERSION}\n`);
    return 2;
  }
  const changelog = await readFile(join(PROJECT_ROOT, "CHANGELOG.md"), "utf8");
  try {
    process.stdout.write(releaseNotes(changelog, VERSION));
    return 0;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
