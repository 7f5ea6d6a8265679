/// <reference lib="dom" />
/**
 * The keys. They go by their place on the keyboard, so that they work in any layout.
 * @module
 */
import type { Board } from "./board.ts";
import { openHelp } from "./help.ts";
import { switchLang } from "./words.ts";

/** Listens to the keys of the page; open windows have their own. */
export function hearKeys(board: Board): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "?") return openHelp();
    if (isTaken(event)) return;
    const act = commandOf(board, event);
    if (act === undefined) return;
    event.preventDefault();
    if (!event.repeat || isStep(event)) act();
  });
  document.addEventListener("keyup", (event) => {
    if (event.code === "KeyF") board.flickerPicked(false);
  });
  addEventListener("blur", () => board.flickerPicked(false));
}

function isStep({ code }: KeyboardEvent): boolean {
  return code.startsWith("Arrow") || code === "KeyJ" || code === "KeyK";
}

/** Keys that belong to a field or to an open window. */
function isTaken({ target }: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open]") !== null) return true;
  return target instanceof Element && target.closest("input, textarea, select") !== null;
}

function commandOf(board: Board, event: KeyboardEvent): (() => void) | undefined {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  if (digit !== undefined && !event.shiftKey) return () => board.pickKey(Number(digit));
  const commands: Readonly<Record<string, () => void>> = {
    ArrowDown: () => board.move(1),
    KeyJ: () => board.move(1),
    ArrowUp: () => board.move(-1),
    KeyK: () => board.move(-1),
    ArrowRight: () => board.step(1),
    ArrowLeft: () => board.step(-1),
    KeyC: () => board.choosePicked(event.shiftKey),
    KeyF: () => board.flickerPicked(true),
    KeyL: switchLang,
    KeyR: () => board.regeneratePicked(),
    KeyU: () => board.undoPicked(),
    KeyZ: () => board.zoomPicked(),
  };
  return commands[event.code];
}
