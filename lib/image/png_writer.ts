/**
 * Writes PNG files.
 * @module
 */
import { Buffer } from "node:buffer";
import { createCipheriv } from "node:crypto";
import { promisify } from "node:util";
import { deflate, deflateSync } from "node:zlib";
import { sha256Bytes } from "../digest.ts";
import type { Pixels } from "./pixels.ts";
import { PNG_HEADER_BYTES } from "./png_header.ts";
import { writeChunks } from "./png_chunks.ts";

const deflateAsync = promisify(deflate);
const CHUNK_BYTES = 64 * 1024;
/** Ancillary, private, safe to copy: readers skip it. */
const NOISE_CHUNK = "rhNz";

/** What goes into the file. */
export interface PngOptions {
  readonly width: number;
  readonly height: number;
  /** What {@link packRows} made. */
  readonly packed: Uint8Array;
  readonly comment: string;
  /** Incompressible bytes to add. */
  readonly noiseBytes: number;
}

/**
 * Filters and compresses rows; compression runs beside the event loop.
 * @param rows 8-bit RGB rows, each led by a zero byte; they are changed
 */
export async function packRows(rows: Uint8Array, width: number): Promise<Uint8Array> {
  subtractLeft(rows, 1 + 3 * width);
  return await deflateAsync(rows, { level: 3 });
}

/** The whole file around pixels that are packed already. */
export function wrapPng(
  { width, height, packed, comment, noiseBytes }: PngOptions,
): Uint8Array<ArrayBuffer> {
  return writeChunks([
    { type: "IHDR", data: headerOf(width, height) },
    { type: "tEXt", data: Buffer.from(`Comment\0${comment}`, "latin1") },
    ...pieces(noise(noiseBytes, comment)).map((data) => ({ type: NOISE_CHUNK, data })),
    ...pieces(packed).map((data) => ({ type: "IDAT", data })),
    { type: "IEND", data: Buffer.alloc(0) },
  ]);
}

/** Encodes pixels without a word about them, at once; takes a tenth of a second for two megapixels. */
export function encodePixels({ width, height, rgb }: Pixels): Buffer<ArrayBuffer> {
  const rowBytes = 1 + 3 * width;
  const rows = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    rows.set(rgb.subarray(y * 3 * width, (y + 1) * 3 * width), y * rowBytes + 1);
  }
  subtractLeft(rows, rowBytes);
  return writeChunks([
    { type: "IHDR", data: headerOf(width, height) },
    { type: "IDAT", data: deflateSync(rows, { level: 6 }) },
    { type: "IEND", data: Buffer.alloc(0) },
  ]);
}

/** 8 bit red, green, blue, not interlaced. */
function headerOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(PNG_HEADER_BYTES);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return header;
}

/** The filter "Sub": areas of one colour become zeros. */
function subtractLeft(rows: Uint8Array, rowBytes: number): void {
  for (let start = 0; start < rows.length; start += rowBytes) {
    rows[start] = 1;
    for (let at = start + rowBytes - 1; at > start + 3; at--) {
      rows[at] = (rows[at] ?? 0) - (rows[at - 3] ?? 0);
    }
  }
}

function pieces(bytes: Uint8Array): Uint8Array[] {
  const count = Math.ceil(bytes.length / CHUNK_BYTES);
  return Array.from(
    { length: count },
    (_, index) => bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
  );
}

/** Bytes that look random and are the same each time: a cipher's key stream. */
function noise(count: number, seed: string): Uint8Array {
  const key = sha256Bytes(seed).subarray(0, 16);
  return createCipheriv("aes-128-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(count));
}
