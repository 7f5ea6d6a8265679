/**
 * Pictures that are sent along with orders: a copy of each, under its own digest, so that an order can
 * be sent again however the film has changed in the meantime.
 * @module
 */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { sha256Of } from "../digest.ts";
import { InputError, reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { copyExclusive, placeCopy } from "./atomic_file.ts";
import { digestOf } from "./digest.ts";
import { readBytes } from "./files.ts";
import type { Pipeline } from "./folder.ts";
import { IMAGES_FOLDER, originalName, STATE_FOLDER } from "./names.ts";
import { imagePath, pathIn, type PipelinePlaces, requireUnlinked } from "./paths.ts";

/** The folder of the copies inside the state folder. */
export const REFERENCES_FOLDER = "references";

/** No picture that is sent along is larger as a file. */
const MAX_FILE_BYTES = 64_000_000;

/** A picture that was found and read, before anything was done with it. */
export interface ReferenceFile {
  /** Absolute. */
  readonly path: string;
  readonly sha256: string;
}

/** Absolute path of what stands in the film at a number, whether or not it is there. */
export function framePathOf(pipeline: Pipeline, index: number): string {
  requireUnlinked(pipeline.dir, `${IMAGES_FOLDER}/${originalName(index)}`);
  return imagePath(pipeline, originalName(index));
}

/**
 * Reads a picture that was named as a reference.
 * @param name as it was named, for the sentence
 * @throws {InputError} `reference_missing`, `reference_unreadable`, `reference_large`
 */
export function readReferenceFile(path: string, name: string): Uint8Array {
  const absolute = resolve(path);
  try {
    const found = statSync(absolute, { throwIfNoEntry: false });
    if (found === undefined || !found.isFile()) {
      throw new InputError("reference_missing", { reference: name, path: absolute });
    }
    if (found.size > MAX_FILE_BYTES) {
      const facts = { reference: name, bytes: found.size, maxBytes: MAX_FILE_BYTES };
      throw new InputError("reference_large", facts);
    }
    return readBytes(absolute);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const cause = error instanceof StorageError ? error.cause : error;
    const reason = systemCodeOf(cause) ?? reasonOf(cause);
    throw new InputError(
      "reference_unreadable",
      { reference: name, path: absolute, reason },
      error,
    );
  }
}

/**
 * Keeps copies of pictures that are going to be sent along.
 * @throws {InputError} `reference_changed` when one is no longer what was agreed to; then nothing may
 * be ordered
 * @throws {StorageError} `read_failed`, `write_failed`
 */
export function keepReferences(places: PipelinePlaces, files: readonly ReferenceFile[]): void {
  for (const { path, sha256 } of files) {
    const target = keptPath(places, sha256);
    const isThere = statSync(target, { throwIfNoEntry: false }) !== undefined;
    if (isThere && digestOf(target) === sha256) continue;
    if (digestOf(path) !== sha256) throw new InputError("reference_changed", { path });
    const temporaryDir = pathIn(places.stateDir, "tmp");
    if (isThere) placeCopy(path, target, temporaryDir);
    else copyExclusive(path, target, temporaryDir);
  }
}

/**
 * Reads the copy of a picture that is to be sent along.
 * @throws {StorageError} `reference_lost` when it is missing or is no longer the same
 */
export function readKeptReference(places: PipelinePlaces, sha256: string): Uint8Array {
  const path = keptPath(places, sha256);
  requireUnlinked(places.dir, `${STATE_FOLDER}/${REFERENCES_FOLDER}/${sha256}`);
  let bytes: Uint8Array;
  try {
    bytes = readBytes(path);
  } catch (error) {
    throw new StorageError("reference_lost", { path }, error);
  }
  if (sha256Of(bytes) !== sha256) throw new StorageError("reference_lost", { path });
  return bytes;
}

/** Absolute path of the copy of a picture. */
export function keptPath({ stateDir }: Pick<PipelinePlaces, "stateDir">, sha256: string): string {
  return pathIn(stateDir, `${REFERENCES_FOLDER}/${sha256}`);
}
