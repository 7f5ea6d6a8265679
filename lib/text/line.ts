/**
 * A line of a report with the files that it names, which a terminal can make clickable.
 * @module
 */

/** A part of a line that stands for a file. */
export interface FileLink {
  /** As it stands in the line. */
  readonly text: string;
  /** Absolute. */
  readonly path: string;
}

/** A line, plain or with files in it. */
export type Line = string | { readonly text: string; readonly files: readonly FileLink[] };

/** A line that names files; those of which nothing is known are left out. */
export function linkedLine(text: string, ...files: readonly (FileLink | undefined)[]): Line {
  const known = files.filter((each) => each !== undefined);
  return known.length === 0 ? text : { text, files: known };
}

/** The words of a line alone. */
export function plainLine(line: Line): string {
  return typeof line === "string" ? line : line.text;
}
