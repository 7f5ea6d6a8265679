/**
 * Names with accents, as the disk spells them. `й` is one letter or и with a breve: Macs and what was
 * copied from them hold the second, people type the first, and most file systems tell the two apart.
 * @module
 */
import { lstatSync, readdirSync } from "node:fs";
import { parse, sep } from "node:path";
import { isReadGranted } from "../environment.ts";
import { systemCodeOf } from "../errors.ts";
import { pathIn } from "./paths.ts";

/**
 * The name under which a folder holds what was meant: the very name if it is there, else the only one
 * that is made of the same letters, else the name as it was given.
 * @param folder absolute
 * @param name of a file or folder in it, without a separator
 */
export function spelledIn(folder: string, name: string): string {
  // Only letters beyond ASCII have two spellings.
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(name) || !isMissing(pathIn(folder, name))) return name;
  const composed = name.normalize("NFC");
  const [found, ...others] = namesOf(folder).filter((each) => each.normalize("NFC") === composed);
  return found === undefined || others.length > 0 ? name : found;
}

/**
 * The same path with every name as {@link spelledIn} its folder; as it was given when it is there.
 * @param path absolute
 */
export function spelledPath(path: string): string {
  if (!isMissing(path)) return path;
  const { root } = parse(path);
  return path.slice(root.length).split(sep)
    .reduce((folder, name) => pathIn(folder, spelledIn(folder, name)), root);
}

/** What may not be looked at is not known to be missing. */
function isMissing(path: string): boolean {
  if (!isReadGranted(path)) return false;
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    return systemCodeOf(error) === "ENOENT";
  }
}

/** None where looking is not possible: a name is then taken as it was typed. */
function namesOf(folder: string): readonly string[] {
  try {
    return isReadGranted(folder) ? readdirSync(folder) : [];
  } catch {
    return [];
  }
}
