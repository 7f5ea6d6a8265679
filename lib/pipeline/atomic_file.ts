/**
 * Files that appear whole or not at all: written aside, synced, then given their name in one step.
 * @module
 */
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { randomUUID } from "node:crypto";
import { reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { removePatiently, renamePatiently, writable } from "./patient_files.ts";

/** A file being written under a temporary name. */
export interface TemporaryFile {
  readonly path: string;
  /** Appends; waits for the disk, so that memory stays bounded. */
  write(bytes: Uint8Array): Promise<void>;
  /** Brings everything to the disk and closes. */
  finish(): Promise<void>;
  /** Closes and removes; never throws. */
  discard(): Promise<void>;
}

/**
 * Begins a file in `folder` under a name nobody else uses.
 * @throws {StorageError} `write_failed`
 */
export async function beginFile(folder: string): Promise<TemporaryFile> {
  const path = join(folder, `${process.pid}-${randomUUID()}.part`);
  const handle = await guarded(path, async () => {
    await mkdir(folder, { recursive: true });
    return open(path, "wx");
  });
  return {
    path,
    write: (bytes) => guarded(path, () => writeAll(handle, bytes)),
    finish: () =>
      guarded(path, async () => {
        await handle.sync();
        await handle.close();
      }),
    // Called because of another failure, which one of cleaning up must not hide.
    discard: async () => {
      await handle.close().catch(() => {});
      await rm(path, { force: true }).catch(() => {});
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    offset += (await handle.write(bytes, offset, bytes.length - offset)).bytesWritten;
  }
}

async function guarded<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw writeError(path, error);
  }
}

function writeError(path: string, error: unknown): StorageError {
  const reason = systemCodeOf(error) ?? reasonOf(error);
  return new StorageError("write_failed", { path, reason }, error);
}

/**
 * Gives a finished temporary file its final name unless that name is taken; then the temporary is
 * removed and the file that is there stays.
 * @returns whether the name was free
 * @throws {StorageError} `write_failed`
 */
export function keepExclusive(temporary: string, target: string): boolean {
  try {
    mkdirSync(dirname(target), { recursive: true });
    const isNew = takeName(temporary, target);
    syncFolder(dirname(target));
    return isNew;
  } catch (error) {
    throw writeError(target, error);
  }
}

function takeName(temporary: string, target: string): boolean {
  let isNew = true;
  try {
    linkSync(temporary, target);
  } catch (error) {
    if (systemCodeOf(error) === "EEXIST" || existsSync(target)) isNew = false;
    else {
      // No hard links on this file system: a rename, too, is whole or not at all.
      renamePatiently(temporary, target);
      return true;
    }
  }
  removePatiently(temporary);
  return isNew;
}

/**
 * Copies `source` to `target` unless that name is taken; then the file that is there stays.
 * @returns whether the name was free
 * @throws {StorageError} `write_failed`
 */
export function copyExclusive(source: string, target: string, temporaryFolder: string): boolean {
  const temporary = join(temporaryFolder, `${process.pid}-${randomUUID()}.part`);
  try {
    mkdirSync(temporaryFolder, { recursive: true });
    copyFileSync(source, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    syncFile(temporary);
  } catch (error) {
    removeQuietly(temporary);
    throw writeError(target, error);
  }
  return keepExclusive(temporary, target);
}

/**
 * Writes bytes to `target` unless that name is taken; then the file that is there stays.
 * @param mode permissions of a new file
 * @returns whether the name was free
 * @throws {StorageError} `write_failed`
 */
export function writeExclusive(
  bytes: Uint8Array,
  target: string,
  temporaryFolder: string,
  mode: number,
): boolean {
  const temporary = join(temporaryFolder, `${process.pid}-${randomUUID()}.part`);
  try {
    mkdirSync(temporaryFolder, { recursive: true });
    writeFileSync(temporary, bytes, { flag: "wx", mode });
    syncFile(temporary);
  } catch (error) {
    removeQuietly(temporary);
    throw writeError(target, error);
  }
  return keepExclusive(temporary, target);
}

/**
 * Puts a copy of `source` under `target`'s name in one step, replacing what stands there, read-only or
 * not.
 * @param mode permissions of the copy. @default those of what stood there, else those of `source`
 * @param temporaryFolder on the same file system as the target; if it is not, the copy is made beside
 * the target under a name that no other tool takes for a picture
 * @throws {StorageError} `write_failed`
 */
export function placeCopy(
  source: string,
  target: string,
  temporaryFolder: string,
  mode?: number,
): void {
  try {
    mkdirSync(dirname(target), { recursive: true });
    try {
      copyAndRename(source, target, join(temporaryFolder, `${randomUUID()}.part`), mode);
    } catch (error) {
      if (systemCodeOf(error) !== "EXDEV") throw error;
      copyAndRename(
        source,
        target,
        join(dirname(target), `.${basename(target)}.${randomUUID()}.part`),
        mode,
      );
    }
    syncFolder(dirname(target));
  } catch (error) {
    throw writeError(target, error);
  }
}

function copyAndRename(
  source: string,
  target: string,
  temporary: string,
  mode: number | undefined,
): void {
  mkdirSync(dirname(temporary), { recursive: true });
  try {
    copyFileSync(source, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    syncFile(temporary);
    const wanted = mode ?? statSync(target, { throwIfNoEntry: false })?.mode;
    if (wanted !== undefined) chmodSync(temporary, wanted & 0o777);
    renamePatiently(temporary, target);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/** What is told is why it could not be written, not why what is left could not be removed. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is removed as an abandoned part later.
  }
}

function syncFile(path: string): void {
  // Windows syncs only what is open for writing.
  const descriptor = process.platform === "win32"
    ? writable(path, () => openSync(path, "r+"))
    : openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes names durable; where folders cannot be synced (Windows) the system does it itself. */
export function syncFolder(path: string): void {
  try {
    const descriptor = openSync(path, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Not offered everywhere, and nothing is lost that a crash of the program alone could lose.
  }
}
