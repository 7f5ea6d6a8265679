/**
 * What the terminal tells of the page that it serves: what was decided there, what was ordered.
 * @module
 */
import type { RunEvent } from "../run/events.ts";
import { finishedLine } from "./foot_texts.ts";
import { enForm, type Lang, ruForm } from "./lang.ts";
import type { Line } from "./line.ts";
import { eventLine } from "./run_texts.ts";

/** A decision as the page asked for it. */
export interface PageDecision {
  readonly kind: "accept" | "keep" | "reject" | "undo";
  readonly index: number;
  /** Of an acceptance: `c17`. */
  readonly candidate?: string;
}

/** What was decided on the page. */
export function pageDecisionLine({ kind, index, candidate }: PageDecision, lang: Lang): string {
  const ru = lang === "ru";
  const head = `[${index}]`;
  switch (kind) {
    case "accept":
      return `${head} ✅ ${ru ? "в фильме" : "in the film"}: ${candidate ?? ""}`;
    case "keep":
      return `${head} ✅ ${ru ? "оригинал остаётся" : "the original is kept"}`;
    case "reject":
      return `${head} 🚫 ${
        ru ? "ни одна картинка не подошла" : "none of the pictures is good enough"
      }`;
    case "undo":
      return `${head} ↩️  ${ru ? "решение отменено" : "the decision is undone"}`;
  }
}

/** What becomes of an order of the page; undefined: not worth a line. */
export function pageOrderLine(event: RunEvent, lang: Lang): Line | undefined {
  if (event.type === "began" && !event.isAdopted) {
    const { illustration, n, model } = event.order;
    const pictures = lang === "ru"
      ? `${n} ${ruForm(n, "картинка", "картинки", "картинок")}`
      : `${n} ${enForm(n, "picture", "pictures")}`;
    return `[${illustration}] 🛒 ${lang === "ru" ? "заказано" : "ordered"}: ${pictures}, ${model}`;
  }
  if (event.type === "ended") {
    return event.outcome.result === "made"
      ? undefined
      : finishedLine(event.outcome, undefined, [], lang);
  }
  return eventLine(event, lang);
}
