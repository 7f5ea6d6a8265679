/**
 * Previews made when they are first looked at, kept in memory while there is room and on the disk.
 * @module
 */
import { readFileSync } from "node:fs";
import { clearTimeout, setTimeout } from "node:timers";
import { setTimeout as pause } from "node:timers/promises";
import { KEPT_PREVIEW, type KeptPreviews } from "../pipeline/kept_previews.ts";
import { encodeJpeg } from "../image/jpeg_writer.ts";
import { shrinkQuickly } from "../image/preview.ts";
import { isUnchanged, type SnapshotFile } from "../view/snapshot_file.ts";

/** Bytes kept in memory at once. */
const MAX_BYTES = 48 * 2 ** 20;

/** Long enough for the sockets to be looked at. */
const BREATH_MS = 4;

/** A page that is being opened asks for something every moment; the disk waits until it stands. */
const QUIET_MS = 2_000;

/** Between two that nobody waits for yet: half of the processor stays free. */
const REST_MS = 40;

interface Wish {
  readonly file: SnapshotFile;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (preview: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** The previews of one page. Made one at a time, so that the server answers in between. */
export class PreviewCache {
  readonly #disk: KeptPreviews;
  /** In the order of their last use: the first is the first to go. */
  readonly #kept = new Map<string, Uint8Array>();
  readonly #wishes: Wish[] = [];
  readonly #awaited: SnapshotFile[] = [];
  /** To be written to the disk when nobody asks for anything. */
  readonly #unsaved = new Map<string, Uint8Array>();
  #bytes = 0;
  #isBusy = false;
  #saving: NodeJS.Timeout | undefined;

  constructor(disk: KeptPreviews) {
    this.#disk = disk;
  }

  /** Bytes kept in memory now. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * The preview of a file, a whole JPEG.
   * @param signal aborted when nobody waits any more: it is not made then
   * @throws {PictureError} the file is no whole PNG
   */
  get(file: SnapshotFile, signal?: AbortSignal): Promise<Uint8Array> {
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
    if (!this.#isBusy) this.#saveAfter(QUIET_MS);
  }

  /** Makes and keeps nothing more. */
  close(): void {
    this.#awaited.length = 0;
    this.#wishes.length = 0;
    this.#unsaved.clear();
    clearTimeout(this.#saving);
  }

  #find(identity: string): Uint8Array | undefined {
    const known = this.#kept.get(identity);
    if (known !== undefined) {
      this.#kept.delete(identity);
      this.#kept.set(identity, known);
      return known;
    }
    const jpeg = this.#disk.find(identity);
    return jpeg === undefined ? undefined : this.#keep(identity, jpeg);
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    clearTimeout(this.#saving);
    while (this.#wishes.length > 0) {
      // A preview keeps the processor for a twentieth of a second; other requests come in before it.
      await pause(BREATH_MS);
      const wish = this.#wishes.shift();
      if (wish !== undefined) this.#grant(wish);
    }
    this.#isBusy = false;
    if (this.#hasRest) this.#saveAfter(QUIET_MS);
  }

  get #hasRest(): boolean {
    return this.#unsaved.size > 0 || this.#awaited.length > 0;
  }

  #saveAfter(waitMs: number): void {
    this.#saving = setTimeout(() => {
      if (this.#unsaved.size > 0) this.#saveOne();
      else this.#prepareOne();
      if (this.#hasRest) this.#saveAfter(REST_MS);
    }, waitMs);
    this.#saving.unref();
  }

  #grant({ file, signal, resolve, reject }: Wish): void {
    try {
      signal?.throwIfAborted();
      resolve(this.#kept.get(file.identity) ?? this.#make(file));
    } catch (error) {
      reject(error);
    }
  }

  #make(file: SnapshotFile): Uint8Array {
    const png = readFileSync(file.path);
    // Replaced while this waited for its turn: another picture must not be kept under that name.
    const isKept = isUnchanged(file);
    const jpeg = encodeJpeg(shrinkQuickly(png, KEPT_PREVIEW.sidePx), KEPT_PREVIEW.quality);
    if (!isKept) return jpeg;
    this.#unsaved.set(file.identity, jpeg);
    return this.#keep(file.identity, jpeg);
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

  #saveOne(): void {
    const [oldest] = this.#unsaved;
    if (oldest === undefined) return;
    const [identity, jpeg] = oldest;
    this.#unsaved.delete(identity);
    this.#disk.keep(identity, jpeg);
  }

  #keep(identity: string, jpeg: Uint8Array): Uint8Array {
    this.#bytes += jpeg.length - (this.#kept.get(identity)?.length ?? 0);
    this.#kept.delete(identity);
    this.#kept.set(identity, jpeg);
    for (const [oldest, { length }] of this.#kept) {
      if (this.#bytes <= MAX_BYTES) break;
      this.#kept.delete(oldest);
      this.#bytes -= length;
    }
    return jpeg;
  }
}
