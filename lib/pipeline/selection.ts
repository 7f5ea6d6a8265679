/**
 * Which illustrations are meant: `1,3,5`, `1 3 5`, `1-5,8` or `all`.
 * @module
 */
import { InputError } from "../errors.ts";

/** The illustrations that were named, and the numbers nothing stands behind. */
export interface Selection {
  /** Without repetitions, in the order they were named. */
  readonly indices: readonly number[];
  readonly missing: readonly number[];
}

/** Longest range that is taken for meant. */
const MAX_RANGE = 10_000;

const PART_REGEXP = /^(\d{1,9})(?:[-–—](\d{1,9}))?$/;

/**
 * Reads a selection against the numbers that exist.
 * @throws {InputError} `indices_invalid`, or `indices_none` when nothing named exists
 */
export function parseSelection(text: string, existing: readonly number[]): Selection {
  const isAll = /^(all|все)$/i.test(text.trim());
  const named = isAll
    ? existing
    : [...new Set(partsOf(text).flatMap((part) => numbers(part, text)))];
  const known = new Set(existing);
  const indices = named.filter((index) => known.has(index));
  const missing = named.filter((index) => !known.has(index));
  if (indices.length === 0) {
    throw new InputError("indices_none", { value: text, existing: formatNumbers(existing) });
  }
  return { indices, missing };
}

/** Numbers may stand apart with spaces alone: that is what PowerShell makes of a list in quotes. */
function partsOf(text: string): string[] {
  return text.trim().replaceAll(/\s*([-–—,])\s*/g, "$1").split(/,|\s+/);
}

function numbers(part: string, whole: string): number[] {
  const match = PART_REGEXP.exec(part.trim());
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match === null || last < first || last - first >= MAX_RANGE) {
    throw new InputError("indices_invalid", { value: whole, part });
  }
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}

/** Numbers for people: `1-5, 8`. */
export function formatNumbers(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => from === to ? `${from}` : `${from}-${to}`).join(", ");
}
