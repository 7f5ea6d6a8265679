/**
 * What the first bytes of a PNG say: its signature and its header chunk.
 * @module
 */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { Box } from "./box.ts";

/** The eight bytes that every PNG begins with. */
export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Bytes of the header chunk's own data. */
export const PNG_HEADER_BYTES = 13;

/** Signature, then the header chunk whole: length, name, data, checksum. */
export const PNG_START_BYTES = PNG_SIGNATURE.length + 4 + 4 + PNG_HEADER_BYTES + 4;

/** Length and name of the header chunk, where every PNG has them. */
const HEADER_FRAME = Uint8Array.of(0, 0, 0, PNG_HEADER_BYTES, 0x49, 0x48, 0x44, 0x52);

/** The fields of a header chunk, as they stand there: nothing is checked. */
export interface PngHeader extends Box {
  /** Bits a sample. */
  readonly depth: number;
  /** 0 grey, 2 colour, 3 palette, 4 and 6 the first two with alpha. */
  readonly colorType: number;
  readonly isInterlaced: boolean;
}

/**
 * Reads the data of a header chunk.
 * @param data exactly {@link PNG_HEADER_BYTES}
 */
export function parsePngHeader(data: Uint8Array): PngHeader {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth: view.getUint8(8),
    colorType: view.getUint8(9),
    isInterlaced: view.getUint8(12) === 1,
  };
}

/**
 * The header of a PNG from its first {@link PNG_START_BYTES}; undefined when they are not all there or
 * do not begin like a PNG. The checksum is not looked at.
 */
export function readPngStart(start: Uint8Array): PngHeader | undefined {
  const frameEnd = PNG_SIGNATURE.length + HEADER_FRAME.length;
  const isPng = start.length >= PNG_START_BYTES &&
    PNG_SIGNATURE.every((byte, at) => byte === start[at]) &&
    HEADER_FRAME.every((byte, at) => byte === start[PNG_SIGNATURE.length + at]);
  return isPng ? parsePngHeader(start.subarray(frameEnd, frameEnd + PNG_HEADER_BYTES)) : undefined;
}

/**
 * The size a PNG file claims, from its first bytes alone; undefined when it does not begin like a PNG
 * or cannot be read.
 */
export function readPngSize(path: string): Box | undefined {
  try {
    // A pipe that nobody writes into would be waited for.
    if (!statSync(path).isFile()) return undefined;
    const start = new Uint8Array(PNG_START_BYTES);
    const descriptor = openSync(path, "r");
    try {
      const bytes = readSync(descriptor, start, 0, PNG_START_BYTES, 0);
      const header = readPngStart(start.subarray(0, bytes));
      return header && { width: header.width, height: header.height };
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
