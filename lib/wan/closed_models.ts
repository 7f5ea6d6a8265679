/**
 * Models that are named in many places and must not be ordered here: the service has retired them, or
 * they answer only at once.
 * @module
 */

/** A model the service no longer has. */
export interface RetiredModel {
  /** The day, `YYYY-MM-DD`. */
  readonly retiredOn: string;
  /** What the service's own notice names instead. */
  readonly successor: string;
  /** A model of the catalogue that does the same work. */
  readonly instead: string;
}

/**
 * Image models retired by notice 118434 of the service ("models retiring 2026-10-10 00:00, UTC+8"):
 * the Qwen-Image families before 2.0, with their dated snapshots.
 */
const RETIRED_REGEXP = /^qwen-image(-plus|-max)?(-20\d\d-\d\d-\d\d)?$/;
const RETIRED_EDIT_REGEXP = /^qwen-image-edit(-plus|-max)?(-20\d\d-\d\d-\d\d)?$/;

/** Models that answer a create with the pictures, or with nothing at all (documents of 2026). */
const SYNCHRONOUS_REGEXP = /^(qwen-image-2\.\d(-[a-z]+)?(-20\d\d-\d\d-\d\d)?|z-image-turbo)$/;

/** What became of a model that was retired; undefined when it was not. */
export function findRetired(name: string): RetiredModel | undefined {
  if (!RETIRED_REGEXP.test(name) && !RETIRED_EDIT_REGEXP.test(name)) return undefined;
  return { retiredOn: "2026-10-10", successor: "qwen-image-2.0", instead: "qwen-image-3.0" };
}

/**
 * Whether a model can only be asked synchronously. Such a model is not ordered: pictures whose answer
 * was lost on the way are paid for and cannot be found again.
 */
export function isSynchronousOnly(name: string): boolean {
  return SYNCHRONOUS_REGEXP.test(name);
}

/** The nearest model of the catalogue to one that answers only at once. */
export const INSTEAD_OF_SYNCHRONOUS = "qwen-image-3.0";
