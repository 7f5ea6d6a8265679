/**
 * The bits of a JPEG's picture: Huffman codes and what follows them.
 * @module
 */
import type { HuffmanTable } from "./jpeg_tables.ts";

/** Codes by what they stand for. */
export interface HuffmanCodes {
  readonly codes: Uint16Array;
  /** In bits. */
  readonly lengths: Uint8Array;
}

/** Gives out the codes of a table: those of one length follow each other. Source: ITU-T T.81, C.2. */
export function codesOf({ counts, symbols }: HuffmanTable): HuffmanCodes {
  const codes = new Uint16Array(256);
  const lengths = new Uint8Array(256);
  let code = 0;
  let at = 0;
  counts.forEach((count, place) => {
    for (let left = count; left > 0; left--) {
      const symbol = symbols[at++] ?? 0;
      codes[symbol] = code++;
      lengths[symbol] = place + 1;
    }
    code *= 2;
  });
  return { codes, lengths };
}

/** More than the longest code, a length and the filling byte behind each of theirs. */
const LONGEST_BLOCK_BYTES = 64 * 2 * 4;

/** Collects bits into bytes. A byte of ones is followed by a zero, so that it is no marker. */
export class BitWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  #held = 0;
  #heldBits = 0;

  /** @param capacity bytes that will probably do */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity + LONGEST_BLOCK_BYTES);
  }

  /** Makes room for one block more. */
  reserve(): void {
    if (this.#length + LONGEST_BLOCK_BYTES <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  /**
   * Appends the lowest bits of a value.
   * @param count at most 16
   */
  write(value: number, count: number): void {
    this.#held = (this.#held << count) | (value & ((1 << count) - 1));
    this.#heldBits += count;
    while (this.#heldBits >= 8) {
      this.#heldBits -= 8;
      const byte = (this.#held >>> this.#heldBits) & 255;
      this.#bytes[this.#length++] = byte;
      if (byte === 255) this.#bytes[this.#length++] = 0;
    }
    this.#held &= (1 << this.#heldBits) - 1;
  }

  /** Fills the last byte with ones and gives all. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.#heldBits > 0) this.write(127, 8 - this.#heldBits);
    return this.#bytes.subarray(0, this.#length);
  }
}
