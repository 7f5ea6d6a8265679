/// <reference lib="dom" />
/**
 * The keys. They go by their place on the keyboard, so that they work in any layout.
 * @module
 */
import type { PageParts } from "./context.ts";
import { flicked } from "./flicker.ts";
import { isHelpOpen, openHelp } from "./help.tsx";
import type { FilmVersion } from "./film_player.ts";
import type { Illustration, Picture } from "./illustration.ts";
import type { Mode } from "./review.ts";
import { t } from "./words.ts";

type Command = (() => void) | undefined;

/** Listens to the keys of the page; open windows have their own. */
export function hearKeys(parts: PageParts): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTaken(event, parts)) return;
    if (event.key === "?") return openHelp();
    const act = commandOf(parts, event);
    if (act === undefined) return;
    event.preventDefault();
    if (!event.repeat || isStep(event)) act();
  });
  const letGo = () => flicked.value = undefined;
  document.addEventListener("keyup", (event) => {
    if (event.code === "KeyF") letGo();
  });
  addEventListener("blur", letGo);
}

function isStep({ code }: KeyboardEvent): boolean {
  return code.startsWith("Arrow") || code === "KeyJ" || code === "KeyK";
}

/** Keys that belong to a field or to an open window. */
function isTaken({ target, code }: KeyboardEvent, { look }: PageParts): boolean {
  if (look.isOpen.peek() || isHelpOpen()) return true;
  if (!(target instanceof Element)) return false;
  const field = target.closest("input, textarea, select");
  if (field === null) {
    // A button that has the focus is pressed by these.
    return (code === "Space" || code === "Enter") && target.closest("button, summary, a") !== null;
  }
  // The film's line, which whoever moved it goes on from with the film's own keys.
  if (field.matches("input[type=range]")) return false;
  return !field.matches("input[type=checkbox]") || code === "Space";
}

function commandOf(parts: PageParts, event: KeyboardEvent): Command {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  if (digit !== undefined && !event.shiftKey) return () => digitKey(parts, Number(digit));
  const inMode = parts.review.mode.peek() === "film"
    ? filmCommand(parts, event)
    : pictureCommand(parts, event);
  return inMode ?? commonCommand(parts, event);
}

function commonCommand(parts: PageParts, event: KeyboardEvent): Command {
  const { review, doing } = parts;
  const commands: Readonly<Record<string, () => void>> = {
    KeyJ: () => review.move(1),
    ArrowDown: () => review.move(1),
    KeyK: () => review.move(-1),
    ArrowUp: () => review.move(-1),
    KeyG: () => switchMode(parts),
    KeyL: () => doing?.switchLang(),
    KeyN: () => {
      if (!review.goToNextUndecided()) review.messages.tell([t("allDecided")]);
    },
    KeyX: () =>
      withCurrent(parts, (illustration) => {
        doing?.decider.reject(illustration);
        if (review.mode.peek() === "choose") goOn(parts);
      }),
    KeyU: () => doing?.decider.undoLast(),
    KeyR: () =>
      withCurrent(parts, (illustration) => {
        if (event.shiftKey) void doing?.order.sameAgain(illustration);
        else doing?.order.open([illustration]);
      }),
    Escape: () => doing?.order.close(),
  };
  return commands[event.code];
}

function pictureCommand(parts: PageParts, event: KeyboardEvent): Command {
  const { review, look } = parts;
  const commands: Readonly<Record<string, () => void>> = {
    ArrowRight: () => review.step(1),
    ArrowLeft: () => review.step(-1),
    KeyC: () =>
      withCurrent(parts, (illustration) => {
        const picture = review.picked();
        if (picture === undefined) review.messages.tell([t("pickFirst")]);
        else choose(parts, illustration, picture, event.shiftKey);
      }),
    KeyF: () => {
      const { index } = review.current() ?? {};
      const id = review.pick.peek();
      if (index !== undefined && id !== undefined) flicked.value = { index, id };
    },
    KeyP: () => review.isPromptShown.value = !review.isPromptShown.peek(),
    KeyS: () => look.open("beside"),
    KeyD: () => look.open("difference"),
    KeyZ: () => look.open(),
    Enter: () => look.open(),
  };
  return commands[event.code];
}

function filmCommand({ film }: PageParts, event: KeyboardEvent): Command {
  const versions: readonly FilmVersion[] = ["standing", "original", "candidate"];
  const step = (by: number) => () => film.step(by);
  const commands: Readonly<Record<string, () => void>> = {
    Space: () => film.toggle(),
    ArrowRight: step(1),
    ArrowLeft: step(-1),
    ArrowDown: step(1),
    ArrowUp: step(-1),
    KeyJ: step(1),
    KeyK: step(-1),
    KeyV: () => {
      const at = versions.indexOf(film.version.peek());
      film.version.value = versions[(at + 1) % versions.length] ?? "standing";
    },
    Home: () => film.goTo(0),
    End: () => film.goTo(film.frames.peek().length - 1),
  };
  return commands[event.code];
}

/** In the mode for choosing a digit chooses, unless one wants to pick first; elsewhere it picks. */
function digitKey(parts: PageParts, number: number): void {
  const { review } = parts;
  withCurrent(parts, (illustration) => {
    const picture = illustration.pictures.find((each) => each.number === number);
    if (picture === undefined || review.mode.peek() === "film") return;
    review.pick.value = picture.id;
    if (review.mode.peek() === "choose" && !review.isCareful.peek()) {
      choose(parts, illustration, picture, false);
    } else focusPicked();
  });
}

function choose(
  parts: PageParts,
  illustration: Illustration,
  picture: Picture,
  savePrompt: boolean,
): void {
  parts.doing?.decider.choose(illustration, picture, savePrompt);
  if (parts.review.mode.peek() === "choose") goOn(parts);
}

/** On to the next undecided; at the end it is said what comes now. */
function goOn({ review }: PageParts): void {
  if (review.goToNextUndecided()) return;
  const action = { text: t("mode.film"), act: () => review.mode.value = "film" };
  review.messages.tell([t("allDecided")], { action });
}

function withCurrent({ review }: PageParts, act: (illustration: Illustration) => void): void {
  const illustration = review.current();
  if (illustration !== undefined) act(illustration);
}

function switchMode({ review, doing }: PageParts): void {
  const modes: readonly Mode[] = doing === undefined
    ? ["overview", "film"]
    : ["overview", "choose", "film"];
  const at = modes.indexOf(review.mode.peek());
  review.mode.value = modes[(at + 1) % modes.length] ?? "overview";
}

function focusPicked(): void {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(".card.is-picked .frame")?.focus({ preventScroll: true })
  );
}
