/**
 * How far a proof has come.
 * @module
 */
import process from "node:process";

/** Rewrites one line on a terminal; a file or a pipe gets the table at the end alone. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text} `);
}
