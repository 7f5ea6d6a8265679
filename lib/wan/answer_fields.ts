/**
 * Fields of the service's answers, each read by itself: a field that is not what the documents say
 * counts as absent and costs nothing but itself.
 * @module
 */
import { z } from "zod";

/** Longest text that is taken over from an answer: prompts have at most 5000 characters. */
const MAX_TEXT_CHARS = 20_000;

/** An object's fields, whatever they hold. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * A text: a number is read as one (codes come as both), anything else is absent. NUL and halves of
 * surrogate pairs become U+FFFD, because neither the journal nor an address can hold them.
 */
export const lenientText = z.union([z.string(), z.number().transform(String)])
  .transform((value) =>
    value.slice(0, MAX_TEXT_CHARS).toWellFormed().replaceAll("\0", "\ufffd") || undefined
  )
  .optional()
  .catch(undefined);

/** A whole number of zero or more, also written as a text; anything else is absent. */
export const lenientCount = z.union([z.number(), z.string().regex(/^\d{1,9}$/).transform(Number)])
  .pipe(z.number().int().min(0).max(1e9))
  .optional()
  .catch(undefined);

/** Epoch milliseconds; anything else is absent. */
export const lenientTime = z.number().int().min(0).max(8.64e15).optional().catch(undefined);

/** An object; anything else is read as one without fields. */
export const lenientFields = z.record(z.string(), z.unknown()).catch({});

/** An array; anything else is read as an empty one. */
export const lenientList = z.array(z.unknown()).catch([]);
