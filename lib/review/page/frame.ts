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

/** Draws the head. */
export function drawHead(
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

/** Draws the list of numbers. */
export function drawIndex(
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
