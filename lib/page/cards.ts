/// <reference lib="dom" />
/**
 * One picture of a row: the frame, what is known of its making, what can be done with it.
 * @module
 */
import { h } from "./element.ts";
import { count, dateText, sizeText, t } from "./words.ts";
import { hasOtherPrompt, type Illustration, numberText, type Picture } from "./view.ts";
import type { PageWork } from "./state.ts";

/** What a card can ask for. */
export interface CardActions {
  pick(index: number, id: string): void;
  zoom(index: number, id: string): void;
  choose(index: number, id: string, savePrompt: boolean): void;
  flicker(index: number, id: string, isOn: boolean): void;
  resume(index: number, work: PageWork): void;
}

/** Where a card stands in its row. */
export interface CardPlace {
  readonly illustration: Illustration;
  /** Its key, 0 for the original; undefined beyond 9. */
  readonly key: number | undefined;
  /** Width by height of all frames of the row. */
  readonly ratio: number;
}

/** The picture's name for people. */
export function pictureTitle(picture: Picture): string {
  switch (picture.kind) {
    case "current":
      return picture.source === undefined ? t("original") : t("nowInPlace", { id: picture.source });
    case "original":
      return t("formerOriginal", { id: picture.id });
    case "found":
      return t("foundFile", { id: picture.id });
    default:
      return t("candidate", { id: picture.id });
  }
}

/** Facts of a picture's making, in the order people look for them. */
export function factsOf(picture: Picture): string[] {
  return [
    sizeText(picture.width, picture.height),
    picture.seed === undefined ? "" : t("seedFact", { seed: picture.seed }),
    picture.isRehearsal ? t("rehearsalFact") : picture.price ?? "",
    picture.date === undefined ? "" : dateText(picture.date),
  ].filter((each) => each !== "");
}

/** The card of a picture. */
export function pictureCard(picture: Picture, place: CardPlace, actions: CardActions): HTMLElement {
  const { illustration, key } = place;
  const { index } = illustration;
  const isOriginal = picture.kind === "current";
  return h(
    "li",
    {
      class: [
        "card",
        isOriginal ? "is-original" : "",
        picture.isCurrent && !isOriginal ? "is-chosen" : "",
      ].join(" ").trim(),
      "data-id": picture.id,
    },
    frame(picture, place, actions),
    h(
      "div",
      { class: "caption" },
      h(
        "p",
        { class: "caption-head" },
        key !== undefined && h("kbd", { "aria-hidden": "true" }, String(key)),
        h("strong", {}, pictureTitle(picture)),
      ),
      picture.model !== undefined && h("p", { class: "model" }, picture.model),
      h("p", { class: "facts" }, ...factsOf(picture).map((fact) => h("span", {}, fact))),
      promptDetails(picture, illustration),
    ),
    !isOriginal && cardButtons(picture, illustration, index, actions),
  );
}

function frame(
  picture: Picture,
  { illustration, ratio, key }: CardPlace,
  actions: CardActions,
): HTMLElement {
  const { index } = illustration;
  const image = h("img", {
    alt: "",
    "data-src": picture.url,
    loading: "lazy",
    decoding: "async",
    draggable: "false",
    onerror: (event: Event) => {
      (event.currentTarget as Element).closest(".frame")?.classList.add("is-broken");
    },
  });
  const name = t("frameLabel", {
    number: numberText(index),
    title: illustration.title ?? "",
    picture: pictureTitle(picture),
    facts: [picture.model ?? "", ...factsOf(picture)].filter((each) => each !== "").join(", "),
  });
  const button = h("button", {
    type: "button",
    class: "frame",
    "aria-label": key === undefined ? name : `${name} (${key})`,
    "data-focus": `${index}/${picture.id}/frame`,
    onclick: () => actions.zoom(index, picture.id),
    onfocus: () => actions.pick(index, picture.id),
  }, image);
  button.dataset["broken"] = t("broken");
  button.style.aspectRatio = String(ratio);
  return button;
}

function promptDetails(picture: Picture, illustration: Illustration): HTMLElement | undefined {
  const isOther = picture.kind === "candidate" && hasOtherPrompt(picture, illustration);
  const rewritten = picture.actualPrompt !== picture.prompt ? picture.actualPrompt : undefined;
  if (!isOther && rewritten === undefined) return undefined;
  const part = (title: string, text: string | undefined) =>
    text === undefined || text === "" ? undefined : h("p", {}, h("b", {}, `${title}: `), text);
  return h(
    "details",
    { class: "making" },
    h("summary", {}, isOther ? t("otherPrompt") : t("rewrittenPrompt")),
    isOther && part(t("prompt"), picture.prompt),
    isOther && part(t("negativePrompt"), picture.negativePrompt),
    part(t("rewrittenPrompt"), rewritten),
  );
}

function cardButtons(
  picture: Picture,
  illustration: Illustration,
  index: number,
  actions: CardActions,
): HTMLElement {
  if (picture.isCurrent) {
    return h("div", { class: "card-buttons" }, h("p", { class: "in-place" }, `✓ ${t("inPlace")}`));
  }
  const label = pictureTitle(picture);
  const choose = (savePrompt: boolean) =>
    h("button", {
      type: "button",
      class: savePrompt ? "quiet" : "primary",
      "aria-label": `${t(savePrompt ? "chooseWithPrompt" : "choose")}: ${label}`,
      "data-focus": `${index}/${picture.id}/choose${savePrompt ? "-prompt" : ""}`,
      onclick: () => actions.choose(index, picture.id, savePrompt),
    }, t(savePrompt ? "chooseWithPrompt" : "choose"));
  const isOther = picture.kind === "candidate" && hasOtherPrompt(picture, illustration);
  return h(
    "div",
    { class: "card-buttons" },
    choose(false),
    isOther && choose(true),
    illustration.current !== undefined && flickerButton(index, picture, actions),
  );
}

function flickerButton(index: number, picture: Picture, actions: CardActions): HTMLElement {
  const set = (isOn: boolean) => () => actions.flicker(index, picture.id, isOn);
  return h("button", {
    type: "button",
    class: "quiet icon",
    title: t("flickerHint"),
    "aria-label": `${t("flickerHint")}: ${pictureTitle(picture)}`,
    "data-focus": `${index}/${picture.id}/flicker`,
    onpointerdown: set(true),
    onpointerup: set(false),
    onpointerleave: set(false),
    onpointercancel: set(false),
    onblur: set(false),
    oncontextmenu: (event: Event) => event.preventDefault(),
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === " " || event.key === "Enter") set(true)();
    },
    onkeyup: set(false),
  }, "◐");
}

/** The card of pictures that are still to come. */
export function workCard(
  work: PageWork,
  { illustration, ratio }: Pick<CardPlace, "illustration" | "ratio">,
  actions: CardActions,
): HTMLElement {
  const box = h("div", { class: work.isLeft ? "frame is-left" : "frame is-working" });
  box.style.aspectRatio = String(ratio);
  return h(
    "li",
    { class: "card is-work", "data-id": work.key },
    box,
    h(
      "div",
      { class: "caption" },
      h(
        "p",
        { class: "caption-head" },
        h("strong", {}, t(work.isLeft ? "left" : `state.${work.state}`)),
        !work.isLeft &&
          h("span", { class: "clock", "data-since": work.since, "aria-hidden": "true" }),
      ),
      h("p", { class: "model" }, `${work.model} · ${count("pictures", work.pictures)}`),
      work.note !== undefined && work.note !== "" && h("p", { class: "facts" }, work.note),
      work.isLeft && h("p", { class: "facts" }, dateText(work.since)),
    ),
    work.isLeft && work.key.startsWith("o") && h(
      "div",
      { class: "card-buttons" },
      h("button", {
        type: "button",
        class: "primary",
        "data-focus": `${illustration.index}/${work.key}/resume`,
        onclick: () => actions.resume(illustration.index, work),
      }, t("fetch")),
    ),
  );
}
