/**
 * How wide a text is on a terminal, and how it is broken where it is wider than the window.
 * @module
 */

const MARK_REGEXP = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const WIDE_REGEXP =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const PLAIN_REGEXP = /^[\x20-\x7e\u00a0-\u02ff\u0400-\u04ff«»–—…·×]*$/;

/** One for all: making one takes milliseconds. Characters are the same in every language. */
let segmenter: Intl.Segmenter | undefined;

function charactersOf(text: string): string[] {
  if (PLAIN_REGEXP.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function characterWidth(character: string): number {
  if (MARK_REGEXP.test(character)) return 0;
  return WIDE_REGEXP.test(character) ? 2 : 1;
}

/** Columns that a text takes; emoji and East Asian letters take two, combining marks none. */
export function textWidth(text: string): number {
  if (PLAIN_REGEXP.test(text)) return text.length;
  return charactersOf(text).reduce((sum, each) => sum + characterWidth(each), 0);
}

/** A text that takes no more than so many columns; what was cut is marked by `…`. */
export function cutToWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let left = columns - 1;
  let cut = "";
  for (const character of charactersOf(text)) {
    left -= characterWidth(character);
    if (left < 0) break;
    cut += character;
  }
  return columns < 1 ? "" : `${cut.trimEnd()}…`;
}

/** A text filled up with blanks to so many columns. */
export function padToWidth(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - textWidth(text)));
}

/** The beginning of a line that stands before its words: blanks, a sign, a bullet. */
const INDENT_REGEXP = /^\s*(?:ℹ\ufe0f?\s+|[^\p{L}\p{N}\s"«(/\\[<.-]+\s+|\[\d+\]\s+|•\s+)?/u;

/**
 * Breaks a line at its words, so that none is longer than the window. What follows is indented like
 * the first word; a word that is longer than the window, such as a path, is left whole for the
 * terminal to break, because a break of ours would be copied along with it.
 * A no-break space holds its words together.
 * @param whole parts that are one word though they hold blanks, such as paths
 */
export function wrapLine(line: string, columns: number, whole: readonly string[] = []): string[] {
  if (columns < 20 || textWidth(line) <= columns) return [line];
  const indentWidth = textWidth(INDENT_REGEXP.exec(line)?.[0] ?? "");
  const indent = " ".repeat(indentWidth * 2 > columns ? 0 : indentWidth);
  const lines: string[] = [];
  let current = "";
  let width = 0;
  for (const piece of glued(line, whole).match(/\s*\S+/gu) ?? []) {
    const pieceWidth = textWidth(piece);
    if (width > indentWidth && width + pieceWidth > columns) {
      lines.push(current);
      current = indent + piece.trimStart();
      width = textWidth(current);
    } else {
      current += piece;
      width += pieceWidth;
    }
  }
  return [...lines, current].map((each) => each.replaceAll(GLUE, " "));
}

/** Of the private use area: stands for a blank that is no place to break. */
const GLUE = "\ue000";

function glued(line: string, whole: readonly string[]): string {
  return whole.filter((each) => each.includes(" "))
    .reduce((text, each) => text.replaceAll(each, each.replaceAll(" ", GLUE)), line)
    .replaceAll("\u00a0", GLUE);
}
