/**
 * Block letters for labels, 5 by 7 dots.
 * @module
 */
import type { Pixels } from "./pixels.ts";

/** Rows of a line of letters, in dots. */
export const LETTER_ROWS = 7;
const LETTER_COLUMNS = 5;
const ADVANCE = LETTER_COLUMNS + 1;
const COLUMNS = Array.from({ length: LETTER_COLUMNS }, (_, column) => column);

/** Seven rows from the top; each a number whose five low bits are the dots, the left one highest. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  A: [14, 17, 17, 31, 17, 17, 17],
  B: [30, 17, 17, 30, 17, 17, 30],
  C: [14, 17, 16, 16, 16, 17, 14],
  D: [30, 17, 17, 17, 17, 17, 30],
  E: [31, 16, 16, 30, 16, 16, 31],
  F: [31, 16, 16, 30, 16, 16, 16],
  G: [14, 17, 16, 23, 17, 17, 15],
  H: [17, 17, 17, 31, 17, 17, 17],
  I: [14, 4, 4, 4, 4, 4, 14],
  J: [7, 2, 2, 2, 2, 18, 12],
  K: [17, 18, 20, 24, 20, 18, 17],
  L: [16, 16, 16, 16, 16, 16, 31],
  M: [17, 27, 21, 21, 17, 17, 17],
  N: [17, 25, 21, 19, 17, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  P: [30, 17, 17, 30, 16, 16, 16],
  Q: [14, 17, 17, 17, 21, 18, 13],
  R: [30, 17, 17, 30, 20, 18, 17],
  S: [15, 16, 16, 14, 1, 1, 30],
  T: [31, 4, 4, 4, 4, 4, 4],
  U: [17, 17, 17, 17, 17, 17, 14],
  V: [17, 17, 17, 17, 17, 10, 4],
  W: [17, 17, 17, 21, 21, 27, 17],
  X: [17, 17, 10, 4, 10, 17, 17],
  Y: [17, 17, 10, 4, 4, 4, 4],
  Z: [31, 1, 2, 4, 8, 16, 31],
  "0": [14, 17, 19, 21, 25, 17, 14],
  "1": [4, 12, 4, 4, 4, 4, 14],
  "2": [14, 17, 1, 6, 8, 16, 31],
  "3": [31, 2, 4, 2, 1, 17, 14],
  "4": [2, 6, 10, 18, 31, 2, 2],
  "5": [31, 16, 30, 1, 1, 17, 14],
  "6": [6, 8, 16, 30, 17, 17, 14],
  "7": [31, 1, 2, 4, 8, 8, 8],
  "8": [14, 17, 17, 14, 17, 17, 14],
  "9": [14, 17, 17, 15, 1, 2, 12],
  ".": [0, 0, 0, 0, 0, 12, 12],
  ":": [0, 12, 12, 0, 12, 12, 0],
  "-": [0, 0, 0, 31, 0, 0, 0],
  "#": [10, 10, 31, 10, 31, 10, 10],
};

/** Where and how letters are drawn. */
export interface Lettering {
  /** Upper left corner, in pixels. */
  readonly x: number;
  /** Upper left corner, in pixels. */
  readonly y: number;
  /** Pixels a dot. */
  readonly scale: number;
  /** Each part from 0 to 255. */
  readonly colour: readonly [red: number, green: number, blue: number];
}

/** Width of a text in pixels. */
export function textWidth(text: string, scale: number): number {
  return Math.max(0, text.length * ADVANCE - 1) * scale;
}

/**
 * The places of the dots in one row of a text, counted from its left edge; characters without a glyph
 * are blank.
 * @param row from 0 up to {@link LETTER_ROWS}
 */
export function dotsOfRow(text: string, row: number): number[] {
  return [...text.toUpperCase()].flatMap((character, at) => {
    const bits = GLYPHS[character]?.[row] ?? 0;
    return COLUMNS.filter((column) => (bits >> (LETTER_COLUMNS - 1 - column)) & 1)
      .map((column) => at * ADVANCE + column);
  });
}

/** Draws a text into the picture; characters without a glyph stay blank, what is outside is cut. */
export function drawText(picture: Pixels, text: string, lettering: Lettering): void {
  const { x, y, scale, colour } = lettering;
  for (let row = 0; row < LETTER_ROWS; row++) {
    for (const dot of dotsOfRow(text, row)) {
      fillBox(picture, x + dot * scale, y + row * scale, scale, scale, colour);
    }
  }
}

/** Fills a rectangle; what is outside the picture is cut. */
export function fillBox(
  { width, height, rgb }: Pixels,
  left: number,
  top: number,
  boxWidth: number,
  boxHeight: number,
  [red, green, blue]: readonly [red: number, green: number, blue: number],
): void {
  const right = Math.min(width, left + boxWidth);
  for (let y = Math.max(0, top); y < Math.min(height, top + boxHeight); y++) {
    for (let at = (y * width + Math.max(0, left)) * 3; at < (y * width + right) * 3;) {
      rgb[at++] = red;
      rgb[at++] = green;
      rgb[at++] = blue;
    }
  }
}
