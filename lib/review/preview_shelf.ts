/**
 * Previews made when they are first looked at and kept while there is room.
 * @module
 */
import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { makePreview } from "../pipeline/preview.ts";

/** Limits of a shelf. */
export interface ShelfOptions {
  /** JPEG bytes kept at once. @default {48 MiB} */
  readonly maxBytes?: number;
  /** Longest side. @default {384} */
  readonly maxSidePx?: number;
  /** JPEG quality, 1 to 100. @default {75} */
  readonly quality?: number;
}

/** Long enough for the sockets to be looked at. */
const BREATH_MS = 4;

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

  constructor({ maxBytes = 48 * 2 ** 20, maxSidePx = 384, quality = 75 }: ShelfOptions = {}) {
    this.#options = { maxBytes, maxSidePx, quality };
  }

  /** JPEG bytes kept now. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * The preview of a file.
   * @param version changes when the file's bytes do
   * @param signal aborted when nobody waits any more: it is not made then
   * @throws {PictureError} the file is no whole PNG
   */
  get(path: string, version: string, signal?: AbortSignal): Promise<Uint8Array> {
    const key = `${version} ${path}`;
    const kept = this.#peek(key);
    if (kept !== undefined) return Promise.resolve(kept);
    return new Promise((resolve, reject) => {
      this.#wishes.push({ key, path, signal, resolve, reject });
      if (!this.#isBusy) void this.#work();
    });
  }

  #peek(key: string): Uint8Array | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#wishes.length > 0) {
      // A preview keeps the processor for a tenth of a second; other requests come in before it.
      await setTimeout(BREATH_MS, undefined, { ref: false });
      const wish = this.#wishes.shift();
      if (wish !== undefined) await this.#grant(wish);
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
