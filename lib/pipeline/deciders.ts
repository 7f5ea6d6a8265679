/**
 * Who decides and who recommends.
 * @module
 */

/** A person at the command line or the page, or an assistant. */
export const DECIDERS = ["cli", "review", "mcp"] as const;

/** One of {@link DECIDERS}. */
export type Decider = typeof DECIDERS[number];
