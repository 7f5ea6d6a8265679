/**
 * The tables that a baseline JPEG commonly has. Source: ITU-T T.81, annex K: quantization K.1 and K.2,
 * Huffman codes K.3 to K.6, the zigzag of figure A.6.
 * @module
 */

/** Place of each coefficient in a block of eight rows, in the order in which they are written. */
export const ZIGZAG = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5],
  ...[12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28],
  ...[35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51],
  ...[58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63],
);

/** Steps of the brightness, row by row, at quality 50. */
const LUMINANCE_STEPS = [
  ...[16, 11, 10, 16, 24, 40, 51, 61],
  ...[12, 12, 14, 19, 26, 58, 60, 55],
  ...[14, 13, 16, 24, 40, 57, 69, 56],
  ...[14, 17, 22, 29, 51, 87, 80, 62],
  ...[18, 22, 37, 56, 68, 109, 103, 77],
  ...[24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101],
  ...[72, 92, 95, 98, 112, 100, 103, 99],
];

/** Steps of both colours, at quality 50. */
const CHROMINANCE_STEPS = [
  ...[17, 18, 24, 47, 99, 99, 99, 99],
  ...[18, 21, 26, 66, 99, 99, 99, 99],
  ...[24, 26, 56, 99, 99, 99, 99, 99],
  ...[47, 66, 99, 99, 99, 99, 99, 99],
  ...Array.from({ length: 32 }, () => 99),
];

/** The quantization of one quality; steps row by row. */
export interface Steps {
  readonly luminance: Uint8Array;
  readonly chrominance: Uint8Array;
}

/**
 * Steps for a quality, by the scale that encoders share since the Independent JPEG Group's.
 * @param quality 1 to 100
 */
export function stepsOf(quality: number): Steps {
  const percent = quality < 50 ? 5_000 / quality : 200 - 2 * quality;
  const scaled = (steps: readonly number[]) =>
    Uint8Array.from(
      steps,
      (step) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))),
    );
  return { luminance: scaled(LUMINANCE_STEPS), chrominance: scaled(CHROMINANCE_STEPS) };
}

/** A Huffman table as a file has it. */
export interface HuffmanTable {
  /** How many codes there are of each length from 1 to 16 bits. */
  readonly counts: Uint8Array;
  /** What they stand for, shortest first. */
  readonly symbols: Uint8Array;
}

/** For the first coefficients of blocks. */
export const LUMINANCE_DC: HuffmanTable = {
  counts: Uint8Array.of(0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0),
  symbols: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
};

/** The same of the colours. */
export const CHROMINANCE_DC: HuffmanTable = {
  counts: Uint8Array.of(0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0),
  symbols: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
};

/** For all others: four bits of zeros before it, four bits of its length. */
export const LUMINANCE_AC: HuffmanTable = {
  counts: Uint8Array.of(0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125),
  symbols: bytesOf(
    "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728" +
      "292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a83848586878889" +
      "8a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2" +
      "e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa",
  ),
};

/** The same of the colours. */
export const CHROMINANCE_AC: HuffmanTable = {
  counts: Uint8Array.of(0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119),
  symbols: bytesOf(
    "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a26" +
      "2728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a828384858687" +
      "88898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da" +
      "e2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa",
  ),
};

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (byte) => parseInt(byte, 16));
}
