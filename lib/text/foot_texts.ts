/**
 * The foot of a run on a terminal: how far it is, what it has cost and how long it will take; and the
 * one line that stays of every finished number.
 * @module
 */
import { basename } from "node:path";
import type { OrderOutcome } from "../run/events.ts";
import { formatNumbers } from "../pipeline/selection.ts";
import { orderCost } from "../run/order_cost.ts";
import { enForm, type Lang, ruForm } from "./lang.ts";
import { type FileLink, type Line, linkedLine } from "./line.ts";
import { formatMoney } from "./money.ts";
import { resultText } from "./run_texts.ts";
import { REHEARSAL } from "../wan/regions.ts";
import { textWidth } from "./width.ts";

/** How far a run is. */
export interface RunProgress {
  readonly numbers: { readonly done: number; readonly all: number };
  readonly pictures: { readonly done: number; readonly all: number };
  /** What the saved pictures should cost; undefined: nobody told it, or it is a rehearsal. */
  readonly cost: number | undefined;
  readonly currency: string | undefined;
  /** Estimated; undefined while there is nothing to judge by. */
  readonly leftMs: number | undefined;
}

/** `1:40`, `1:02:03` */
function durationText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;
const MAX_BAR_CELLS = 20;
const MIN_BAR_CELLS = 3;

/** `▕███▌ ▏` */
function barText(share: number, cells: number): string {
  const eighths = Math.floor(Math.min(1, Math.max(0, share)) * cells * 8);
  const full = "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
  return `▕${full.padEnd(cells)}▏`;
}

/**
 * `▕███▏ 12/60 numbers · 48/240 pictures · $1.44 · ~1:40 left`
 * @param columns of the window; the bar takes what the words leave
 */
export function footLine(progress: RunProgress, columns: number, lang: Lang): string {
  const { numbers, pictures, cost, currency, leftMs } = progress;
  const ru = lang === "ru";
  const words = [
    `${numbers.done}/${numbers.all} ${
      ru
        ? ruForm(numbers.all, "номер", "номера", "номеров")
        : enForm(numbers.all, "number", "numbers")
    }`,
    `${pictures.done}/${pictures.all} ${
      ru
        ? ruForm(pictures.all, "картинка", "картинки", "картинок")
        : enForm(pictures.all, "picture", "pictures")
    }`,
    ...(cost === undefined ? [] : [formatMoney(cost, currency)]),
    ...(leftMs === undefined
      ? []
      : [ru ? `осталось ~${durationText(leftMs)}` : `~${durationText(leftMs)} left`]),
  ].join(" · ");
  // Two for the ends of the bar, one for the blank, two that are never written to.
  const room = columns - textWidth(words) - 5;
  const cells = Math.min(MAX_BAR_CELLS, Math.max(MIN_BAR_CELLS, room));
  const share = pictures.all === 0 ? 0 : pictures.done / pictures.all;
  return `${barText(share, cells)} ${words}`;
}

/** `in progress: 3, 5, 8` */
export function workLine(numbers: readonly number[], lang: Lang): string {
  return `${lang === "ru" ? "в работе" : "in progress"}: ${formatNumbers(numbers)}`;
}

/**
 * What stays of a finished number.
 * @param tookMs since it was begun; undefined: not told
 * @param paths of its pictures in `images/`
 */
export function finishedLine(
  outcome: OrderOutcome,
  tookMs: number | undefined,
  paths: readonly string[],
  lang: Lang,
): Line {
  const { order, result } = outcome;
  const sign = result === "made" ? "✅" : result === "failed" ? "❌" : "⚠️ ";
  const isPriced = result === "made" && order.service !== REHEARSAL;
  const cost = isPriced ? orderCost(order, order.billed ?? order.n) : undefined;
  const names = namesOf(paths);
  const facts = [
    result === "made" && names.length > 0
      ? names.map(({ text }) => text).join(" … ")
      : resultText(outcome, lang),
    ...(cost === undefined || cost === 0 ? [] : [formatMoney(cost, order.currency)]),
    ...(tookMs === undefined ? [] : [durationText(tookMs)]),
  ];
  return linkedLine(`[${order.illustration}] ${sign} ${facts.join(" · ")}`, ...names);
}

/** The first and the last: `illustration_01_alibaba_1.png … _4.png`. */
function namesOf(paths: readonly string[]): FileLink[] {
  const [first, ...others] = [...paths].sort();
  const last = others.at(-1);
  if (first === undefined) return [];
  const ending = last === undefined ? undefined : /_\d+\.png$/.exec(last)?.[0];
  return [
    { text: basename(first), path: first },
    ...(last === undefined ? [] : [{ text: ending ?? basename(last), path: last }]),
  ];
}
