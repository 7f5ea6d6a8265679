/**
 * Texts of a run: its description before the question, its progress, its documented statistics.
 * @module
 */
import { basename } from "node:path";
import type { OrderOutcome, RunEvent, RunReport } from "../run/events.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { obstaclesOf } from "../run/obstacles.ts";
import { type RunSuccess, tallyOf } from "../run/tally.ts";
import { REHEARSAL } from "../wan/regions.ts";
import {
  explain,
  explainObstacle,
  type Explanation,
  explanationLines,
  orderOccasion,
} from "./explain.ts";
import { illustrationsText } from "./illustration_numbers.ts";
import { type Lang, resumeCommand } from "./lang.ts";

/** A happening as a line of plain progress; undefined: not worth a line. */
export function eventLine(event: RunEvent, lang: Lang): string | undefined {
  const ru = lang === "ru";
  const number = event.type === "ended"
    ? event.outcome.order.illustration
    : event.order.illustration;
  const head = `[${number}]`;
  switch (event.type) {
    case "began":
      if (!event.isAdopted) return undefined;
      return `${head} ${ru ? "уже в работе, дожидаюсь" : "already in progress, waiting for it"}`;
    case "submitted":
      return `${head} 📤 ${ru ? "задача" : "task"} ${event.order.taskId}`;
    case "status":
      if (event.status !== "running") return undefined;
      return `${head} ⏳ ${ru ? "рисуется" : "generating"}`;
    case "retrying":
      return `${head} ↻ ${explain(event.error, lang).line.replace(/^❌ /, "")}; ${
        ru ? "повтор через" : "again in"
      } ${(event.waitMs / 1000).toFixed(1)} ${ru ? "с" : "s"}`;
    case "answer-lost":
      return `${head} ❔ ${
        ru
          ? "ответ потерян, ищу задачу в списке сервиса, чтобы не заказать дважды"
          : "the answer was lost; looking for the task in the service's list so as not to order twice"
      }`;
    case "located":
      return `${head} 🔎 ${ru ? "задача найдена" : "task found"}: ${event.order.taskId}`;
    case "absent":
      return `${head} ${absentText(event, ru)}`;
    case "unextended":
      return `${head} ↻ ${
        ru
          ? "переписанный промпт не прошёл модерацию; заказываю ещё раз, без переписывания"
          : "moderation refused the rewritten prompt; ordering once more without rewriting"
      }`;
    case "saved":
      return savedLine(event, head, ru);
    case "ended":
      return undefined;
  }
}

function absentText(
  { order, isSentAgain }: Extract<RunEvent, { type: "absent" }>,
  ru: boolean,
): string {
  const isFree = isRehearsed(order);
  const what = ru
    ? `список задач сервиса показал: заказ не принят${isFree ? "" : " и не оплачен"}`
    : `the service's task list shows that the order was ${
      isFree ? "not accepted" : "neither accepted nor charged"
    }`;
  return isSentAgain ? `↻ ${what}; ${ru ? "отправляю ещё раз" : "sending it again"}` : what;
}

function savedLine(event: Extract<RunEvent, { type: "saved" }>, head: string, ru: boolean): string {
  const { path, picture, isOtherSize } = event;
  const where = path === undefined
    ? (ru
      ? "в хранилище .alibaba (в images/ уже есть более новая)"
      : "in .alibaba/ (images/ already has a newer one)")
    : basename(path);
  const size = isOtherSize
    ? ` ⚠️  ${ru ? "размер" : "size"} ${picture.width}×${picture.height}`
    : "";
  return `${head} ✅ ${ru ? "сохранено" : "saved"}: ${where}${size}`;
}

/**
 * The documented statistics, character for character in Russian. Only a run that made something is
 * celebrated with the documented first line.
 */
export function statisticsLines(report: RunReport, missing: number, lang: Lang): string[] {
  const errors = missing +
    [...report.outcomes, ...report.leftovers].filter(({ result }) => result !== "made").length;
  const tally = tallyOf(report);
  const [headRu, headEn] = STATISTICS_HEADS[tally.success];
  if (lang === "en") {
    return [
      headEn,
      "📊 Statistics:",
      `   Images created: ${report.saved}`,
      `   API calls: ${report.accepted}`,
      tally.isRehearsal
        ? `   Images the service counted: ${report.billed} (rehearsal, nothing was charged)`
        : `   Images billed: ${report.billed}`,
      `   Errors: ${errors}`,
    ];
  }
  return [
    headRu,
    "📊 Статистика:",
    `   Изображений создано: ${report.saved}`,
    `   API вызовов: ${report.accepted}`,
    `   Всего изображений использовано: ${report.billed}`,
    `   Ошибок: ${errors}`,
  ];
}

/** The first line of the statistics, in Russian and in English. */
const STATISTICS_HEADS: Readonly<Record<RunSuccess, readonly [ru: string, en: string]>> = {
  made: ["🎉 ГЕНЕРАЦИЯ ЗАВЕРШЕНА!", "🎉 GENERATION FINISHED!"],
  waiting: ["⏳ ГЕНЕРАЦИЯ НЕ ЗАВЕРШЕНА", "⏳ GENERATION NOT FINISHED"],
  nothing: ["❌ НИ ОДНОГО ИЗОБРАЖЕНИЯ НЕ СОЗДАНО", "❌ NO IMAGES WERE CREATED"],
};

/** Why an order did not end as asked; no lines when it did. */
export function outcomeLines(outcome: OrderOutcome, lang: Lang): string[] {
  return outcomesLines([outcome], lang);
}

/**
 * Why orders did not end as asked. What is the same of several is told once, with their numbers: a
 * wrong key would otherwise fill the screen once for each illustration of the film.
 */
export function outcomesLines(outcomes: readonly OrderOutcome[], lang: Lang): string[] {
  const alike = new Map<
    string,
    { readonly numbers: Set<number>; readonly lines: readonly string[] }
  >();
  for (const outcome of outcomes) {
    if (outcome.result === "made") continue;
    const lines = [
      resultText(outcome, lang),
      // Not split at newlines: one inside the service's words would pass for a line of ours.
      ...reasonsOf(outcome, lang).flatMap((each) => explanationLines(each, lang)),
    ];
    const group = alike.get(lines.join("\n")) ?? { numbers: new Set<number>(), lines };
    group.numbers.add(outcome.order.illustration);
    alike.set(lines.join("\n"), group);
  }
  return [...alike.values()].flatMap(({ numbers, lines: [result = "", ...reasons] }) => [
    `${capital(illustrationsText([...numbers], lang))}: ${result}`,
    ...reasons.map((line) => `   ${line}`),
  ]);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** All that stood in an order's way; pictures that failed alike are told once. */
function reasonsOf({ order, pictures, troubles }: OrderOutcome, lang: Lang): Explanation[] {
  const reasons = obstaclesOf(order, pictures, troubles)
    .map(({ cause }) => explainObstacle(cause, lang, orderOccasion(order)));
  const byText = new Map(reasons.map((each) => [explanationLines(each, lang).join("\n"), each]));
  return [...byText.values()];
}

/** How an order ended, in a few words. */
export function resultText(outcome: OrderOutcome, lang: Lang): string {
  return RESULT_TEXTS[lang][outcome.result](outcome);
}

type ResultTexts = Record<OrderOutcome["result"], (outcome: OrderOutcome) => string>;

/** Of a rehearsal nothing is paid for. */
function isRehearsed({ service }: OrderRow): boolean {
  return service === REHEARSAL;
}

const resumeOf = ({ order }: OrderOutcome) => resumeCommand(isRehearsed(order));

const savedOf = ({ pictures }: OrderOutcome) =>
  pictures.filter(({ state }) => state === "saved").length;

/** All that was made is kept, and could not be put where the film is. */
const isOnlyUnshown = ({ pictures }: OrderOutcome) =>
  !pictures.some(({ state }) => state === "due");

/** Undefined: the service did not say. */
const billedRu = ({ order }: OrderOutcome) =>
  isRehearsed(order)
    ? "бесплатно (репетиция)"
    : order.billed === undefined
    ? "сколько оплачено, сервис не сообщил"
    : `оплачено ${order.billed}`;
const billedEn = ({ order }: OrderOutcome) =>
  isRehearsed(order)
    ? "free (rehearsal)"
    : order.billed === undefined
    ? "the service did not say how many it billed"
    : `${order.billed} billed`;

/** What is said of payment besides, or nothing in a rehearsal. */
const ifPaid = ({ order }: OrderOutcome, words: string) => isRehearsed(order) ? "" : words;

/** An order that the service made something of is not free for want of a word about money. */
const isPerhapsBilled = ({ order: { billed, state } }: OrderOutcome) =>
  (billed ?? 0) > 0 || (billed === undefined && state === "settled");

const RESULT_TEXTS: Record<Lang, ResultTexts> = {
  ru: {
    made: () => "готово",
    partly: (o) => `сохранено ${savedOf(o)} из ${o.order.n}, ${billedRu(o)}`,
    failed: (o) =>
      isPerhapsBilled(o)
        ? `не удалось, ${billedRu(o)}`
        : o.order.state === "expired"
        ? `прошло больше 24 часов: забрать уже нельзя${ifPaid(o, "; возможно, это было оплачено")}`
        : `не удалось${ifPaid(o, ", не оплачено")}`,
    running: (o) =>
      o.order.taskId === undefined
        ? `этот заказ отправляет другой запуск и ещё ждёт ответа; итог покажет ${resumeOf(o)}`
        : `ещё выполняется у сервиса (задача ${o.order.taskId}); заберёт команда ${
          resumeOf(o)
        } в течение 24 часов`,
    unsaved: (o) =>
      `${billedRu(o)}, сохранено ${savedOf(o)}; ${
        isOnlyUnshown(o)
          ? `в images/ положит команда ${resumeOf(o)}`
          : `остальное заберёт команда ${resumeOf(o)} в течение 24 часов`
      }`,
    unknown: (o) =>
      o.order.taskId !== undefined
        ? `сервис принял заказ, но не показывает его${
          ifPaid(o, "; возможно, он оплачен")
        }. Повторно заказ не отправлен: ${resumeOf(o)} проверит ещё раз`
        : `ответ сервиса потерян, и по списку его задач пока не понять, принят ли заказ${
          ifPaid(o, "; возможно, он оплачен")
        }. Повторно заказ не отправлен: ${resumeOf(o)} проверит ещё раз, --again закажет заново`,
    unsent: (o) => `не отправлено${ifPaid(o, ", не оплачено")}`,
  },
  en: {
    made: () => "done",
    partly: (o) => `${savedOf(o)} of ${o.order.n} saved, ${billedEn(o)}`,
    failed: (o) =>
      isPerhapsBilled(o)
        ? `failed, ${billedEn(o)}`
        : o.order.state === "expired"
        ? `more than 24 hours have passed: it can no longer be fetched${
          ifPaid(o, ", and you may have been charged")
        }`
        : `failed${ifPaid(o, ", nothing was charged")}`,
    running: (o) =>
      o.order.taskId === undefined
        ? `another run is sending this order and still waiting for the answer; \`${
          resumeOf(o)
        }\` will show what came of it`
        : `still running at the service (task ${o.order.taskId}); \`${
          resumeOf(o)
        }\` fetches it within 24 hours`,
    unsaved: (o) =>
      `${billedEn(o)}, ${savedOf(o)} saved; \`${resumeOf(o)}\` ${
        isOnlyUnshown(o) ? "puts it into images/" : "fetches the rest within 24 hours"
      }`,
    unknown: (o) =>
      o.order.taskId !== undefined
        ? `the service accepted the order but does not show it${
          ifPaid(o, "; you may be charged")
        }. It was not sent again: \`${resumeOf(o)}\` checks once more`
        : `the service's answer was lost, and its task list does not show yet whether the order was accepted${
          ifPaid(o, "; you may be charged")
        }. It was not sent again: \`${resumeOf(o)}\` checks once more, --again orders it once more`,
    unsent: (o) => `not sent${ifPaid(o, ", nothing was charged")}`,
  },
};
