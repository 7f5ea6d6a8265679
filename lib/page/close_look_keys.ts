/// <reference lib="dom" />
/**
 * The keys of the close look.
 * @module
 */
import type { PageParts } from "./context.ts";
import type { Lens } from "./lens.ts";

/** Does what a key means there, and leaves the others alone. */
export function hearLookKeys(event: KeyboardEvent, parts: PageParts, lens: Lens | undefined): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = commandOf(event, parts, lens);
  if (act === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat || event.code.startsWith("Arrow")) act();
}

function commandOf(
  event: KeyboardEvent,
  { review, look, doing }: PageParts,
  lens: Lens | undefined,
): (() => void) | undefined {
  const illustration = review.current();
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  if (event.key === "+") return () => lens?.enlarge(1.4);
  if (event.key === "-" || event.key === "−") return () => lens?.enlarge(1 / 1.4);
  if (event.key === "=") return () => lens?.toPixels();
  if (digit !== undefined) {
    const picture = illustration?.pictures.find(({ number }) => number === Number(digit));
    return () => picture === undefined ? undefined : look.show(picture);
  }
  // On the stage alone: everywhere else Tab goes through the buttons.
  const isOnStage = event.target instanceof Element && event.target.matches(".stage");
  if (event.code === "Tab" && !event.shiftKey) {
    return isOnStage && look.mode.value !== "single" ? () => look.switchSide() : undefined;
  }
  const commands: Readonly<Record<string, () => void>> = {
    ArrowRight: () => look.step(1),
    ArrowLeft: () => look.step(-1),
    ArrowDown: () => review.move(1),
    ArrowUp: () => review.move(-1),
    KeyJ: () => review.move(1),
    KeyK: () => review.move(-1),
    KeyF: () => look.isFlicking.value = true,
    KeyS: () => look.toggle("beside"),
    KeyD: () => look.toggle("difference"),
    KeyZ: () => look.close(),
    KeyU: () => doing?.decider.undoLast(),
    KeyC: () => {
      const picture = review.picked();
      if (illustration === undefined || picture === undefined) return;
      doing?.decider.choose(illustration, picture, event.shiftKey);
    },
    KeyX: () => {
      if (illustration !== undefined) doing?.decider.reject(illustration);
    },
  };
  return commands[event.code];
}
