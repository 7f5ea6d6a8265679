/**
 * A picture in memory. Only for pictures that are shown small: what is ordered, kept and put in place
 * is never decoded.
 * @module
 */
import { openPng } from "./png_rows.ts";
import type { Box } from "./box.ts";

/** A picture in memory. */
export interface Pixels extends Box {
  /** Red, green, blue, 8 bit each, row by row. */
  readonly rgb: Uint8Array;
}

/**
 * Decodes a PNG of any colour type; transparency becomes white.
 * @throws {PictureError} as {@link openPng}
 */
export function decodePng(bytes: Uint8Array): Pixels {
  const { width, height, rows } = openPng(bytes);
  const rgb = new Uint8Array(width * height * 3);
  let to = 0;
  rows((row) => {
    rgb.set(row, to);
    to += row.length;
  });
  return { width, height, rgb };
}
