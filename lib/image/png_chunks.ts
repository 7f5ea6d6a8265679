/**
 * The chunks that a PNG consists of, taken apart and put together.
 * @module
 */
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import { PNG_SIGNATURE } from "./png_header.ts";

/** One chunk without its frame. */
export interface PngChunk {
  /** Four letters. */
  readonly type: string;
  readonly data: Uint8Array;
}

/** Length, name and checksum around the data. */
const FRAME_BYTES = 12;

/**
 * Takes a PNG apart, up to its end mark.
 * @param bytes proved to be a whole PNG, so that every length in it is right
 */
export function readChunks(bytes: Uint8Array): readonly PngChunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  for (let at = PNG_SIGNATURE.length; at < bytes.length && chunks.at(-1)?.type !== "IEND";) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
    at += length + FRAME_BYTES;
  }
  return chunks;
}

/** Puts a file together: the signature, then every chunk with its length and its checksum. */
export function writeChunks(chunks: readonly PngChunk[]): Buffer<ArrayBuffer> {
  return Buffer.concat([PNG_SIGNATURE, ...chunks.flatMap(framed)]);
}

function framed({ type, data }: PngChunk): Uint8Array[] {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, "latin1");
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(data, crc32(head.subarray(4))), 0);
  return [head, data, checksum];
}
