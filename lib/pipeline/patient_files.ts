/**
 * Renaming and removing on Windows, where a viewer or a virus scanner that looks at a file forbids both
 * for a moment, and where a file's own read-only attribute forbids both for good.
 * @module
 */
import { chmodSync, renameSync, rmSync, statSync } from "node:fs";
import { systemCodeOf } from "../errors.ts";

/** How long to wait before each further attempt; about one and a half seconds in all. */
const WAITS_MS = [10, 40, 100, 200, 400, 800];

const BUSY_CODES: ReadonlySet<string> = new Set(["EPERM", "EACCES", "EBUSY"]);

/** The owner's right to write; on Windows its absence is the read-only attribute. */
const OWNER_WRITES = 0o200;

/** What {@link renamePatiently} and {@link removePatiently} depend on. */
export interface PatienceOptions {
  /** @default {renameSync} */
  readonly rename?: (from: string, to: string) => void;
  /** @default {rmSync} */
  readonly remove?: (path: string) => void;
  /** Elsewhere these codes are final. @default whether this is Windows */
  readonly isWindows?: boolean;
  /** Waits so many milliseconds. @default blocking, see {@link pause} */
  readonly pause?: (ms: number) => void;
}

/**
 * Gives a file its name, replacing what stands there, read-only or not.
 * @throws what the system says, at once or after the last attempt; what stands there is as it was
 */
export function renamePatiently(from: string, to: string, options: PatienceOptions = {}): void {
  const { rename = renameSync } = options;
  patiently(to, () => rename(from, to), options);
}

/**
 * Removes a file, read-only or not.
 * @throws what the system says, at once or after the last attempt; the file is as it was
 */
export function removePatiently(path: string, options: PatienceOptions = {}): void {
  const { remove = (each: string) => rmSync(each) } = options;
  patiently(path, () => remove(path), options);
}

/** @param path of the file that is replaced or removed */
function patiently(
  path: string,
  act: () => void,
  { isWindows = process.platform === "win32", pause: wait = pause }: PatienceOptions,
): void {
  let formerMode: number | undefined;
  for (let attempt = 0;;) {
    try {
      return act();
    } catch (error) {
      const isBusy = isWindows && BUSY_CODES.has(systemCodeOf(error) ?? "");
      const cleared = isBusy && formerMode === undefined ? clearReadOnly(path) : undefined;
      if (cleared !== undefined) {
        formerMode = cleared;
        continue;
      }
      const waitMs = isBusy ? WAITS_MS[attempt++] : undefined;
      if (waitMs === undefined) {
        if (formerMode !== undefined) chmodSync(path, formerMode);
        throw error;
      }
      wait(waitMs);
    }
  }
}

/** @returns the mode that the file had; undefined when nothing was cleared */
function clearReadOnly(path: string): number | undefined {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined || (mode & OWNER_WRITES) !== 0) return undefined;
  try {
    chmodSync(path, mode | OWNER_WRITES);
    return mode;
  } catch {
    // Then the first failure is the one to tell.
    return undefined;
  }
}

/**
 * Runs a step that needs the right to write into a file, which a copy of what is read-only has not.
 * @param step repeated once the right is there; the file is read-only again afterwards
 */
export function writable<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    const mode = BUSY_CODES.has(systemCodeOf(error) ?? "") ? clearReadOnly(path) : undefined;
    if (mode === undefined) throw error;
    try {
      return step();
    } finally {
      chmodSync(path, mode);
    }
  }
}

/** Without giving way: nothing else of this program may happen between a change and its record. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
