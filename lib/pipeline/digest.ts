/**
 * The digest by which the journal knows a picture's bytes.
 * @module
 */
import { closeSync, openSync, readSync } from "node:fs";
import { startSha256 } from "../digest.ts";
import { reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { requireReadable } from "./files.ts";

const PIECE_BYTES = 256 * 1_024;

/** One for all: pictures are looked at after every download, and memory must not grow with them. */
const piece = new Uint8Array(PIECE_BYTES);

/**
 * The SHA-256 of a file, in hexadecimal, read piece by piece.
 * @throws {StorageError} `read_failed`, `special_file`
 */
export function digestOf(path: string): string {
  requireReadable(path);
  try {
    const descriptor = openSync(path, "r");
    try {
      const hash = startSha256();
      for (let read = readSync(descriptor, piece); read > 0; read = readSync(descriptor, piece)) {
        hash.update(piece.subarray(0, read));
      }
      return hash.digest("hex");
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new StorageError("read_failed", { path, reason }, error);
  }
}
