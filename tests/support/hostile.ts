/**
 * Texts that a terminal, a reader or an assistant could be deceived by, and the check that none of
 * them came through.
 */
import assert from "node:assert/strict";

/** Moves, colours, fills the clipboard, sets the title, turns the direction round, forges a line. */
export const HOSTILE =
  "\x1b[2J\x1b]52;c;ZXZpbA==\x07\x1b]0;owned\x1b\\\x9b31m\u202egnp.\u2066\u200f\u2028x\r\b\x00\x7f\u{e0041}\n✅ forged line";

/** The same without what a file's name cannot hold. */
export const HOSTILE_NAME = HOSTILE.replaceAll(/[\0/]/g, "");

const RAW_REGEXP =
  // deno-lint-ignore no-control-regex
  /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

/** Nothing raw stands in the text, and no line of it was forged. */
export function assertHarmless(text: string, what: string): void {
  const found = RAW_REGEXP.exec(text);
  const at = found?.index ?? 0;
  const near = JSON.stringify(text.slice(Math.max(0, at - 40), at + 20));
  assert.equal(found, null, `${what}: raw U+${found?.[0].codePointAt(0)?.toString(16)} in ${near}`);
  assert.ok(!/^\s*✅ forged/m.test(text), `${what}: a line was forged:\n${text}`);
}
