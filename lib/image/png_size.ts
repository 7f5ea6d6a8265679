/**
 * The size a PNG claims, from its first bytes alone.
 * @module
 */
import { closeSync, openSync, readSync } from "node:fs";
import type { Box } from "./resize.ts";

const START_BYTES = 24;
/** Signature, length and name of the first chunk. */
const START_HEX = "89504e470d0a1a0a0000000d49484452";

/** Reads width and height; undefined when the file does not begin like a PNG or cannot be read. */
export function readPngSize(path: string): Box | undefined {
  try {
    const start = Buffer.alloc(START_BYTES);
    const descriptor = openSync(path, "r");
    try {
      if (readSync(descriptor, start, 0, START_BYTES, 0) < START_BYTES) return undefined;
    } finally {
      closeSync(descriptor);
    }
    return pngSizeOf(start);
  } catch {
    return undefined;
  }
}

/**
 * Width and height in the first bytes of a PNG.
 * @param start undefined is returned for fewer than 24 bytes, and for what is no PNG
 */
export function pngSizeOf(start: Buffer): Box | undefined {
  if (start.length < START_BYTES || start.toString("hex", 0, 16) !== START_HEX) return undefined;
  return { width: start.readUInt32BE(16), height: start.readUInt32BE(20) };
}
