/**
 * What walking the undecided says on a terminal.
 * @module
 */
import { basename } from "node:path";
import type { ListedIllustration } from "../film/listing.ts";
import type { RunEvent } from "../run/events.ts";
import { formatNumbers } from "../pipeline/selection.ts";
import { pictureText } from "./decision_texts.ts";
import { enForm, type Lang, ruForm } from "./lang.ts";
import { type Line, linkedLine } from "./line.ts";
import type { WalkPicture } from "../film/walk_pictures.ts";
import { pageOrderLine } from "./page_event_texts.ts";
import { outcomeLines } from "./run_texts.ts";

/** Longest part of a prompt that is shown. */
const PROMPT_CHARS = 300;

/** Where the walk is, and what the picture is to show. */
export function placeLines(
  { index, title, prompt }: ListedIllustration,
  at: number,
  all: number,
  lang: Lang,
): string[] {
  const head = lang === "ru"
    ? `── ${at} из ${all} · Иллюстрация ${index}`
    : `── ${at} of ${all} · Illustration ${index}`;
  const text = (prompt ?? "").replaceAll(/\s+/g, " ").trim();
  const letters = [...text];
  const shown = letters.length > PROMPT_CHARS
    ? `${letters.slice(0, PROMPT_CHARS).join("").trimEnd()}…`
    : text;
  return ["", title === undefined ? head : `${head}: ${title}`, ...(shown ? [`   ${shown}`] : [])];
}

/** The pictures with their keys. */
export function pictureLines(pictures: readonly WalkPicture[], lang: Lang): Line[] {
  const ru = lang === "ru";
  return pictures.map(({ key, path, candidate, isInPlace }) => {
    const name = basename(candidate?.viewPath ?? path);
    const what = candidate === undefined ? "" : pictureText(candidate);
    const role = key === 0 ? (ru ? "оригинал" : "original") : "";
    const place = isInPlace && key !== 0 ? (ru ? "сейчас в фильме" : "in the film now") : "";
    const words = [role, what, place, name].filter((each) => each !== "").join("  ");
    return linkedLine(`   ${key}  ${words}`, { text: name, path });
  });
}

/** The keys that mean something for one illustration, in one line. */
export function keysLine(candidates: number, hasOriginal: boolean, lang: Lang): string {
  const ru = lang === "ru";
  const choose = candidates === 1 ? "1" : `1–${Math.min(9, candidates)}`;
  return [
    ...(candidates === 0 ? [] : [`${choose} ${ru ? "выбрать" : "choose"}`]),
    ...(hasOriginal ? [`0 ${ru ? "оставить оригинал" : "keep the original"}`] : []),
    ru ? "X ничего не подошло" : "X reject all",
    ru ? "R заказать ещё" : "R order again",
    ru ? "U отменить" : "U undo",
    ru ? "J/K дальше/назад" : "J/K next/back",
    ru ? "Q закончить" : "Q quit",
    // A key stays on the line of what it does.
  ].map((each) => each.replaceAll(" ", "\u00a0")).join(" · ");
}

/** What a walk came to. */
export interface WalkSummary {
  readonly decided: number;
  readonly rejected: readonly number[];
  /** Still undecided. */
  readonly left: number;
}

/** Said at the end of a walk: what was decided, what is left, and how to order the rejected ones again. */
export function walkEndLines({ decided, rejected, left }: WalkSummary, lang: Lang): string[] {
  const ru = lang === "ru";
  const numbers = formatNumbers(rejected).replaceAll(" ", "");
  const count = ru
    ? `Решено: ${decided} ${ruForm(decided, "иллюстрация", "иллюстрации", "иллюстраций")}`
    : `${decided} ${enForm(decided, "illustration", "illustrations")} decided`;
  const rest = left === 0
    ? (ru ? "нерешённых больше нет" : "nothing left to decide")
    : ru
    ? `осталось решить: ${left}`
    : `left to decide: ${left}`;
  return [
    `${count}; ${rest}`,
    ...(rejected.length === 0
      ? []
      : [`   ${ru ? "Заказать заново" : "To order again"}: --indices ${numbers}`]),
  ];
}

/** Said when there is nothing to walk. */
export function nothingUndecidedText(lang: Lang): string {
  return lang === "ru"
    ? "Решать нечего: по всем иллюстрациям с вариантами решение принято."
    : "Nothing to decide: every illustration with candidates has been decided.";
}

/** Said when `U` finds nothing. */
export function nothingToUndoText(lang: Lang): string {
  return lang === "ru" ? "Отменять нечего." : "There is nothing to undo.";
}

/** Said when `R` is pressed for a number whose order is not here yet. */
export function underWayText(index: number, lang: Lang): string {
  return lang === "ru"
    ? `Для иллюстрации ${index} картинка уже заказана: она появится сама.`
    : `A picture for illustration ${index} is already on order: it will appear by itself.`;
}

/** Said when the walk is over and orders are not. */
export function waitingText(numbers: readonly number[], lang: Lang): string {
  const list = formatNumbers(numbers);
  return lang === "ru"
    ? `⏳ Жду заказанные картинки: ${list}. Ctrl-C — не ждать: их заберёт команда resume.`
    : `⏳ Waiting for the pictures on order: ${list}. Ctrl-C stops waiting: \`resume\` fetches them.`;
}

/**
 * What a walk tells of its orders while it goes on: that they were placed, what arrived, what went
 * wrong. The steps between would only push the pictures off the screen.
 */
export function walkOrderLines(event: RunEvent, lang: Lang): Line[] {
  switch (event.type) {
    case "ended":
      return outcomeLines(event.outcome, lang);
    case "began":
    case "saved":
    case "answer-lost":
    case "absent":
    case "unextended": {
      const line = pageOrderLine(event, lang);
      return line === undefined ? [] : [line];
    }
    default:
      return [];
  }
}
