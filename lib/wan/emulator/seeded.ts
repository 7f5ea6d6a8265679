/**
 * Chance that can be repeated: the same text gives the same numbers.
 * @module
 */
import { sha256Bytes } from "../../digest.ts";

/** A source of numbers from 0 up to 1, seeded by a text (mulberry32). */
export function seededRandom(text: string): () => number {
  let state = sha256Bytes(text).readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
