/**
 * A PNG file made small while it streams by: neither the file nor the picture is ever in memory whole,
 * so that an original of any size can be looked at.
 * @module
 */
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createInflate, type Inflate } from "node:zlib";
import { GeneratorError, PictureError, reasonOf, systemCodeOf } from "../errors.ts";
import { type Box, fitInto } from "./box.ts";
import { decodePng, type Pixels } from "./pixels.ts";
import type { PngChunk } from "./png_chunks.ts";
import { INDEXED, onWhite, paletteOnWhite, pickColours } from "./png_colours.ts";
import { unfilter } from "./png_filters.ts";
import { parsePngHeader, PNG_HEADER_BYTES, type PngHeader } from "./png_header.ts";
import { PngReader } from "./png_reader.ts";
import { CHANNELS } from "./png_rows.ts";
import { Scaler, shrink } from "./scaler.ts";

/** Larger pictures would keep whoever waits for them longer than clients wait. */
const MAX_PIXELS = 200_000_000;
/** Bounds one row, which is in memory whole. */
const MAX_SIDE_PX = 100_000;
/** 256 colours. */
const MAX_PALETTE_BYTES = 768;
const READ_BYTES = 256 * 1_024;
/** Unpacked so much at a time. */
const UNPACK_BYTES = 512 * 1_024;
/** Of the kinds that cannot stream, a file that is read whole. */
const MAX_WHOLE_BYTES = 128 * 1_024 * 1_024;

/** A picture made small, with the size it has in its file. */
export interface SmallPicture {
  readonly size: Box;
  readonly pixels: Pixels;
}

/**
 * Makes a PNG file small: its longest side is at most `maxSidePx`, smaller pictures keep their size.
 * Every checksum is checked. Interlaced pictures and those of less than 8 bit a sample are read whole.
 * @returns undefined when there is no such file
 * @throws {PictureError} `not_png`, `png_cut`, `png_damaged`, `png_too_large`, `png_unsupported`
 */
export async function shrinkPngFile(
  path: string,
  maxSidePx: number,
): Promise<SmallPicture | undefined> {
  try {
    const found = await stat(path);
    // A pipe would be waited for without end, and a device goes on for ever.
    if (!found.isFile() && !found.isDirectory()) throw new PictureError("not_png");
    return await streamed(path, maxSidePx) ?? await whole(path, maxSidePx);
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") return undefined;
    if (error instanceof GeneratorError) throw error;
    throw new PictureError("png_damaged", { where: reasonOf(error) }, error);
  }
}

/** Undefined: it is of a kind that does not come row by row. */
async function streamed(path: string, maxSidePx: number): Promise<SmallPicture | undefined> {
  const picture = new StreamedPicture(maxSidePx);
  const file = createReadStream(path, { highWaterMark: READ_BYTES });
  try {
    for await (const bytes of file) {
      await picture.push(bytes);
      if (picture.isOther) return undefined;
    }
    return await picture.finish();
  } finally {
    file.destroy();
    picture.close();
  }
}

async function whole(path: string, maxSidePx: number): Promise<SmallPicture> {
  const bytes = await readFile(path);
  if (bytes.length > MAX_WHOLE_BYTES) throw new PictureError("png_too_large", {});
  const pixels = decodePng(bytes);
  const size = { width: pixels.width, height: pixels.height };
  return { size, pixels: shrink(pixels, fitInto(size, { width: maxSidePx, height: maxSidePx })) };
}

/** Takes a file's bytes and keeps only the small picture of it. */
class StreamedPicture {
  readonly #maxSidePx: number;
  readonly #reader = new PngReader((type, data) => this.#takeChunk(type, data));
  readonly #chunks: PngChunk[] = [];
  /** Packed rows that were read and not yet unpacked. */
  #packed: Uint8Array[] = [];
  #rows: Rows | undefined;
  #inflate: Inflate | undefined;
  #failure: Error | undefined;
  /** It has to be decoded whole. */
  isOther = false;

  constructor(maxSidePx: number) {
    this.#maxSidePx = maxSidePx;
  }

  /** @throws {PictureError} as {@link PngReader} */
  async push(bytes: Uint8Array): Promise<void> {
    this.#reader.push(bytes);
    const packed = this.#packed;
    this.#packed = [];
    for (const each of packed) await this.#unpack(each);
  }

  async finish(): Promise<SmallPicture> {
    const size = this.#reader.finish();
    await this.#settled((inflate, done) => inflate.end(done));
    if (this.#rows === undefined || !this.#rows.isWhole) throw new Error("rows are missing");
    return { size, pixels: this.#rows.pixels };
  }

  close(): void {
    this.#inflate?.destroy();
  }

  #takeChunk(type: string, data: Uint8Array): void {
    if (type === "IDAT") {
      if (this.#rows === undefined) this.#begin();
      if (!this.isOther) this.#packed.push(data);
    } else if (/^(IHDR|PLTE|tRNS)$/.test(type)) {
      const before = this.#chunks.at(-1)?.type === type ? this.#chunks.pop()?.data ?? [] : [];
      // None of the three is longer by right.
      const room = MAX_PALETTE_BYTES - before.length;
      this.#chunks.push({ type, data: Uint8Array.from([...before, ...data.subarray(0, room)]) });
    }
  }

  #begin(): void {
    const header = parsePngHeader(this.#chunks[0]?.data ?? new Uint8Array(PNG_HEADER_BYTES));
    const { width, height, depth, colorType, isInterlaced } = header;
    if (width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE_PX) {
      throw new PictureError("png_too_large", { width, height, maxPixels: MAX_PIXELS });
    }
    this.isOther = isInterlaced || depth < 8 || CHANNELS[colorType] === undefined;
    if (this.isOther) return;
    this.#rows = new Rows(header, this.#chunks, this.#maxSidePx);
    this.#inflate = createInflate({ chunkSize: UNPACK_BYTES });
    this.#inflate.on("error", (error) => this.#failure ??= error);
    this.#inflate.on("data", (bytes: Uint8Array) => this.#takeRows(bytes));
  }

  #takeRows(bytes: Uint8Array): void {
    try {
      if (this.#failure === undefined) this.#rows?.push(bytes);
    } catch (error) {
      this.#failure = error as Error;
    }
  }

  async #unpack(packed: Uint8Array): Promise<void> {
    await this.#settled((inflate, done) => inflate.write(packed, done));
  }

  /** Waits until the unpacker has taken something in, or has failed: then it calls nobody back. */
  async #settled(act: (inflate: Inflate, done: () => void) => void): Promise<void> {
    const inflate = this.#inflate;
    if (inflate === undefined) throw new Error("no rows");
    if (this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        const done = () => {
          inflate.off("error", done);
          resolve();
        };
        inflate.once("error", done);
        act(inflate, done);
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** Rows of 8 or 16 bit a sample, put together from unpacked bytes and handed to the scaler. */
class Rows {
  readonly #header: PngHeader;
  readonly #channels: number;
  /** Bytes of one pixel. */
  readonly #step: number;
  readonly #colours: Uint8Array | undefined;
  readonly #scaler: Scaler;
  readonly #rgb: Uint8Array;
  /** High bytes of a row of 16 bit. */
  readonly #eight: Uint8Array;
  /** The filter's byte, then the row. */
  #row: Uint8Array;
  #above: Uint8Array;
  #filled = 0;
  #count = 0;

  constructor(header: PngHeader, chunks: readonly PngChunk[], maxSidePx: number) {
    const { width, depth, colorType } = header;
    this.#header = header;
    this.#channels = CHANNELS[colorType] ?? 0;
    this.#step = this.#channels * depth / 8;
    this.#colours = colorType === INDEXED ? paletteOnWhite(chunks) : undefined;
    this.#scaler = new Scaler(header, fitInto(header, { width: maxSidePx, height: maxSidePx }));
    this.#rgb = new Uint8Array(width * 3);
    this.#eight = new Uint8Array(depth === 16 ? width * this.#channels : 0);
    this.#row = new Uint8Array(1 + width * this.#step);
    this.#above = new Uint8Array(1 + width * this.#step);
  }

  get isWhole(): boolean {
    return this.#count === this.#header.height && this.#filled === 0;
  }

  get pixels(): Pixels {
    return this.#scaler.pixels;
  }

  /** @throws {Error} there are more bytes than the header promises, or no such filter */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#count === this.#header.height) throw new Error("more rows than the header says");
      const part = bytes.subarray(at, at + this.#row.length - this.#filled);
      this.#row.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#row.length) this.#finishRow();
    }
  }

  #finishRow(): void {
    const row = this.#row.subarray(1);
    unfilter(this.#row[0] ?? 0, row, this.#above.subarray(1), this.#step);
    this.#scaler.add(this.#toRgb(row));
    [this.#row, this.#above] = [this.#above, this.#row];
    this.#filled = 0;
    this.#count++;
  }

  #toRgb(row: Uint8Array): Uint8Array {
    if (this.#colours !== undefined) return pickColours(row, this.#colours, this.#rgb);
    if (this.#header.depth === 8) return onWhite(row, this.#channels, this.#rgb);
    for (let at = 0; at < this.#eight.length; at++) this.#eight[at] = row[at * 2] ?? 0;
    return onWhite(this.#eight, this.#channels, this.#rgb);
  }
}
