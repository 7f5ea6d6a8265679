/**
 * Texts of a run: its description before the question, its progress, its documented statistics.
 * @module
 */
import { basename } from "node:path";
import type { OrderOutcome, RunEvent, RunReport } from "../run/events.ts";
import { explain, explainFailure, explanationLines } from "./explain.ts";
import { REHEARSAL } from "../wan/regions.ts";
import type { Lang } from "./lang.ts";

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
          ? "ответ потерян, ищу задачу в списке сервиса, чтобы не платить дважды"
          : "the answer was lost; looking for the task in the service's list so as not to pay twice"
      }`;
    case "located":
      return `${head} 🔎 ${ru ? "задача найдена" : "task found"}: ${event.order.taskId}`;
    case "absent":
      return `${head} ${absentText(event.isSentAgain, ru)}`;
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

function absentText(isSentAgain: boolean, ru: boolean): string {
  if (isSentAgain) {
    return ru
      ? "↻ список задач сервиса показал: заказ не принят и не оплачен; отправляю ещё раз"
      : "↻ the service's task list shows that the order was neither accepted nor charged; sending it again";
  }
  return ru
    ? "список задач сервиса показал: заказ не принят и не оплачен"
    : "the service's task list shows that the order was neither accepted nor charged";
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

/** Whether all that a run had to do with was ordered from the rehearsal service. */
function isRehearsal({ outcomes, leftovers }: RunReport): boolean {
  const all = [...outcomes, ...leftovers];
  return all.length > 0 && all.every(({ order }) => order.service === REHEARSAL);
}

/** The documented statistics, character for character in Russian. */
export function statisticsLines(report: RunReport, missing: number, lang: Lang): string[] {
  const errors = missing +
    [...report.outcomes, ...report.leftovers].filter(({ result }) => result !== "made").length;
  if (lang === "en") {
    return [
      "🎉 GENERATION FINISHED!",
      "📊 Statistics:",
      `   Images created: ${report.saved}`,
      `   API calls: ${report.accepted}`,
      isRehearsal(report)
        ? `   Images the service counted: ${report.billed} (rehearsal, nothing was charged)`
        : `   Images billed: ${report.billed}`,
      `   Errors: ${errors}`,
    ];
  }
  return [
    "🎉 ГЕНЕРАЦИЯ ЗАВЕРШЕНА!",
    "📊 Статистика:",
    `   Изображений создано: ${report.saved}`,
    `   API вызовов: ${report.accepted}`,
    `   Всего изображений использовано: ${report.billed}`,
    `   Ошибок: ${errors}`,
  ];
}

/** Why an order did not end as asked; no lines when it did. */
export function outcomeLines(outcome: OrderOutcome, lang: Lang): string[] {
  const { order, pictures, result, errors } = outcome;
  if (result === "made") return [];
  const ru = lang === "ru";
  const head = ru ? `Иллюстрация ${order.illustration}` : `Illustration ${order.illustration}`;
  const reasons = errors.length > 0
    ? errors.map((error) => explain(error, lang))
    : order.failure !== undefined
    ? [explainFailure(order.failure, lang, order.taskId)]
    : pictures.flatMap(({ failure }) =>
      failure === undefined ? [] : [explainFailure(failure, lang, order.taskId)]
    );
  // Pictures that failed alike are told once.
  const texts = new Map(
    reasons.map((each) => explanationLines(each, lang)).map((lines) => [lines.join("\n"), lines]),
  );
  return [
    `${head}: ${resultText(outcome, lang)}`,
    // Not split at newlines: one inside the service's words would pass for a line of ours.
    ...[...texts.values()].flat().map((line) => `   ${line}`),
  ];
}

/** How an order ended, in a few words. */
export function resultText(outcome: OrderOutcome, lang: Lang): string {
  return RESULT_TEXTS[lang][outcome.result](outcome);
}

type ResultTexts = Record<OrderOutcome["result"], (outcome: OrderOutcome) => string>;

const savedOf = ({ pictures }: OrderOutcome) =>
  pictures.filter(({ state }) => state === "saved").length;

/** All that was made is kept, and could not be put where the film is. */
const isOnlyUnshown = ({ pictures }: OrderOutcome) =>
  !pictures.some(({ state }) => state === "due");

/** Undefined: the service did not say. */
const billedRu = ({ order: { billed, service } }: OrderOutcome) =>
  service === REHEARSAL
    ? "бесплатно (репетиция)"
    : billed === undefined
    ? "сколько оплачено, сервис не сообщил"
    : `оплачено ${billed}`;
const billedEn = ({ order: { billed, service } }: OrderOutcome) =>
  service === REHEARSAL
    ? "free (rehearsal)"
    : billed === undefined
    ? "the service did not say how many it billed"
    : `${billed} billed`;

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
        ? "прошло больше 24 часов: забрать уже нельзя; возможно, это было оплачено"
        : "не удалось, не оплачено",
    running: (o) =>
      o.order.taskId === undefined
        ? "этот заказ отправляет другой запуск и ещё ждёт ответа; итог покажет resume"
        : `ещё выполняется у сервиса (задача ${o.order.taskId}); заберёт команда resume в течение 24 часов`,
    unsaved: (o) =>
      `${billedRu(o)}, сохранено ${savedOf(o)}; ${
        isOnlyUnshown(o)
          ? "в images/ положит команда resume"
          : "остальное заберёт команда resume в течение 24 часов"
      }`,
    unknown: (o) =>
      o.order.taskId !== undefined
        ? "сервис принял заказ, но не показывает его; возможно, он оплачен. Повторно заказ не отправлен: resume проверит ещё раз"
        : "ответ сервиса потерян, и по списку его задач пока не понять, принят ли заказ; возможно, он оплачен. Повторно заказ не отправлен: resume проверит ещё раз, --again закажет заново",
    unsent: () => "не отправлено, не оплачено",
  },
  en: {
    made: () => "done",
    partly: (o) => `${savedOf(o)} of ${o.order.n} saved, ${billedEn(o)}`,
    failed: (o) =>
      isPerhapsBilled(o)
        ? `failed, ${billedEn(o)}`
        : o.order.state === "expired"
        ? "more than 24 hours have passed: it can no longer be fetched, and you may have been charged"
        : "failed, nothing was charged",
    running: (o) =>
      o.order.taskId === undefined
        ? "another run is sending this order and still waiting for the answer; `resume` will show what came of it"
        : `still running at the service (task ${o.order.taskId}); \`resume\` fetches it within 24 hours`,
    unsaved: (o) =>
      `${billedEn(o)}, ${savedOf(o)} saved; ${
        isOnlyUnshown(o)
          ? "`resume` puts it into images/"
          : "`resume` fetches the rest within 24 hours"
      }`,
    unknown: (o) =>
      o.order.taskId !== undefined
        ? "the service accepted the order but does not show it; you may be charged. It was not sent again: `resume` checks once more"
        : "the service's answer was lost, and its task list does not show yet whether the order was accepted; you may be charged. It was not sent again: `resume` checks once more, --again orders it once more",
    unsent: () => "not sent, nothing was charged",
  },
};
