/**
 * Makes pictures smaller by a whole factor, four samples at a time: for previews, of which a page
 * wants many at once. Its sizes are near what was asked for; `Shrinker` meets them exactly.
 * @module
 */
import type { Pixels } from "./pixels.ts";
import type { Box } from "./resize.ts";

/** The sum of so many samples still fits into half a word. */
const MAX_FACTOR = 257;

const EVEN_SAMPLES = 0x00ff00ff;

/** The factor that brings the longest side nearest to `sidePx`. */
export function wholeFactor({ width, height }: Box, sidePx: number): number {
  const nearest = Math.max(1, Math.round(Math.max(width, height) / sidePx));
  return Math.min(nearest, width, height, MAX_FACTOR);
}

/**
 * Takes a picture row by row; every pixel of the small one is the mean of a square. What is left at
 * the right and at the bottom is less than a square and is cut.
 */
export class BoxShrinker {
  /** The small picture; whole after the last row was added. */
  readonly pixels: Pixels;
  readonly #factor: number;
  /** A source row as words. All machines this runs on keep the low byte first. */
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  /** Two sums a word: of its first and third byte, of its second and fourth. */
  readonly #even: Uint32Array;
  readonly #odd: Uint32Array;
  readonly #sums: Uint16Array;
  #taken = 0;
  #row = 0;

  /** @param factor from {@link wholeFactor} */
  constructor(from: Box, factor: number) {
    const width = Math.floor(from.width / factor);
    const height = Math.floor(from.height / factor);
    this.pixels = { width, height, rgb: new Uint8Array(width * height * 3) };
    this.#factor = factor;
    const words = Math.ceil(from.width * 3 / 4);
    this.#words = new Uint32Array(words);
    this.#bytes = new Uint8Array(this.#words.buffer);
    this.#even = new Uint32Array(words);
    this.#odd = new Uint32Array(words);
    this.#sums = new Uint16Array(words * 4);
  }

  /** Takes the next source row from the top: red, green, blue. */
  add(source: Uint8Array): void {
    if (this.#row === this.pixels.height) return;
    this.#bytes.set(source);
    addWords(this.#words, this.#even, this.#odd);
    if (++this.#taken < this.#factor) return;
    this.#taken = 0;
    spread(this.#even, this.#odd, this.#sums);
    const { width, rgb } = this.pixels;
    const target = rgb.subarray(this.#row * width * 3, (this.#row + 1) * width * 3);
    averageSquares(this.#sums, this.#factor, target);
    this.#row++;
  }
}

function addWords(words: Uint32Array, even: Uint32Array, odd: Uint32Array): void {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as number;
    even[at] = (even[at] as number) + (word & EVEN_SAMPLES);
    odd[at] = (odd[at] as number) + ((word >>> 8) & EVEN_SAMPLES);
  }
}

/** Brings the sums into the order of the samples and begins anew. */
function spread(even: Uint32Array, odd: Uint32Array, sums: Uint16Array): void {
  for (let at = 0, to = 0; at < even.length; at++, to += 4) {
    const first = even[at] as number;
    const second = odd[at] as number;
    sums[to] = first & 0xffff;
    sums[to + 1] = second & 0xffff;
    sums[to + 2] = first >>> 16;
    sums[to + 3] = second >>> 16;
  }
  even.fill(0);
  odd.fill(0);
}

function averageSquares(sums: Uint16Array, factor: number, target: Uint8Array): void {
  const area = factor * factor;
  for (let to = 0, at = 0; to < target.length; to += 3) {
    let red = 0, green = 0, blue = 0;
    for (let count = 0; count < factor; count++, at += 3) {
      red += sums[at] as number;
      green += sums[at + 1] as number;
      blue += sums[at + 2] as number;
    }
    target[to] = red / area + 0.5;
    target[to + 1] = green / area + 0.5;
    target[to + 2] = blue / area + 0.5;
  }
}
