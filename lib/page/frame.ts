/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * What stands around the rows: the head with the filter, and the list of numbers.
 * @module
 */
import { h } from "./element.ts";
import { type Illustration, numberText, type Standing, standingOf } from "./view.ts";
import { count, lang, setup, t } from "./words.ts";

/** Which rows are shown. */
export type Filter = "all" | Standing;

/** What the frame can ask for. */
export interface FrameActions {
  filter(filter: Filter): void;
  switchLang(): void;
  help(): void;
  go(index: number): void;
}

/** Filters in the order they stand; `bare` is of no use by itself. */
const FILTERS: readonly Filter[] = ["all", "open", "busy", "chosen"];

/** The frame around the rows. */
export class Frame {
  readonly #actions: FrameActions;
  readonly #banner = h("div", { id: "banner", role: "alert", hidden: true });
  #head: HTMLElement = h("header");
  #index: HTMLElement = h("nav");

  /** Builds the frame around `rows`. */
  constructor(root: HTMLElement, rows: HTMLElement, actions: FrameActions) {
    this.#actions = actions;
    root.append(
      h("a", { class: "skip", href: "#rows" }, t("skip")),
      this.#head,
      this.#banner,
      h("div", { class: "body" }, this.#index, rows),
    );
  }

  /** Draws what changed. */
  draw(
    name: string,
    illustrations: readonly Illustration[],
    filter: Filter,
    current: number | undefined,
  ): void {
    document.title = `${name} · ${t("title")}`;
    const focus = document.activeElement?.getAttribute("data-focus");
    this.#head = exchange(this.#head, drawHead(name, illustrations, filter, this.#actions));
    this.#index = exchange(this.#index, drawIndex(illustrations, current, this.#actions));
    if (focus === null || focus === undefined || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
  }

  /** Another filter was pressed. */
  filtered(filter: Filter): void {
    for (const button of this.#head.querySelectorAll("[aria-pressed]")) {
      const isPressed = button.getAttribute("data-focus") === `filter-${filter}`;
      button.setAttribute("aria-pressed", String(isPressed));
    }
  }

  /** Points at an illustration in the list of numbers. */
  point(index: number): void {
    for (const link of this.#index.querySelectorAll("a")) {
      const isCurrent = link.getAttribute("href") === `#row-${index}`;
      if (isCurrent) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    // In the next frame, when the page is laid out anyway; the list may be another one by then.
    requestAnimationFrame(() => {
      const link = this.#index.querySelector<HTMLElement>("[aria-current]");
      if (link !== null) scrollIntoList(this.#index, link);
    });
  }

  /** Says why nothing new comes; undefined: all is well. */
  banner(text: string | undefined): void {
    if (this.#banner.hidden && text === undefined) return;
    this.#banner.hidden = text === undefined;
    this.#banner.textContent = text ?? "";
  }
}

/** Where one is in a list stays. */
function exchange(old: HTMLElement, next: HTMLElement): HTMLElement {
  if (old.outerHTML === next.outerHTML) return old;
  // Asking an empty one for its place would lay out the whole page a first time for nothing.
  const scrollTop = old.childElementCount === 0 ? 0 : old.scrollTop;
  old.replaceWith(next);
  if (scrollTop > 0) next.scrollTop = scrollTop;
  return next;
}

/** Keeps the link in sight without moving the page. */
function scrollIntoList(list: HTMLElement, link: HTMLElement): void {
  const top = link.offsetTop - list.offsetTop;
  const isSeen = top >= list.scrollTop &&
    top + link.offsetHeight <= list.scrollTop + list.clientHeight;
  if (!isSeen) list.scrollTop = top - list.clientHeight / 2;
}

function drawHead(
  name: string,
  illustrations: readonly Illustration[],
  filter: Filter,
  actions: FrameActions,
): HTMLElement {
  const standings = illustrations.map(standingOf);
  const number = (each: Filter) =>
    each === "all" ? standings.length : standings.filter((standing) => standing === each).length;
  return h(
    "header",
    { class: "head" },
    h(
      "div",
      { class: "name" },
      h("h1", {}, name),
      setup.isRehearsal &&
        h("span", { class: "chip warn", title: t("rehearsalHint") }, t("rehearsal")),
    ),
    h(
      "div",
      { class: "filters", role: "group", "aria-label": t("show") },
      ...FILTERS.map((each) =>
        h(
          "button",
          {
            type: "button",
            "aria-pressed": String(each === filter),
            "data-focus": `filter-${each}`,
            onclick: () => actions.filter(each),
          },
          t(`filter.${each}`),
          h("span", { class: "count" }, String(number(each))),
        )
      ),
    ),
    h(
      "div",
      { class: "head-buttons" },
      h("button", {
        type: "button",
        class: "quiet",
        lang: lang() === "ru" ? "en" : "ru",
        "data-focus": "lang",
        onclick: () => actions.switchLang(),
      }, lang() === "ru" ? "English" : "Русский"),
      h("button", {
        type: "button",
        class: "quiet icon",
        "aria-label": t("keys"),
        title: t("keys"),
        "data-focus": "help",
        onclick: () => actions.help(),
      }, "?"),
    ),
  );
}

function drawIndex(
  illustrations: readonly Illustration[],
  current: number | undefined,
  actions: FrameActions,
): HTMLElement {
  return h(
    "nav",
    { class: "index", "aria-label": count("illustrations", illustrations.length) },
    h(
      "ol",
      {},
      ...illustrations.map((illustration) => {
        const { index, title } = illustration;
        const standing = standingOf(illustration);
        return h(
          "li",
          {},
          h(
            "a",
            {
              href: `#row-${index}`,
              class: standing,
              "data-focus": `go-${index}`,
              "aria-current": index === current ? "true" : undefined,
              onclick: (event: Event) => {
                event.preventDefault();
                actions.go(index);
              },
            },
            h("span", { class: "number" }, numberText(index)),
            h("span", { class: "index-title" }, title ?? ""),
            h("span", { class: "dot", title: t(`filter.${standing}`) }),
            standing !== "bare" && h("span", { class: "unseen" }, `, ${t(`filter.${standing}`)}`),
          ),
        );
      }),
    ),
  );
}
