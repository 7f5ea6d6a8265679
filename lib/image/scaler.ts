/**
 * Makes pictures smaller by averaging areas: no pixel of the source is skipped, so fine lines and
 * grain stay honest.
 * @module
 */
import type { Box } from "./box.ts";
import type { Pixels } from "./pixels.ts";
import { RowSums } from "./row_sums.ts";

/** A square has no more pixels a side: a strip keeps a preview that can be seen. */
const MAX_FACTOR = 257;

/** The picture at a size no larger than its own. */
export function shrink(picture: Pixels, box: Box): Pixels {
  const { width, height, rgb } = picture;
  if (box.width >= width && box.height >= height) return picture;
  const scaler = new Scaler(picture, box);
  for (let row = 0; row < height; row++) {
    scaler.add(rgb.subarray(row * width * 3, (row + 1) * width * 3));
  }
  return scaler.pixels;
}

/** Makes a picture small while its rows come by; only the small one is held in memory. */
export class Scaler {
  /** The small picture; whole after the last row was added. */
  readonly pixels: Pixels;
  readonly #from: Box;
  readonly #columns: Columns;
  /** What the target row has of its source rows so far. */
  readonly #sums: RowSums;
  #taken = 0;
  #row = 0;

  /**
   * @param from the part of the source that counts, from its upper left corner
   * @param to no larger than that part
   */
  constructor(from: Box, to: Box) {
    const { width, height } = to;
    this.pixels = { width, height, rgb: new Uint8Array(width * height * 3) };
    this.#from = { width: from.width, height: from.height };
    this.#columns = columnsOf(from.width, width);
    this.#sums = new RowSums(from.width * 3, height);
  }

  /**
   * Makes pictures smaller by a whole factor, so that every pixel is the mean of a square: in half
   * the time, because no source row belongs to two target rows. The longest side comes as near to
   * `sidePx` as that allows. What is left at the right and at the bottom is less than a square and is
   * cut.
   */
  static ofSquares({ width, height }: Box, sidePx: number): Scaler {
    const nearest = Math.max(1, Math.round(Math.max(width, height) / sidePx));
    const factor = Math.min(nearest, width, height, MAX_FACTOR);
    const to = { width: Math.floor(width / factor), height: Math.floor(height / factor) };
    return new Scaler({ width: to.width * factor, height: to.height * factor }, to);
  }

  /** Takes the next source row from the top: red, green, blue. */
  add(source: Uint8Array): void {
    const { height } = this.pixels;
    if (this.#row === height) return;
    // Measured in shares of a row, where every border is a whole number: nothing is lost to rounding.
    const start = this.#taken++ * height;
    const end = start + height;
    const border = (this.#row + 1) * this.#from.height;
    this.#sums.add(source, Math.min(end, border) - start);
    if (end < border) return;
    this.#finishRow();
    if (end > border) this.#sums.add(source, end - border);
  }

  #finishRow(): void {
    const { width, rgb } = this.pixels;
    const target = rgb.subarray(this.#row * width * 3, (this.#row + 1) * width * 3);
    const area = this.#from.width * this.#from.height;
    const average = this.#from.width % width === 0 ? averageWhole : averageColumns;
    this.#sums.drain((sums) => average(sums, this.#columns, area, target));
    this.#row++;
  }
}

/** The source columns of each target column: `taps` of them from `first`, with their shares. */
interface Columns {
  readonly taps: number;
  readonly first: Int32Array;
  readonly shares: Float64Array;
}

function columnsOf(from: number, to: number): Columns {
  const taps = from % to === 0 ? from / to : Math.min(from, Math.ceil(from / to) + 1);
  const first = new Int32Array(to);
  const shares = new Float64Array(to * taps);
  for (let column = 0; column < to; column++) {
    const start = column * from;
    const end = start + from;
    // At the right edge the window moves left; its surplus has no share.
    const place = Math.min(Math.floor(start / to), from - taps);
    first[column] = place;
    for (let tap = 0; tap < taps; tap++) {
      const left = (place + tap) * to;
      const share = Math.min(end, left + to) - Math.max(start, left);
      shares[column * taps + tap] = Math.max(0, share);
    }
  }
  return { taps, first, shares };
}

function averageColumns(
  source: Float64Array,
  { taps, first, shares }: Columns,
  area: number,
  target: Uint8Array,
): void {
  for (let column = 0, to = 0, tap = 0; column < first.length; column++) {
    let red = 0, green = 0, blue = 0;
    let at = (first[column] as number) * 3;
    for (let count = 0; count < taps; count++, at += 3) {
      const share = shares[tap++] as number;
      red += (source[at] as number) * share;
      green += (source[at + 1] as number) * share;
      blue += (source[at + 2] as number) * share;
    }
    target[to++] = red / area + 0.5;
    target[to++] = green / area + 0.5;
    target[to++] = blue / area + 0.5;
  }
}

/** The same without shares, where no column is divided between two. */
function averageWhole(
  source: Float64Array,
  { taps }: Columns,
  area: number,
  target: Uint8Array,
): void {
  const each = area / (target.length / 3);
  for (let to = 0, at = 0; to < target.length; to += 3) {
    let red = 0, green = 0, blue = 0;
    for (let count = 0; count < taps; count++, at += 3) {
      red += source[at] as number;
      green += source[at + 1] as number;
      blue += source[at + 2] as number;
    }
    target[to] = red / each + 0.5;
    target[to + 1] = green / each + 0.5;
    target[to + 2] = blue / each + 0.5;
  }
}
