/**
 * The keys of a walk: those of the page, on an English and on a Russian keyboard.
 * @module
 */

/** What a key asks for: the number of a picture, or one of these. */
export type WalkKey =
  | number
  | "reject"
  | "again"
  | "undo"
  | "next"
  | "back"
  | "end"
  | "stop"
  | undefined;

const KEYS: Readonly<Record<string, Exclude<WalkKey, number>>> = {
  x: "reject",
  ч: "reject",
  r: "again",
  к: "again",
  u: "undo",
  г: "undo",
  j: "next",
  о: "next",
  ArrowDown: "next",
  ArrowRight: "next",
  k: "back",
  л: "back",
  ArrowUp: "back",
  ArrowLeft: "back",
  q: "end",
  й: "end",
  "Ctrl+D": "end",
  "Ctrl+C": "stop",
};

/** Reads a key; undefined: it asks for nothing. No key at all ends the walk. */
export function walkKey(key: string | undefined): WalkKey {
  if (key === undefined) return "end";
  if (/^\d$/.test(key)) return Number(key);
  const name = key.length === 1 ? key.toLowerCase() : key;
  return Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
}
