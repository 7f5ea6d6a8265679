/**
 * Previews made when they are first looked at, kept in memory while there is room and on the disk.
 * @module
 */
import { readFileSync } from "node:fs";
import { clearTimeout, setTimeout } from "node:timers";
import { setTimeout as pause } from "node:timers/promises";
import { encodeBmp } from "../image/bmp.ts";
import { KEPT_PREVIEW, type KeptPreviews } from "../pipeline/kept_previews.ts";
import type { Pixels } from "../image/pixels.ts";
import { encodeJpeg, shrinkQuickly } from "../image/preview.ts";
import { isUnchanged, type SnapshotFile } from "../view/snapshot_file.ts";

/** A small picture as a browser takes it. */
export interface CachedPreview {
  readonly bytes: Uint8Array;
  readonly type: "image/jpeg" | "image/bmp";
}

/** Bytes kept in memory at once. */
const MAX_BYTES = 48 * 2 ** 20;

/** Long enough for the sockets to be looked at. */
const BREATH_MS = 4;

/** A page that is being opened asks for something every moment; encoding waits until it stands. */
const QUIET_MS = 2_000;

/** Between two that nobody waits for yet: half of the processor stays free. */
const REST_MS = 40;

/** Pixels that wait to be encoded: 13 MB of usual pictures, at most twice that. */
const MAX_RAW = 24;

interface Wish {
  readonly file: SnapshotFile;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (preview: CachedPreview) => void;
  readonly reject: (error: unknown) => void;
}

/** The previews of one page. Made one at a time, so that the server answers in between. */
export class PreviewCache {
  readonly #disk: KeptPreviews;
  /** In the order of their last use: the first is the first to go. */
  readonly #kept = new Map<string, CachedPreview>();
  readonly #wishes: Wish[] = [];
  readonly #awaited: SnapshotFile[] = [];
  /** Sent as they are, to be encoded and kept when nobody asks for anything. */
  readonly #raw = new Map<string, Pixels>();
  #bytes = 0;
  #isBusy = false;
  #encoding: NodeJS.Timeout | undefined;

  constructor(disk: KeptPreviews) {
    this.#disk = disk;
  }

  /** Bytes kept in memory now. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * The preview of a file.
   * @param signal aborted when nobody waits any more: it is not made then
   * @throws {PictureError} the file is no whole PNG
   */
  get(file: SnapshotFile, signal?: AbortSignal): Promise<CachedPreview> {
    const known = this.#find(file.identity);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      this.#wishes.push({ file, signal, resolve, reject });
      if (!this.#isBusy) void this.#work();
    });
  }

  /** Files whose previews will be wanted, to be made when nobody asks for anything. */
  prepare(files: readonly SnapshotFile[]): void {
    this.#awaited.push(...files);
    if (!this.#isBusy) this.#encodeAfter(QUIET_MS);
  }

  /** Makes and keeps nothing more. */
  close(): void {
    this.#awaited.length = 0;
    this.#wishes.length = 0;
    this.#raw.clear();
    clearTimeout(this.#encoding);
  }

  #find(identity: string): CachedPreview | undefined {
    const known = this.#kept.get(identity);
    if (known !== undefined) {
      this.#kept.delete(identity);
      this.#kept.set(identity, known);
      return known;
    }
    const bytes = this.#disk.find(identity);
    return bytes === undefined ? undefined : this.#keep(identity, { bytes, type: "image/jpeg" });
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    clearTimeout(this.#encoding);
    while (this.#wishes.length > 0) {
      // A preview keeps the processor for a twentieth of a second; other requests come in before it.
      await pause(BREATH_MS);
      const wish = this.#raw.size < MAX_RAW ? this.#wishes.shift() : undefined;
      if (wish === undefined) this.#encodeOne();
      else this.#grant(wish);
    }
    this.#isBusy = false;
    if (this.#hasRest) this.#encodeAfter(QUIET_MS);
  }

  get #hasRest(): boolean {
    return this.#raw.size > 0 || this.#awaited.length > 0;
  }

  #encodeAfter(waitMs: number): void {
    this.#encoding = setTimeout(() => {
      if (this.#raw.size > 0) this.#encodeOne();
      else this.#prepareOne();
      if (this.#hasRest) this.#encodeAfter(REST_MS);
    }, waitMs);
    this.#encoding.unref();
  }

  #grant({ file, signal, resolve, reject }: Wish): void {
    try {
      signal?.throwIfAborted();
      resolve(this.#kept.get(file.identity) ?? this.#make(file));
    } catch (error) {
      reject(error);
    }
  }

  /** As BMP first: encoding a JPEG would take half as long again, and somebody waits. */
  #make(file: SnapshotFile): CachedPreview {
    const png = readFileSync(file.path);
    // Replaced while this waited for its turn: another picture must not be kept under that name.
    const isKept = isUnchanged(file);
    const pixels = shrinkQuickly(png, KEPT_PREVIEW.sidePx);
    const preview = { bytes: encodeBmp(pixels), type: "image/bmp" } as const;
    if (!isKept) return preview;
    this.#raw.set(file.identity, pixels);
    return this.#keep(file.identity, preview);
  }

  /** One that is not on the disk yet; what cannot be made is told when somebody looks. */
  #prepareOne(): void {
    for (let file = this.#awaited.shift(); file !== undefined; file = this.#awaited.shift()) {
      if (this.#kept.has(file.identity) || this.#disk.find(file.identity) !== undefined) continue;
      try {
        this.#make(file);
      } catch {
        // Gone, or no whole PNG.
      }
      return;
    }
  }

  #encodeOne(): void {
    const [oldest] = this.#raw;
    if (oldest === undefined) return;
    const [identity, pixels] = oldest;
    this.#raw.delete(identity);
    const bytes = encodeJpeg(pixels, KEPT_PREVIEW.quality);
    this.#disk.keep(identity, bytes);
    this.#keep(identity, { bytes, type: "image/jpeg" });
  }

  #keep(identity: string, preview: CachedPreview): CachedPreview {
    this.#bytes += preview.bytes.length - (this.#kept.get(identity)?.bytes.length ?? 0);
    this.#kept.delete(identity);
    this.#kept.set(identity, preview);
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= MAX_BYTES) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytes.length;
    }
    return preview;
  }
}
