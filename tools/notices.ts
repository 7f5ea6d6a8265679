/**
 * `deno task notices`: THIRD_PARTY_NOTICES.md and the module that the command `licenses` prints.
 * @module
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { collectNotices, noticesDocument, noticesModule } from "./build/notices.ts";
import { denoCommand, mustRun, PROJECT_ROOT } from "./toolchain.ts";

/** The document for people. */
export const NOTICES_FILE = join(PROJECT_ROOT, "THIRD_PARTY_NOTICES.md");

/** The module of the program. */
const NOTICES_MODULE = join(PROJECT_ROOT, "lib", "notices", "bundled.ts");

if (import.meta.main) {
  const notices = await collectNotices();
  await writeFile(NOTICES_FILE, noticesDocument(notices));
  await writeFile(NOTICES_MODULE, noticesModule(notices));
  const [command, ...head] = denoCommand();
  await mustRun(command, [...head, "fmt", "--quiet", NOTICES_MODULE]);
  for (const { name, version, license } of [...notices.packages, ...notices.runtimes]) {
    process.stdout.write(`${name} ${version}  ${license}\n`);
  }
}
