/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * One illustration: its pictures side by side, at one scale.
 * @module
 */
import { type CardActions, pictureCard, workCard } from "./cards.ts";
import { h } from "./element.ts";
import type { Near } from "./near.ts";
import { type Illustration, numberText, type Picture, ratioOf } from "./view.ts";
import { count, setup, t } from "./words.ts";

/** What a row can ask for. */
export interface RowActions extends CardActions {
  undo(index: number): void;
  regenerate(index: number): void;
  showAll(index: number): void;
  dismiss(id: number): void;
  setClipAside(index: number): void;
}

/** What the page remembers of a row between drawings. */
export interface RowMemory {
  readonly isWhole: boolean;
  /** What was found to show the old picture still. */
  readonly stillOld: readonly string[];
}

/** The pictures of a row that are shown: the original, then the newest. */
export function shownPictures(illustration: Illustration, isWhole: boolean): Picture[] {
  const { current, pictures } = illustration;
  const shown = isWhole ? pictures : pictures.slice(0, setup.shownAtFirst);
  return current === undefined ? [...shown] : [current, ...shown];
}

/** Draws a row. */
export function drawRow(
  illustration: Illustration,
  memory: RowMemory,
  actions: RowActions,
): HTMLElement {
  const { index } = illustration;
  return h(
    "article",
    { class: "row", id: `row-${index}`, "data-index": index, "aria-labelledby": `title-${index}` },
    head(illustration, actions),
    illustration.prompt !== undefined && prompt(illustration.prompt),
    ...illustration.notices.map(({ id, lines }) =>
      notice("bad", lines, [button(t("dismiss"), "quiet", `${index}/notice${id}`, () => {
        actions.dismiss(id);
      })])
    ),
    memory.stillOld.length > 0 &&
      notice("warn", memory.stillOld, clipButton(illustration, actions)),
    strip(illustration, memory, actions),
  );
}

function head(illustration: Illustration, actions: RowActions): HTMLElement {
  const { index, title, accepted, clip, frames } = illustration;
  return h(
    "header",
    { class: "row-head" },
    h(
      "h2",
      { id: `title-${index}` },
      h("span", { class: "number" }, numberText(index)),
      title ?? t("untitled"),
    ),
    h(
      "div",
      { class: "chips" },
      accepted !== undefined && h("span", { class: "chip good" }, t("chosen", { id: accepted.id })),
      clip !== undefined && h("span", { class: "chip warn", title: t("clipHint") }, `▶ ${clip}`),
      frames.length > 1 &&
        h(
          "span",
          { class: "chip warn", title: t("framesHint", { files: frames.join(", ") }) },
          [
            count("frames", frames.length),
          ].join(""),
        ),
    ),
    h(
      "div",
      { class: "row-buttons" },
      accepted !== undefined &&
        button(t("undo"), "quiet", `${index}/undo`, () => actions.undo(index)),
      button(t("regenerate"), "quiet", `${index}/regenerate`, () => actions.regenerate(index)),
    ),
  );
}

function button(text: string, kind: string, focus: string, onclick: () => void): HTMLElement {
  return h("button", { type: "button", class: kind, "data-focus": focus, onclick }, text);
}

function prompt(text: string): HTMLElement {
  return h("details", { class: "prompt" }, h("summary", {}, h("span", {}, text)));
}

function notice(
  kind: "bad" | "warn",
  lines: readonly string[],
  buttons: readonly HTMLElement[],
): HTMLElement {
  return h(
    "div",
    { class: `notice ${kind}` },
    h("div", {}, ...lines.map((line) => h("p", {}, line))),
    ...buttons,
  );
}

function clipButton({ index, clip }: Illustration, actions: RowActions): HTMLElement[] {
  if (clip === undefined) return [];
  const text = t("setClipAside", { clip });
  return [button(text, "primary", `${index}/clip`, () => actions.setClipAside(index))];
}

function strip(
  illustration: Illustration,
  { isWhole }: RowMemory,
  actions: RowActions,
): HTMLElement {
  const ratio = ratioOf(illustration);
  const shown = shownPictures(illustration, isWhole);
  const hidden = illustration.pictures.length + (illustration.current === undefined ? 0 : 1) -
    shown.length;
  let key = 0;
  const cards = shown.map((picture) => {
    const own = picture.kind === "current" ? 0 : ++key;
    const place = { illustration, ratio, key: own > 9 ? undefined : own };
    return pictureCard(picture, place, actions);
  });
  const works = illustration.work.map((work) => workCard(work, { illustration, ratio }, actions));
  const lead = illustration.current === undefined ? [emptyFrame(ratio)] : cards.splice(0, 1);
  const { index } = illustration;
  const list = h(
    "ul",
    { class: "strip" },
    ...lead,
    ...works,
    ...cards,
    hidden > 0 && h(
      "li",
      { class: "more" },
      button(count("more", hidden), "quiet", `${index}/more`, () => actions.showAll(index)),
    ),
  );
  list.style.setProperty("--cards", String(list.children.length));
  return list;
}

function emptyFrame(ratio: number): HTMLElement {
  const box = h("div", { class: "frame is-empty" }, h("span", {}, t("noOriginal")));
  box.style.aspectRatio = String(ratio);
  return h("li", { class: "card is-original" }, box);
}

/** Puts a newly drawn row where the old one stood, keeping focus and opened texts. */
export function replaceRow(old: HTMLElement, next: HTMLElement, near: Near): void {
  const active = document.activeElement;
  const focus = old.contains(active) ? active?.getAttribute("data-focus") : undefined;
  const card = old.contains(active) ? active?.closest<HTMLElement>("[data-id]")?.dataset["id"] : "";
  const wasOpen = old.querySelector<HTMLDetailsElement>("details.prompt")?.open ?? false;
  near.forget(old);
  keepImages(old, next);
  old.replaceWith(next);
  near.watch(next);
  const details = next.querySelector<HTMLDetailsElement>("details.prompt");
  if (details !== null) details.open = wasOpen;
  if (focus === undefined || focus === null) return;
  const same = next.querySelector<HTMLElement>(
    `[data-focus="${CSS.escape(focus)}"]:not(:disabled)`,
  );
  const near2 = next.querySelector<HTMLElement>(`[data-id="${CSS.escape(card ?? "")}"] .frame`);
  (same ?? near2 ?? next.querySelector<HTMLElement>("button"))?.focus({ preventScroll: true });
}

/** Pictures that are loaded go over as they are: nothing blinks. */
function keepImages(old: HTMLElement, next: HTMLElement): void {
  const loaded = new Map<string, HTMLImageElement>();
  for (const image of old.querySelectorAll<HTMLImageElement>("img[src][data-src]")) {
    loaded.set(image.dataset["src"] ?? "", image);
  }
  for (const image of next.querySelectorAll<HTMLImageElement>("img[data-src]")) {
    const known = loaded.get(image.dataset["src"] ?? "");
    if (known !== undefined) image.replaceWith(known);
  }
}
