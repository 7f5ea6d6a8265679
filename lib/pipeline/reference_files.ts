/**
 * Pictures that are sent along with orders: a copy of each as it is sent, so that an order can be sent
 * again however the film has changed in the meantime.
 * @module
 */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { sha256Of } from "../digest.ts";
import { InputError, reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { type PictureLimits, prepareReference } from "../image/reference_picture.ts";
import { writeExclusive } from "./atomic_file.ts";
import { namesIn, readBytes } from "./files.ts";
import type { Pipeline } from "./folder.ts";
import { IMAGES_FOLDER, originalName, STATE_FOLDER } from "./names.ts";
import { imagePath, pathIn, type PipelinePlaces, requireUnlinked } from "./paths.ts";

/** The folder of the copies inside the state folder. */
const REFERENCES_FOLDER = "references";

/** No picture that is sent along is larger as a file. */
const MAX_FILE_BYTES = 64_000_000;

/** A picture that was found and read, before anything was done with it. */
export interface ReferenceFile {
  /** Absolute. */
  readonly path: string;
  readonly sha256: string;
  /** What it is brought within before it is sent. */
  readonly limits: PictureLimits;
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
 * Keeps pictures as they are going to be sent: brought within their model's limits once, before
 * anything is ordered. Pauses between them, so that what was unpacked can be cleared.
 * @throws {InputError} `reference_changed` when one is no longer what was agreed to; then nothing may
 * be ordered
 * @throws {PictureError} as {@link prepareReference}
 * @throws {StorageError} `read_failed`, `write_failed`, `path_linked`
 */
export async function keepReferences(
  places: PipelinePlaces,
  files: readonly ReferenceFile[],
): Promise<void> {
  for (const { path, sha256, limits } of files) {
    if (findKept(places, sha256, limits) !== undefined) continue;
    const source = readBytes(path);
    if (sha256Of(source) !== sha256) throw new InputError("reference_changed", { path });
    const { bytes } = prepareReference(source, limits);
    const name = keptPrefix(sha256, limits) + sha256Of(bytes).slice(0, DIGEST_CHARS);
    requireUnlinked(places.dir, `${STATE_FOLDER}/${REFERENCES_FOLDER}/${name}`);
    const target = pathIn(places.stateDir, `${REFERENCES_FOLDER}/${name}`);
    writeExclusive(bytes, target, pathIn(places.stateDir, "tmp"), FILE_MODE);
    await setImmediate();
  }
}

/**
 * Reads a picture as it is to be sent.
 * @param sha256 of what it was made from
 * @throws {StorageError} `reference_lost` when it is missing or is no longer the same, `path_linked`
 */
export function readKeptReference(
  places: PipelinePlaces,
  sha256: string,
  limits: PictureLimits,
): Uint8Array {
  const bytes = findKept(places, sha256, limits);
  if (bytes !== undefined) return bytes;
  throw new StorageError("reference_lost", { path: keptFolder(places) });
}

/** Absolute path of the folder of the copies. */
export function keptFolder({ stateDir }: Pick<PipelinePlaces, "stateDir">): string {
  return pathIn(stateDir, REFERENCES_FOLDER);
}

/** Letters of the digest that a copy carries in its name. */
const DIGEST_CHARS = 16;

const FILE_MODE = 0o600;

/** What it was made from, and for which limits; the digest of the copy itself follows. */
function keptPrefix(sha256: string, { maxSidePx, maxBytes }: PictureLimits): string {
  return `${sha256}-${maxSidePx}-${maxBytes}-`;
}

/** The copy, when it is there and whole. */
function findKept(
  places: PipelinePlaces,
  sha256: string,
  limits: PictureLimits,
): Uint8Array | undefined {
  const prefix = keptPrefix(sha256, limits);
  for (const name of namesIn(keptFolder(places)).filter((each) => each.startsWith(prefix))) {
    requireUnlinked(places.dir, `${STATE_FOLDER}/${REFERENCES_FOLDER}/${name}`);
    const bytes = readBytes(pathIn(keptFolder(places), name));
    if (sha256Of(bytes).startsWith(name.slice(prefix.length))) return bytes;
  }
  return undefined;
}
