/**
 * Values of flags, checked once at the border.
 * @module
 */
import { existsSync } from "node:fs";
import { z } from "zod";
import { InputError } from "../errors.ts";
import { parseWantedSize, type WantedSize } from "../wan/order.ts";

/**
 * A whole number within a range.
 * @throws {InputError} `number_invalid`
 */
export function wholeNumber(flag: string, value: string, min: number, max: number): number {
  const schema = z.string().trim().regex(/^-?\d+$/).transform(Number).pipe(
    z.int().min(min).max(max),
  );
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError("number_invalid", { flag, value, min, max });
}

/**
 * A flag that must be given.
 * @throws {InputError} `flag_required`
 */
export function requireFlag(flag: string, value: string | undefined): string {
  if (value !== undefined && value.trim() !== "") return value;
  throw new InputError("flag_required", { flag });
}

/**
 * A text that was given and must say something.
 * @throws {InputError} `option_value_missing`
 */
export function requireText(option: string, value: string): string {
  if (value.trim() !== "") return value;
  throw new InputError("option_value_missing", { option });
}

/** The largest number of an illustration that can be named. */
const MAX_INDEX = Number.MAX_SAFE_INTEGER;

/**
 * The number of one illustration.
 * @throws {InputError} `flag_required`, `number_invalid`
 */
export function readIndex(value: string | undefined): number {
  return wholeNumber("--index", requireFlag("--index", value), 0, MAX_INDEX);
}

/**
 * A size as it was typed.
 * @throws {InputError} `size_invalid`; `size_globbed` when the shell put a file's name in its place
 */
export function readSize(value: string): WantedSize {
  try {
    return parseWantedSize(value);
  } catch (error) {
    if (error instanceof InputError && isFileHere(value)) {
      throw new InputError("size_globbed", { value }, error);
    }
    throw error;
  }
}

/** Where looking is not permitted, it is only a size that cannot be read. */
function isFileHere(name: string): boolean {
  try {
    return name !== "" && existsSync(name);
  } catch {
    return false;
  }
}

/** Longest wait that makes sense: the service itself gives up after three hours. */
export const MAX_WAIT_S = 6 * 3_600;

/** Most tasks at once that may be asked for. */
export const MAX_CONCURRENCY = 50;
