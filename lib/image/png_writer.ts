/**
 * Writes PNG files.
 * @module
 */
import { Buffer } from "node:buffer";
import { createCipheriv, createHash } from "node:crypto";
import { promisify } from "node:util";
import { crc32, deflate } from "node:zlib";

const deflateAsync = promisify(deflate);
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CHUNK_BYTES = 64 * 1024;
/** Ancillary, private, safe to copy: readers skip it. */
const NOISE_CHUNK = "rhNz";

/** What goes into the file. */
export interface PngOptions {
  readonly width: number;
  readonly height: number;
  /** 8-bit RGB rows, each led by a zero byte. They are changed. */
  readonly rows: Uint8Array;
  readonly comment: string;
  /** Incompressible bytes to add. */
  readonly noiseBytes: number;
}

/** Encodes a picture; compression runs beside the event loop. */
export async function encodePng(options: PngOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, rows, comment, noiseBytes } = options;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  subtractLeft(rows, 1 + 3 * width);
  const packed = await deflateAsync(rows, { level: 3 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("tEXt", Buffer.from(`Comment\0${comment}`, "latin1")),
    ...pieces(noise(noiseBytes, comment)).map((piece) => chunk(NOISE_CHUNK, piece)),
    ...pieces(packed).map((piece) => chunk("IDAT", piece)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
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
  const key = createHash("sha256").update(seed).digest().subarray(0, 16);
  return createCipheriv("aes-128-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(count));
}

function chunk(type: string, data: Uint8Array): Buffer {
  const framed = Buffer.alloc(data.length + 12);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, "latin1");
  framed.set(data, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, data.length + 8)), data.length + 8);
  return framed;
}
