/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Looking closely: the whole file, alone or beside the original, both moved and enlarged together;
 * holding a key alternates between the two.
 * @module
 */
import { factsOf, pictureTitle } from "./cards.ts";
import { h } from "./element.ts";
import { Lens } from "./lens.ts";
import { type Illustration, numberText, type Picture } from "./view.ts";
import { lang, t } from "./words.ts";

/** What the close look can ask for. */
export interface ZoomActions {
  choose(index: number, id: string, savePrompt: boolean): void;
  undo(index: number): void;
  /** The next illustration in this direction. */
  move(by: number): void;
  /** Another picture of the same illustration was picked. */
  picked(index: number, id: string): void;
}

type MakeButton = (
  key: string,
  hint: string,
  onclick: () => void,
  kind?: string,
) => HTMLButtonElement;

/** A button whose sign everybody knows; its word is for ears. */
function sign(text: string, key: string, onclick: () => void): HTMLButtonElement {
  const word = t(key);
  return h(
    "button",
    { type: "button", class: "quiet", "aria-label": word, title: word, onclick },
    text,
  );
}

/** The close look. */
export class Zoom {
  readonly #actions: ZoomActions;
  readonly #dialog: HTMLDialogElement;
  readonly #title = h("h2", { id: "zoom-title" });
  readonly #facts = h("p", { class: "facts" });
  readonly #stage = h("div", { class: "stage", tabindex: 0, role: "group" });
  readonly #lens: Lens;
  readonly #buttons: Record<"choose" | "undo" | "beside" | "flicker", HTMLButtonElement>;
  #illustration: Illustration | undefined;
  #picture: Picture | undefined;
  #shown: readonly Picture[] = [];
  #isBeside = false;
  #isFlicking = false;
  #returnTo: HTMLElement | undefined;

  constructor(actions: ZoomActions) {
    this.#actions = actions;
    this.#lens = new Lens(this.#stage);
    const button: MakeButton = (key, hint, onclick, kind = "quiet") =>
      h("button", { type: "button", class: kind, "data-key": hint, onclick }, t(key));
    this.#buttons = {
      choose: button("choose", "C", () => this.#choose(false), "primary"),
      undo: button("undo", "U", () => this.#undo()),
      beside: button("beside", "S", () => this.#toggleBeside()),
      flicker: button("flicker", "F", () => {}),
    };
    this.#holdToFlicker(this.#buttons.flicker);
    this.#dialog = h(
      "dialog",
      { class: "zoom", "aria-labelledby": "zoom-title" },
      h("header", {}, h("div", {}, this.#title, this.#facts), this.#toolbar(button)),
      this.#stage,
    );
    this.#dialog.addEventListener("close", () => this.#closed());
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
    this.#dialog.addEventListener("keyup", (event) => {
      if (event.code === "KeyF") this.#flick(false);
    });
    document.body.append(this.#dialog);
  }

  /** Whether it is open. */
  get isOpen(): boolean {
    return this.#dialog.open;
  }

  /** Opens on a picture; `shown` are those that can be gone through. */
  open(illustration: Illustration, picture: Picture, shown: readonly Picture[]): void {
    if (!this.#dialog.open) {
      this.#returnTo = document.activeElement instanceof HTMLElement
        ? document.activeElement
        : undefined;
      this.#lens.reset();
      this.#dialog.showModal();
      this.#stage.focus();
    }
    this.#illustration = illustration;
    this.#shown = shown;
    this.#show(picture);
  }

  /** The illustration was drawn anew; what is looked at stays. */
  refresh(illustration: Illustration, shown: readonly Picture[]): void {
    if (!this.#dialog.open || this.#illustration?.index !== illustration.index) return;
    const picture = shown.find(({ id }) => id === this.#picture?.id) ?? shown[0];
    if (picture !== undefined) this.open(illustration, picture, shown);
  }

  /** Closes it. */
  close(): void {
    this.#dialog.close();
  }

  #toolbar(button: MakeButton): HTMLElement {
    const { choose, undo, beside, flicker } = this.#buttons;
    return h(
      "div",
      { class: "zoom-buttons", role: "toolbar", "aria-label": t("tools") },
      sign("←", "previousPicture", () => this.#step(-1)),
      sign("→", "nextPicture", () => this.#step(1)),
      flicker,
      beside,
      sign("+", "enlarge", () => this.#lens.enlarge(1.4)),
      sign("−", "reduce", () => this.#lens.enlarge(1 / 1.4)),
      sign("1:1", "pixels", () => this.#lens.toPixels()),
      undo,
      choose,
      button("close", "Esc", () => this.close()),
    );
  }

  #show(picture: Picture): void {
    const { index, title, current, accepted } = this.#illustration ?? {};
    if (index === undefined) return;
    this.#picture = picture;
    this.#title.textContent = `${numberText(index)} ${title ?? ""} · ${pictureTitle(picture)}`;
    this.#stage.setAttribute("aria-label", this.#title.textContent);
    this.#facts.textContent = [picture.model ?? "", ...factsOf(picture)]
      .filter((each) => each !== "").join(" · ");
    const isOther = current !== undefined && picture.id !== "current";
    this.#buttons.choose.disabled = picture.id === "current" || picture.isCurrent;
    this.#buttons.undo.hidden = accepted === undefined;
    this.#buttons.flicker.disabled = !isOther;
    this.#buttons.beside.disabled = !isOther;
    this.#buttons.beside.setAttribute("aria-pressed", String(this.#isBeside && isOther));
    const panes = isOther
      ? [pane(current, "is-original"), pane(picture, "is-candidate")]
      : [pane(picture, "is-candidate")];
    this.#stage.classList.toggle("is-beside", this.#isBeside && isOther);
    this.#stage.replaceChildren(...panes);
    this.#lens.apply();
  }

  #step(by: number): void {
    const at = this.#shown.findIndex(({ id }) => id === this.#picture?.id);
    const next = this.#shown[(at + by + this.#shown.length) % this.#shown.length];
    if (next !== undefined) this.#go(next);
  }

  #go(picture: Picture): void {
    this.#show(picture);
    this.#actions.picked(this.#illustration?.index ?? -1, picture.id);
  }

  #choose(savePrompt: boolean): void {
    if (this.#buttons.choose.disabled) return;
    this.#actions.choose(this.#illustration?.index ?? -1, this.#picture?.id ?? "", savePrompt);
  }

  #undo(): void {
    if (!this.#buttons.undo.hidden) this.#actions.undo(this.#illustration?.index ?? -1);
  }

  #toggleBeside(): void {
    this.#isBeside = !this.#isBeside;
    this.#lens.reset();
    if (this.#picture !== undefined) this.#show(this.#picture);
  }

  #flick(isOn: boolean): void {
    if (this.#isFlicking === isOn || (isOn && this.#buttons.flicker.disabled)) return;
    this.#isFlicking = isOn;
    this.#stage.classList.toggle("is-flicking", isOn);
    this.#dialog.classList.toggle("is-flicking", isOn);
    this.#dialog.dataset["flicker"] = t("original");
  }

  #holdToFlicker(button: HTMLButtonElement): void {
    button.addEventListener("pointerdown", () => this.#flick(true));
    for (const end of ["pointerup", "pointerleave", "pointercancel", "blur", "keyup"]) {
      button.addEventListener(end, () => this.#flick(false));
    }
    button.addEventListener("keydown", (event) => {
      if (event.key === " " || event.key === "Enter") this.#flick(true);
    });
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
    const act = digit === undefined ? this.#command(event) : () => this.#goTo(Number(digit));
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat || event.code.startsWith("Arrow")) act();
  }

  #command(event: KeyboardEvent): (() => void) | undefined {
    if (event.key === "+" || event.key === "=") return () => this.#lens.enlarge(1.4);
    if (event.key === "-") return () => this.#lens.enlarge(1 / 1.4);
    const commands: Readonly<Record<string, () => void>> = {
      ArrowRight: () => this.#step(1),
      ArrowLeft: () => this.#step(-1),
      ArrowDown: () => this.#actions.move(1),
      ArrowUp: () => this.#actions.move(-1),
      KeyJ: () => this.#actions.move(1),
      KeyK: () => this.#actions.move(-1),
      KeyF: () => this.#flick(true),
      KeyS: () => this.#toggleBeside(),
      KeyC: () => this.#choose(event.shiftKey),
      KeyU: () => this.#undo(),
      KeyZ: () => this.close(),
      KeyX: () => this.#lens.toPixels(),
    };
    return commands[event.code];
  }

  #goTo(key: number): void {
    const original = this.#shown.find(({ id }) => id === "current");
    const others = this.#shown.filter(({ id }) => id !== "current");
    const picture = key === 0 ? original : others[key - 1];
    if (picture !== undefined) this.#go(picture);
  }

  #closed(): void {
    this.#flick(false);
    this.#stage.replaceChildren();
    const { index } = this.#illustration ?? {};
    const id = CSS.escape(this.#picture?.id ?? "");
    const frame = document.querySelector<HTMLElement>(`#row-${index} [data-id="${id}"] .frame`);
    (frame ?? this.#returnTo)?.focus();
    this.#illustration = undefined;
  }
}

/** The preview at once, the whole file over it when it is there. */
function pane(picture: Picture, kind: string): HTMLElement {
  const whole = h("img", {
    class: "whole",
    alt: pictureTitle(picture),
    lang: lang(),
    src: `${picture.url}&full`,
    draggable: "false",
  });
  const preview = h("img", { class: "preview", alt: "", src: picture.url, draggable: "false" });
  whole.addEventListener("load", () => preview.remove());
  return h(
    "figure",
    { class: `pane ${kind}` },
    h("div", { class: "sheet" }, preview, whole),
    h("figcaption", {}, pictureTitle(picture)),
  );
}
