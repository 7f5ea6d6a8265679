/**
 * Plain operations on files and folders whose failures are told as ours, with the path.
 * @module
 */
import { accessSync, constants, type Dirent, opendirSync, readFileSync } from "node:fs";
import { reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { removePatiently } from "./patient_files.ts";

/**
 * Runs a step that reads.
 * @throws {StorageError} `read_failed` for `path`
 */
export function reading<T>(path: string, step: () => T): T {
  return guarded("read_failed", path, step);
}

/**
 * Runs a step that writes.
 * @throws {StorageError} `write_failed` for `path`
 */
export function writing<T>(path: string, step: () => T): T {
  return guarded("write_failed", path, step);
}

function guarded<T>(code: "read_failed" | "write_failed", path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new StorageError(code, { path, reason }, error);
  }
}

/**
 * Reads a whole file.
 * @throws {StorageError} `read_failed`
 */
export function readBytes(path: string): Uint8Array {
  return reading(path, () => readFileSync(path));
}

/**
 * The names in a folder, unsorted; none when there is no such folder.
 * @throws {StorageError} `read_failed`
 */
export function namesIn(folder: string): string[] {
  return entriesIn(folder).map(({ name }) => name);
}

/** Entries that are read from the system at once. */
const READ_AHEAD = 512;

/**
 * The names of the symbolic links in a folder; none when there is no such folder.
 * @throws {StorageError} `read_failed`
 */
export function linksIn(folder: string): string[] {
  return entriesIn(folder).filter((each) => each.isSymbolicLink()).map(({ name }) => name);
}

function entriesIn(folder: string): Dirent[] {
  return reading(folder, () => {
    try {
      // Entry by entry: Deno sorts what it reads at once, which takes longer than the reading.
      const open = opendirSync(folder, { bufferSize: READ_AHEAD });
      try {
        const entries: Dirent[] = [];
        for (let next = open.readSync(); next !== null; next = open.readSync()) entries.push(next);
        return entries;
      } finally {
        open.closeSync();
      }
    } catch (error) {
      if (systemCodeOf(error) === "ENOENT") return [];
      throw error;
    }
  });
}

/**
 * Removes a file, read-only or not; the folder may have become read-only.
 * @throws {StorageError} `write_failed`
 */
export function removeFile(path: string): void {
  writing(path, () => removePatiently(path));
}

/**
 * Asks the system whether a folder may be written to, and writes nothing. Deno answers only those whom
 * it tells the user's number (`--allow-sys`); for others it is open.
 * @throws what the system says
 */
export function askWhetherWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    if (!(error instanceof Error && error.name === "NotCapable")) throw error;
  }
}
