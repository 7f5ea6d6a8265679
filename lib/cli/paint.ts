/**
 * Colour and links on a terminal: the signs that lines begin with give them their colour, so that the
 * sentences know nothing of it, and without colour nothing is lost.
 * @module
 */
import { pathToFileURL } from "node:url";
import type { FileLink } from "../text/line.ts";

/** Select Graphic Rendition: the colours of the sixteen that every theme defines. */
const COLOURS: readonly (readonly [sign: RegExp, code: number])[] = [
  [/^\s*(?:\[\d+\]\s)?❌/, 31],
  [/^\s*(?:\[\d+\]\s)?⚠️/, 33],
  [/^\s*(?:\[\d+\]\s)?(?:✅|🎉)/u, 32],
  [/^\s*(?:Решение|What to do): /, 36],
  // Ids and the service's own words: faint, for whoever needs them.
  [/^\s+(?:code|message|request_id|task_id): /, 2],
];

/** Wraps a text in a rendition that ends with it. */
export function rendered(text: string, code: number): string {
  return `\x1b[${code}m${text}\x1b[0m`;
}

/** The colour of a line, as a rendition's code; undefined where its beginning says nothing. */
export function colourOf(line: string): number | undefined {
  return COLOURS.find(([sign]) => sign.test(line))?.[1];
}

/**
 * Makes the names of files in a line clickable (OSC 8). What the terminal does not know it ignores.
 * @param line visible characters alone
 */
export function linked(line: string, files: readonly FileLink[]): string {
  // The longest first: a name may be the beginning of another.
  const sorted = [...files].sort((a, b) => b.text.length - a.text.length);
  const [first, ...others] = sorted;
  if (first === undefined) return line;
  const at = first.text === "" ? -1 : line.indexOf(first.text);
  if (at < 0) return linked(line, others);
  const { href } = pathToFileURL(first.path);
  const link = `\x1b]8;;${href}\x1b\\${first.text}\x1b]8;;\x1b\\`;
  return linked(line.slice(0, at), others) + link +
    linked(line.slice(at + first.text.length), others);
}
