/**
 * The one place where paths below a pipeline are put together, and where it is made sure that they
 * stay below it.
 * @module
 */
import { lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { PICTURES_FOLDER } from "./names.ts";

/** Where the parts of a pipeline are; absolute paths. */
export interface PipelinePlaces {
  readonly dir: string;
  readonly imagesDir: string;
  readonly stateDir: string;
}

/** Absolute path of a path with `/` below a folder. */
export function pathIn(folder: string, name: string): string {
  return join(folder, ...name.split("/"));
}

/** Absolute path of a name in `images/`. */
export function imagePath({ imagesDir }: Pick<PipelinePlaces, "imagesDir">, name: string): string {
  return pathIn(imagesDir, name);
}

/**
 * Absolute path of a picture in the store.
 * @param file path inside the store, with `/`
 */
export function storedPath({ stateDir }: Pick<PipelinePlaces, "stateDir">, file: string): string {
  return pathIn(pathIn(stateDir, PICTURES_FOLDER), file);
}

/**
 * Makes sure that no part of a path below a folder is a symbolic link: what a link leads to is not
 * this pipeline's.
 * @param name path below `folder`, with `/`; what does not exist is no link
 * @throws {StorageError} `path_linked` with the link and where it leads, `read_failed`
 */
export function requireUnlinked(folder: string, name: string): void {
  let path = folder;
  for (const part of name.split("/")) {
    path = join(path, part);
    if (isLink(path)) {
      throw new StorageError("path_linked", { path, target: targetOf(path) });
    }
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw new StorageError("read_failed", { path, reason: code ?? reasonOf(error) }, error);
  }
}

/** Only for the sentence: a link that cannot be read is a link all the same. */
function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
