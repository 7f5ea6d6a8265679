/**
 * The folder that a release is put together in: what of it is ours to remove, and its checksums.
 * @module
 */
import { readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { PROGRAM } from "../../lib/version.ts";
import { factsOf } from "./artefacts.ts";

/** Begins the name of a binary that holds something else in the place of its runtime. */
export const STAND_IN_PREFIX = "stand-in-";

/** What the licences ask to be given along with every copy. */
export const LICENSE_FILES = ["LICENSE", "THIRD_PARTY_NOTICES.md"] as const;

/** The list of checksums. */
export const SUMS_FILE = "SHA256SUMS";

/** The folder of the plugin, with its script. */
export const PLUGIN_FOLDER = "claude-plugin";

const OWN_NAMES: ReadonlySet<string> = new Set([...LICENSE_FILES, SUMS_FILE, PLUGIN_FOLDER]);

/**
 * Removes all that earlier builds left, so that nothing old is handed out with the new. What else
 * stands in the folder (the rehearsal's pipeline with somebody's choices) stays.
 */
export async function clearArtefacts(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const isOurs = (name: string) =>
    OWN_NAMES.has(name) || name.startsWith(PROGRAM) || name.startsWith(STAND_IN_PREFIX);
  for (const name of names.filter(isOurs)) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/**
 * Writes SHA256SUMS over what this build made, in the form that `sha256sum -c` reads.
 * @param paths of the artefacts, all in one folder
 * @returns its path
 * @throws {Error} for one that stands in for something: nobody could tell it from the real one
 */
export async function writeSums(paths: readonly string[]): Promise<string> {
  const folders = new Set(paths.map((path) => dirname(path)));
  const [folder = ""] = folders;
  if (folders.size !== 1) throw new Error("the artefacts must stand in one folder");
  let lines = "";
  for (const path of [...paths].sort()) {
    const { name, sha256 } = await factsOf(path);
    if (basename(path).startsWith(STAND_IN_PREFIX)) throw new Error(`${name} is no artefact`);
    lines += `${sha256}  ${name}\n`;
  }
  const sums = join(folder, SUMS_FILE);
  await writeFile(sums, lines);
  return sums;
}
