/**
 * The files behind the addresses that a page has.
 * @module
 */
import { versionNow } from "./image_files.ts";

/** A file the page may ask for. */
export interface SnapshotFile {
  readonly path: string;
  /** Changes when the file's bytes do. */
  readonly version: string;
  /** The same, and no other file's. */
  readonly identity: string;
  /** A file of the store, which never changes. */
  readonly isLasting: boolean;
}

/** Whether the file still is the version that was described; to be asked after it was read. */
export function isUnchanged({ isLasting, path, version }: SnapshotFile): boolean {
  return isLasting || versionNow(path) === version;
}
