/**
 * The keys by mode, as the foot and the help name them.
 * @module
 */
import type { Mode } from "./review.ts";

/** One line about keys. */
export interface KeyLine {
  readonly keys: readonly string[];
  /** Of the words. */
  readonly word: string;
}

/** What the foot says. */
export const HINTS: Readonly<Record<Mode, readonly KeyLine[]>> = {
  overview: [
    { keys: ["J", "K"], word: "hint.move" },
    { keys: ["1–9"], word: "hint.pick" },
    { keys: ["C"], word: "hint.choose" },
    { keys: ["X"], word: "hint.reject" },
    { keys: ["R"], word: "hint.again" },
    { keys: ["U"], word: "hint.undo" },
    { keys: ["Z"], word: "hint.look" },
  ],
  choose: [
    { keys: ["1–9"], word: "hint.choose" },
    { keys: ["0"], word: "hint.keep" },
    { keys: ["X"], word: "hint.reject" },
    { keys: ["R"], word: "hint.again" },
    { keys: ["U"], word: "hint.undo" },
    { keys: ["J", "K"], word: "hint.move" },
    { keys: ["Z"], word: "hint.look" },
    { keys: ["F"], word: "hint.flicker" },
    { keys: ["P"], word: "hint.prompt" },
  ],
  film: [
    { keys: ["␣"], word: "hint.play" },
    { keys: ["←", "→"], word: "hint.frame" },
    { keys: ["V"], word: "hint.version" },
    { keys: ["X"], word: "hint.reject" },
    { keys: ["U"], word: "hint.undo" },
  ],
};

/** All keys, for the help. */
export const ALL_KEYS: readonly KeyLine[] = [
  { keys: ["G"], word: "keyMode" },
  { keys: ["J", "↓"], word: "keyNext" },
  { keys: ["K", "↑"], word: "keyPrevious" },
  { keys: ["←", "→"], word: "keyPictures" },
  { keys: ["N"], word: "keyUndecided" },
  { keys: ["1", "…", "9"], word: "keyPick" },
  { keys: ["0"], word: "keyOriginal" },
  { keys: ["C"], word: "keyChoose" },
  { keys: ["Shift", "C"], word: "keyChooseWithPrompt" },
  { keys: ["X"], word: "keyReject" },
  { keys: ["U"], word: "keyUndo" },
  { keys: ["R"], word: "keyRegenerate" },
  { keys: ["Shift", "R"], word: "keySameAgain" },
  { keys: ["Ctrl", "Enter"], word: "keyOrder" },
  { keys: ["P"], word: "keyPrompt" },
  { keys: ["Z", "Enter"], word: "keyZoom" },
  { keys: ["F"], word: "keyFlicker" },
  { keys: ["S"], word: "keyBeside" },
  { keys: ["D"], word: "keyDifference" },
  { keys: ["Tab"], word: "keySide" },
  { keys: ["+", "−", "="], word: "keyScale" },
  { keys: ["␣"], word: "keyPlay" },
  { keys: ["V"], word: "keyVersion" },
  { keys: ["L"], word: "keyLang" },
  { keys: ["?"], word: "keyHelp" },
  { keys: ["Esc"], word: "keyClose" },
];
