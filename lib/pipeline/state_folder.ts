/**
 * The pipeline's own folder: prompts and task ids in it are nobody else's business.
 * @module
 */
import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { requireReadable } from "./files.ts";
import { requireUnlinked } from "./paths.ts";

/** What the folder is made with and tightened to. */
export const STATE_FOLDER_MODE = 0o700;

const FILE_MODE = 0o600;

/**
 * Makes the folder and an empty journal in it where they are missing, and closes both to others.
 * @param path absolute path of the journal's file
 * @throws {StorageError} `state_not_folder` when a file stands in the folder's place, `path_linked`
 * when the journal is a link, `special_file` when it is a pipe, `not_writable`
 */
export function prepareStateFolder(path: string): void {
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true, mode: STATE_FOLDER_MODE });
    requireUnlinked(folder, basename(path));
    requireReadable(path);
    // SQLite would make it readable for all; its own journals take the mode of this file.
    closeSync(openSync(path, "a", FILE_MODE));
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const code = systemCodeOf(error);
    requireFolder(folder);
    const isBlocked = code === "EISDIR" || code === "EACCES" || code === "EROFS";
    // A journal that cannot be written to may still be looked at: SQLite tells what is wrong.
    if (isBlocked && statSync(path, { throwIfNoEntry: false }) !== undefined) return;
    throw new StorageError(
      "not_writable",
      { path: folder, reason: code ?? reasonOf(error) },
      error,
    );
  }
  tighten(folder, STATE_FOLDER_MODE);
  tighten(path, FILE_MODE);
}

/**
 * Makes sure that nothing else stands where a folder is or will be.
 * @throws {StorageError} `state_not_folder`
 */
export function requireFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) {
    throw new StorageError("state_not_folder", { path });
  }
}

/** As far as the system lets us: the folder may be somebody else's, shared on purpose. */
function tighten(path: string, mode: number): void {
  if (process.platform === "win32") return;
  try {
    const found = lstatSync(path);
    // A folder that somebody keeps elsewhere and links to is arranged by them.
    if (!found.isSymbolicLink() && (found.mode & 0o777) !== mode) chmodSync(path, mode);
  } catch {
    // What is in it can be used all the same.
  }
}
