/**
 * Plain operations on files and folders whose failures are told as ours, with the path.
 * @module
 */
import {
  accessSync,
  constants,
  type Dirent,
  opendirSync,
  readFileSync,
  type Stats,
  statSync,
} from "node:fs";
import { reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { pathIn } from "./paths.ts";
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
 * @throws {StorageError} `read_failed`, `special_file`
 */
export function readBytes(path: string): Uint8Array {
  requireReadable(path);
  return reading(path, () => readFileSync(path));
}

/**
 * Makes sure that reading a path ends: a pipe that nobody writes into is waited for without end, and a
 * device goes on for ever. What is not there, and a folder, whoever reads it is told by the system.
 * @throws {StorageError} `special_file`, `read_failed`
 */
export function requireReadable(path: string): void {
  const found = statOf(path);
  if (found === undefined || found.isFile() || found.isDirectory()) return;
  throw new StorageError("special_file", { path });
}

/** Codes by which the system says that nothing stands at a path. */
const ABSENT_CODES: ReadonlySet<string | undefined> = new Set(["ENOENT", "ENOTDIR", "ELOOP"]);

/**
 * What stands at a path, links followed; undefined: nothing does, or no such folder.
 * @throws {StorageError} `read_failed`
 */
export function statOf(path: string): Stats | undefined {
  return reading(path, () => {
    try {
      return statSync(path, { throwIfNoEntry: false });
    } catch (error) {
      if (ABSENT_CODES.has(systemCodeOf(error))) return undefined;
      throw error;
    }
  });
}

/**
 * Whether something stands at a path, links followed. A disk that does not answer is no proof that
 * nothing does, as it is to `existsSync`: a decision made on that would leave half of itself undone.
 * @throws {StorageError} `read_failed`
 */
export function isThere(path: string): boolean {
  return statOf(path) !== undefined;
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
 * Makes sure that a listing misses nothing that whoever acts on it must know of: Deno hands out what it
 * has read of a folder before the disk fails, and keeps the failure to itself.
 * @param names as they were listed
 * @param expected names that must be among them if they stand there
 * @throws {StorageError} `read_failed`
 */
export function requireListed(
  folder: string,
  names: readonly string[],
  expected: readonly string[],
): void {
  const missed = expected.filter((name) => !names.includes(name) && isThere(pathIn(folder, name)));
  if (missed.length === 0) return;
  // The disk may know it in other capitals or another composition.
  const plain = (name: string) => name.normalize("NFC").toLowerCase();
  const listed = new Set(names.map(plain));
  if (missed.every((name) => listed.has(plain(name)))) return;
  throw new StorageError("read_failed", { path: folder, reason: "EIO" });
}

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
