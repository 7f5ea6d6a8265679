/**
 * Previews made when they are first looked at and kept while there is room.
 * @module
 */
import { readFile } from "node:fs/promises";
import { makePreview } from "../pipeline/preview.ts";

/** Limits of a shelf. */
export interface ShelfOptions {
  /** JPEG bytes kept at once. @default {48 MiB} */
  readonly maxBytes?: number;
  /** Longest side. @default {512} */
  readonly maxSidePx?: number;
  /** JPEG quality, 1 to 100. @default {80} */
  readonly quality?: number;
}

interface Wish {
  readonly key: string;
  readonly path: string;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** The previews of one page. Made one at a time, so that the server answers in between. */
export class PreviewShelf {
  readonly #options: Required<ShelfOptions>;
  /** In the order of their last use: the first is the first to go. */
  readonly #kept = new Map<string, Uint8Array>();
  readonly #wishes: Wish[] = [];
  #bytes = 0;
  #isBusy = false;

  constructor({ maxBytes = 48 * 2 ** 20, maxSidePx = 512, quality = 80 }: ShelfOptions = {}) {
    this.#options = { maxBytes, maxSidePx, quality };
  }

  /** JPEG bytes kept now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The preview of a file if it is there already. */
  peek(path: string, version: string): Uint8Array | undefined {
    const key = `${version} ${path}`;
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }

  /**
   * The preview of a file.
   * @param version changes when the file's bytes do
   * @param signal aborted when nobody waits any more: it is not made then
   * @throws {PictureError} the file is no whole PNG
   */
  get(path: string, version: string, signal?: AbortSignal): Promise<Uint8Array> {
    const kept = this.peek(path, version);
    if (kept !== undefined) return Promise.resolve(kept);
    const key = `${version} ${path}`;
    return new Promise((resolve, reject) => {
      this.#wishes.push({ key, path, signal, resolve, reject });
      if (!this.#isBusy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let wish = this.#wishes.shift(); wish !== undefined; wish = this.#wishes.shift()) {
      await this.#grant(wish);
      // A preview keeps the processor for a tenth of a second; other requests come in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#isBusy = false;
  }

  async #grant({ key, path, signal, resolve, reject }: Wish): Promise<void> {
    try {
      signal?.throwIfAborted();
      const bytes = this.#kept.get(key) ?? makePreview(await readFile(path), this.#options).bytes;
      this.#keep(key, bytes);
      resolve(bytes);
    } catch (error) {
      reject(error);
    }
  }

  #keep(key: string, bytes: Uint8Array): void {
    if (this.#kept.has(key)) return;
    this.#kept.set(key, bytes);
    this.#bytes += bytes.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#bytes <= this.#options.maxBytes) return;
      this.#kept.delete(oldest);
      this.#bytes -= length;
    }
  }
}
