/**
 * What is known of files in `images/` without reading them whole, remembered until they change.
 * @module
 */
import { readFileSync, statSync } from "node:fs";
import { sha256Of } from "../digest.ts";
import { readPngSize } from "../image/png_header.ts";

/** A picture file as it is now. */
export interface ImageFile {
  readonly path: string;
  /** Changes when the file does. */
  readonly version: string;
  readonly bytes: number;
  /** ISO 8601. */
  readonly changedAt: string;
  /** Undefined when it is no PNG. */
  readonly width: number | undefined;
  readonly height: number | undefined;
}

/** Remembers files by path. */
export class ImageFiles {
  readonly #files = new Map<string, ImageFile>();
  readonly #hashes = new Map<string, string>();

  /** A file, or undefined when it is not there (any more). */
  look(path: string): ImageFile | undefined {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile()) return undefined;
    const version = versionOf(stat.mtimeMs, stat.size);
    const known = this.#files.get(path);
    if (known?.version === version) return known;
    // It may have vanished or be forbidden: the page shows the empty frame.
    const size = readPngSize(path);
    const file = {
      path,
      version,
      bytes: stat.size,
      changedAt: stat.mtime.toISOString(),
      width: size?.width,
      height: size?.height,
    };
    this.#files.set(path, file);
    this.#hashes.delete(path);
    return file;
  }

  /** Whether a file has exactly these bytes; reads it only when its length fits. */
  hasBytes(file: ImageFile, bytes: number | undefined, sha256: string | undefined): boolean {
    if (bytes !== file.bytes || sha256 === undefined) return false;
    const known = this.#hashes.get(file.path) ?? sha256Of(readFileSync(file.path));
    this.#hashes.set(file.path, known);
    return known === sha256;
  }
}

/** The version of a file as it is now; undefined when it is not there. */
export function versionNow(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? undefined : versionOf(stat.mtimeMs, stat.size);
}

function versionOf(mtimeMs: number, size: number): string {
  return `${Math.round(mtimeMs * 1_000).toString(36)}-${size.toString(36)}`;
}
