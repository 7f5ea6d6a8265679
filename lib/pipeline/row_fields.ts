/**
 * The kinds of values that stand in the journal's columns, as zod reads them. A journal can come from
 * somebody else, so that what its tables promise is not certain.
 * @module
 */
import { z } from "zod";

/** The last moment a Date can hold, in epoch milliseconds. */
const MAX_TIME_MS = 8.64e15;

/** NULL, or a column that an older version does not have, becomes undefined. */
export function optional<T>(schema: z.ZodType<T>) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** A row's number, or that of another row. */
export const rowId = z.int().min(1);

/** An illustration's number. */
export const illustrationNumber = z.int().min(0);

/** Epoch milliseconds. */
export const timeMs = z.int().min(0).max(MAX_TIME_MS);

/** SHA-256 in hexadecimal. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** 0 or 1. */
export const flag = z.int().transform((value) => value === 1);

/** A length in pixels. */
export const pixels = z.int().min(1);
