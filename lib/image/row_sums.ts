/**
 * Sums of picture rows, sample by sample, each row with its weight. Rows of full weight, which are
 * most, are added four samples at a time.
 * @module
 */

/** The sum of so many samples still fits into half a word. */
const MAX_PENDING = 257;

const EVEN_SAMPLES = 0x00ff00ff;

/** Adds up rows until the sum is taken. */
export class RowSums {
  readonly #fullWeight: number;
  readonly #sums: Float64Array;
  /** A row as words. All machines this runs on keep the low byte first. */
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  /** Two sums a word of the rows of full weight: of its first and third byte, second and fourth. */
  readonly #even: Uint32Array;
  readonly #odd: Uint32Array;
  #pending = 0;

  /**
   * @param samples that count in a row; what a row has beyond them is not looked at
   * @param fullWeight of most rows
   */
  constructor(samples: number, fullWeight: number) {
    this.#fullWeight = fullWeight;
    this.#sums = new Float64Array(Math.ceil(samples / 4) * 4);
    this.#words = new Uint32Array(Math.ceil(samples / 4));
    this.#bytes = new Uint8Array(this.#words.buffer, 0, samples);
    this.#even = new Uint32Array(this.#words.length);
    this.#odd = new Uint32Array(this.#words.length);
  }

  /** Adds a row, 8 bit a sample. */
  add(row: Uint8Array, weight: number): void {
    const samples = this.#bytes.length;
    if (weight !== this.#fullWeight) return addWeighted(this.#sums, row, samples, weight);
    this.#bytes.set(row.length === samples ? row : row.subarray(0, samples));
    addWords(this.#words, this.#even, this.#odd);
    if (++this.#pending === MAX_PENDING) this.#spread();
  }

  /** Hands over the sums, valid until it returns, and begins anew. */
  drain(use: (sums: Float64Array) => void): void {
    this.#spread();
    use(this.#sums);
    this.#sums.fill(0);
  }

  /** Brings what was added four at a time into the order of the samples. */
  #spread(): void {
    if (this.#pending === 0) return;
    spread(this.#sums, this.#even, this.#odd, this.#fullWeight);
    this.#pending = 0;
  }
}

function addWeighted(sums: Float64Array, row: Uint8Array, samples: number, weight: number): void {
  for (let at = 0; at < samples; at++) {
    sums[at] = (sums[at] as number) + (row[at] as number) * weight;
  }
}

function addWords(words: Uint32Array, even: Uint32Array, odd: Uint32Array): void {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as number;
    even[at] = (even[at] as number) + (word & EVEN_SAMPLES);
    odd[at] = (odd[at] as number) + ((word >>> 8) & EVEN_SAMPLES);
  }
}

function spread(sums: Float64Array, even: Uint32Array, odd: Uint32Array, weight: number): void {
  for (let at = 0, to = 0; at < even.length; at++, to += 4) {
    const first = even[at] as number;
    const second = odd[at] as number;
    sums[to] = (sums[to] as number) + (first & 0xffff) * weight;
    sums[to + 1] = (sums[to + 1] as number) + (second & 0xffff) * weight;
    sums[to + 2] = (sums[to + 2] as number) + (first >>> 16) * weight;
    sums[to + 3] = (sums[to + 3] as number) + (second >>> 16) * weight;
  }
  even.fill(0);
  odd.fill(0);
}
