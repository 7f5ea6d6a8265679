/**
 * What is invisible made visible: the one place on the way out of every text that a terminal or an
 * assistant gets. A title, a prompt, a file's name or the service's words could otherwise move the
 * cursor, fill the clipboard, turn the reading direction round or forge a line of ours.
 * @module
 */

/**
 * Control characters, halves of surrogate pairs, bidirectional marks and overrides (Unicode TR9), line
 * and paragraph separators, the byte order mark, and the tag characters, which only machines read.
 */
const INVISIBLE_REGEXP =
  /[\p{Cc}\p{Cs}\u{61c}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2066}-\u{2069}\u{feff}\u{e0000}-\u{e007f}]/gu;

/** Where the pictures of the control characters U+0000 to U+001F begin: ␀ ␁ ␂ … ␛ … ␟. */
const CONTROL_PICTURES = 0x2400;
/** ␡, for U+007F. */
const DELETE_PICTURE = "\u2421";

/**
 * One line as it may be shown: ␛ for Escape, ␊ for a newline, ⟨U+202E⟩ for what has no picture.
 * Applied again it changes nothing.
 */
export function visibleLine(text: string): string {
  return text.replaceAll(INVISIBLE_REGEXP, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code);
    if (code === 0x7f) return DELETE_PICTURE;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

/** Lines of ours as one text; a newline inside one of them cannot pass for the next. */
export function visibleText(lines: readonly string[]): string {
  return lines.map(visibleLine).join("\n");
}

/**
 * A JSON document with everything invisible as `\u…` escapes: the same document, safe to look at. Its
 * own line breaks stay.
 */
export function visibleJson(document: string): string {
  return document.replaceAll(
    INVISIBLE_REGEXP,
    (character) => character === "\n" ? "\n" : character.split("").map(escaped).join(""),
  );
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
