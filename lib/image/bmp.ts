/**
 * Writes BMP files: pixels as they are, which every browser shows.
 * @module
 */
import type { Pixels } from "./pixels.ts";

const FILE_HEADER_BYTES = 14;
const INFO_HEADER_BYTES = 40;
const HEADERS_BYTES = FILE_HEADER_BYTES + INFO_HEADER_BYTES;
const BITS_A_PIXEL = 24;

/** Encodes pixels as BMP. */
export function encodeBmp({ width, height, rgb }: Pixels): Uint8Array {
  // Rows are filled up to whole words.
  const rowBytes = Math.ceil(width * 3 / 4) * 4;
  const bytes = new Uint8Array(HEADERS_BYTES + rowBytes * height);
  writeHeaders(new DataView(bytes.buffer), width, height);
  for (let row = 0, from = 0; row < height; row++) {
    const start = HEADERS_BYTES + row * rowBytes;
    for (let to = start; to < start + width * 3; to += 3, from += 3) {
      bytes[to] = rgb[from + 2] as number;
      bytes[to + 1] = rgb[from + 1] as number;
      bytes[to + 2] = rgb[from] as number;
    }
  }
  return bytes;
}

function writeHeaders(view: DataView, width: number, height: number): void {
  view.setUint16(0, 0x424d);
  view.setUint32(2, view.byteLength, true);
  view.setUint32(10, HEADERS_BYTES, true);
  view.setUint32(14, INFO_HEADER_BYTES, true);
  view.setInt32(18, width, true);
  // Negative: from the top.
  view.setInt32(22, -height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, BITS_A_PIXEL, true);
}
