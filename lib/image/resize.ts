/**
 * Makes pictures smaller by averaging areas: no pixel of the source is skipped, so fine lines and
 * grain stay honest.
 * @module
 */
import type { Pixels } from "./pixels.ts";

/** Width and height in pixels. */
export interface Box {
  /** At least 1. */
  readonly width: number;
  /** At least 1. */
  readonly height: number;
}

/** The largest box of the picture's shape that fits; never larger than the picture itself. */
export function fitInto(picture: Box, box: Box): Box {
  const scale = Math.min(1, box.width / picture.width, box.height / picture.height);
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
}

/** The picture at a size no larger than its own. */
export function shrink(picture: Pixels, box: Box): Pixels {
  const { width, height, rgb } = picture;
  if (box.width >= width && box.height >= height) return picture;
  const shrinker = new Shrinker(picture, box);
  for (let row = 0; row < height; row++) {
    shrinker.add(rgb.subarray(row * width * 3, (row + 1) * width * 3));
  }
  return shrinker.pixels;
}

/** Makes a picture small while its rows come by; only the small one is held in memory. */
export class Shrinker {
  /** The small picture; whole after the last row was added. */
  readonly pixels: Pixels;
  readonly #from: Box;
  readonly #columns: Columns;
  /** What the target row has of its source rows so far, not yet averaged. */
  readonly #sum: Float64Array;
  #taken = 0;
  #row = 0;

  /** @param to no larger than the source */
  constructor(from: Box, to: Box) {
    const { width, height } = to;
    this.pixels = { width, height, rgb: new Uint8Array(width * height * 3) };
    this.#from = { width: from.width, height: from.height };
    this.#columns = columnsOf(from.width, width);
    this.#sum = new Float64Array(from.width * 3);
  }

  /** Takes the next source row from the top: red, green, blue. */
  add(source: Uint8Array): void {
    // Measured in shares of a row, where every border is a whole number: nothing is lost to rounding.
    const start = this.#taken++ * this.pixels.height;
    const end = start + this.pixels.height;
    const border = (this.#row + 1) * this.#from.height;
    addRow(this.#sum, source, Math.min(end, border) - start);
    if (end < border) return;
    this.#finishRow();
    if (end > border) addRow(this.#sum, source, end - border);
  }

  #finishRow(): void {
    const { width, rgb } = this.pixels;
    const target = rgb.subarray(this.#row * width * 3, (this.#row + 1) * width * 3);
    averageColumns(this.#sum, this.#columns, this.#from.width * this.#from.height, target);
    this.#sum.fill(0);
    this.#row++;
  }
}

function addRow(sum: Float64Array, source: Uint8Array, share: number): void {
  for (let at = 0; at < sum.length; at++) {
    sum[at] = (sum[at] as number) + (source[at] as number) * share;
  }
}

/** The source columns of each target column: `taps` of them from `first`, with their shares. */
interface Columns {
  readonly taps: number;
  readonly first: Int32Array;
  readonly shares: Float64Array;
}

function columnsOf(from: number, to: number): Columns {
  const taps = Math.min(from, Math.ceil(from / to) + 1);
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
