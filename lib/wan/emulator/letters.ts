/**
 * Block letters, 5 by 7 dots.
 * @module
 */

/** Seven rows from the top, five bits each, the leftmost dot highest. */
const GLYPHS: Readonly<Record<string, string>> = {
  A: "0e11111f111111",
  B: "1e11111e11111e",
  C: "0e11101010110e",
  D: "1e11111111111e",
  E: "1f10101e10101f",
  F: "1f10101e101010",
  G: "0e11101711110f",
  H: "1111111f111111",
  I: "0e04040404040e",
  K: "11121418141211",
  L: "1010101010101f",
  N: "11191513111111",
  O: "0e11111111110e",
  P: "1e11111e101010",
  R: "1e11111e141211",
  S: "0f10100e01011e",
  T: "1f040404040404",
  U: "1111111111110e",
  0: "0e11131519110e",
  1: "040c040404040e",
  2: "0e11010608101f",
  3: "1f02040201110e",
  4: "02060a121f0202",
  5: "1f101e0101110e",
  6: "0608101e11110e",
  7: "1f010204080808",
  8: "0e11110e11110e",
  9: "0e11110f01020c",
};

const GLYPH_WIDTH = 6;
/** Rows of a line of letters. */
export const GLYPH_HEIGHT = 7;

/** A run of dots. */
export interface DotRun {
  /** First dot, counted from the start of the text. */
  readonly from: number;
  /** Dot after the last. */
  readonly to: number;
}

/** Width of a text in dots. */
export function dotsWide(text: string): number {
  return Math.max(0, text.length * GLYPH_WIDTH - 1);
}

/** The dots of one row (0 to 6) of a text; characters without a glyph are blank. */
export function rowOfDots(text: string, row: number): readonly DotRun[] {
  const runs: DotRun[] = [];
  [...text].forEach((character, index) => {
    const bits = Number.parseInt(GLYPHS[character]?.slice(row * 2, row * 2 + 2) ?? "0", 16);
    for (let dot = 0; dot < 5; dot++) {
      const from = index * GLYPH_WIDTH + dot;
      if ((bits >> (4 - dot)) & 1) runs.push({ from, to: from + 1 });
    }
  });
  return runs;
}
