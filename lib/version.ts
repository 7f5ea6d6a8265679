/**
 * The program's name and version: here and nowhere else in the code.
 * @module
 */

/** The program's name. */
export const PROGRAM = "alibaba-image-generator";

/** The version; deno.json and package.json carry the same, a test compares them. */
export const VERSION = "1.0.0";
