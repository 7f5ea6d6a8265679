/**
 * The discrete cosine transform of a block of eight by eight samples.
 * Source: Y. Arai, T. Agui, M. Nakajima, A fast DCT-SQ scheme for images, 1988: five multiplications
 * for eight samples; what is left to multiply goes into the quantization.
 * @module
 */

/** What is left to multiply, by row and by column. */
const FACTORS = [
  1,
  ...[1, 2, 3, 4, 5, 6, 7].map((at) => Math.SQRT2 * Math.cos(at * Math.PI / 16)),
];

const COS_4 = Math.SQRT1_2;
const COS_6 = Math.cos(6 * Math.PI / 16);
const COS_2_MINUS_6 = Math.cos(2 * Math.PI / 16) - COS_6;
const COS_2_PLUS_6 = Math.cos(2 * Math.PI / 16) + COS_6;

/** What each coefficient of {@link transform} is multiplied with to be quantized, row by row. */
export function multipliersOf(steps: Uint8Array): Float64Array {
  return Float64Array.from(steps, (step, at) => {
    const row = FACTORS[at >> 3] ?? 1;
    const column = FACTORS[at & 7] ?? 1;
    return 1 / (step * row * column * 8);
  });
}

/** Transforms a block in its place: every row, then every column. */
export function transform(block: Float64Array): void {
  for (let row = 0; row < 64; row += 8) transformLine(block, row, 1);
  for (let column = 0; column < 8; column++) transformLine(block, column, 8);
}

function transformLine(block: Float64Array, at: number, step: number): void {
  const last = at + 7 * step;
  const b0 = block[at] ?? 0, b1 = block[at + step] ?? 0, b2 = block[at + 2 * step] ?? 0;
  const b3 = block[at + 3 * step] ?? 0,
    b4 = block[last - 3 * step] ?? 0,
    b5 = block[last - 2 * step] ?? 0;
  const b6 = block[last - step] ?? 0, b7 = block[last] ?? 0;
  const sum03 = b0 + b7 + b3 + b4;
  const sum12 = b1 + b6 + b2 + b5;
  const difference03 = b0 + b7 - b3 - b4;
  const turned = (b1 + b6 - b2 - b5 + difference03) * COS_4;
  block[at] = sum03 + sum12;
  block[at + 4 * step] = sum03 - sum12;
  block[at + 2 * step] = difference03 + turned;
  block[at + 6 * step] = difference03 - turned;

  const outer = b0 - b7;
  const low = b3 - b4 + b2 - b5;
  const middle = (b2 - b5 + b1 - b6) * COS_4;
  const high = b1 - b6 + outer;
  const shared = (low - high) * COS_6;
  const odd = low * COS_2_MINUS_6 + shared;
  const even = high * COS_2_PLUS_6 + shared;
  block[at + 5 * step] = outer - middle + odd;
  block[at + 3 * step] = outer - middle - odd;
  block[at + step] = outer + middle + even;
  block[at + 7 * step] = outer + middle - even;
}
