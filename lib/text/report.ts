/**
 * The closing report of a run.
 * @module
 */
import type { Finding } from "../errors.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import type { RunReport } from "../run/events.ts";
import { candidateIndex, originalName } from "../pipeline/names.ts";
import { formatNumbers } from "../pipeline/selection.ts";
import { explainFinding } from "./explain.ts";
import { illustrationsText, missingText } from "./illustration_numbers.ts";
import { type Lang, resumeCommand } from "./lang.ts";
import { REHEARSAL } from "../wan/regions.ts";
import { isOnlyCounted, tallyOf } from "../run/tally.ts";
import { fitLine } from "./spending_texts.ts";
import { stoppedLines } from "./stop_texts.ts";
import { outcomesLines, statisticsLines } from "./run_texts.ts";

/** Notes about settings, each with its remedy. */
export function noteLines(notes: readonly Finding[], lang: Lang): string[] {
  return notes.map((note) => {
    const { line, remedy } = explainFinding(note, lang);
    return `ℹ️  ${line}${remedy === undefined ? "" : `. ${remedy}`}`;
  });
}

/**
 * How a run ended: the documented statistics, or, when it was stopped before its end, what is saved and
 * what is not; then every number that did not end as asked.
 */
export function reportLines(report: RunReport, missing: readonly number[], lang: Lang): string[] {
  const tally = tallyOf(report);
  const troubles = outcomesLines(
    [...report.outcomes, ...report.leftovers]
      .filter((outcome) => !tally.isCutShort || !isOnlyCounted(outcome)),
    lang,
  );
  const absent = missing.length === 0 ? [] : [missingText(missing, lang)];
  const fit = report.ceiling === undefined ? [] : [`💰 ${fitLine(report.ceiling, lang)}`];
  const details = [...absent, ...fit, ...troubles];
  return [
    ...(tally.isCutShort
      ? stoppedLines(tally, lang)
      : statisticsLines(report, missing.length, lang)),
    ...(details.length === 0 ? [] : ["", ...details]),
  ];
}

/**
 * Said when `resume` finds nothing to do.
 * @param lost numbers whose orders or pictures the service deleted before they were fetched
 * @param isRehearsal only a rehearsal's orders were looked at
 */
export function nothingLeftLines(
  lost: readonly number[],
  isRehearsal: boolean,
  lang: Lang,
): string[] {
  const ru = lang === "ru";
  if (lost.length === 0) {
    return [
      ru
        ? `Незавершённых заказов нет: всё ${isRehearsal ? "сделанное" : "оплаченное"} сохранено.`
        : `No unfinished orders: everything ${isRehearsal ? "made" : "paid for"} is saved.`,
    ];
  }
  return [
    ru ? "Незавершённых заказов нет." : "No unfinished orders.",
    ru
      ? `Потеряно раньше (прошло больше 24 часов${
        isRehearsal ? "" : "; возможно, это было оплачено"
      }): ${illustrationsText(lost, lang)}`
      : `Lost earlier (more than 24 hours had passed${
        isRehearsal ? "" : "; you may have been charged"
      }): ${illustrationsText(lost, lang)}`,
  ];
}

/** Names what is unfinished and was not this run's to see to. */
export function elsewhereLines(orders: readonly OrderRow[], lang: Lang): string[] {
  return orders.map(({ illustration, service, taskId, state }) => {
    const task = taskId ?? state;
    const isRehearsal = service === REHEARSAL;
    const resume = resumeCommand(isRehearsal);
    return lang === "ru"
      ? `⏳ Иллюстрация ${illustration}: заказ у ${
        isRehearsal ? "учебного сервиса" : service
      } (${task}) не завершён. Либо его ведёт другой запуск, либо он сделан с другими настройками: верните их и выполните ${resume}`
      : `⏳ Illustration ${illustration}: the order at ${
        isRehearsal ? "the rehearsal service" : service
      } (${task}) is not finished. Either another run is handling it, or it was made with other settings: restore them and run \`${resume}\``;
  });
}

/**
 * Says that the video step would show more than one frame for some numbers. Candidates that wait for a
 * choice are no trouble but the next step; files that this program did not name are a warning.
 */
export function crowdedLines(
  crowded: ReadonlyMap<number, readonly string[]>,
  lang: Lang,
): string[] {
  const isChoice = ([index, names]: readonly [number, readonly string[]]) =>
    names.every((name) => name === originalName(index) || candidateIndex(name) === index);
  const numbers = (isChosen: boolean) =>
    [...crowded].filter((entry) => isChoice(entry) === isChosen).map(([index]) => index);
  return [...choiceLines(numbers(true), lang), ...strayLines(numbers(false), lang)];
}

function choiceLines(numbers: readonly number[], lang: Lang): string[] {
  if (numbers.length === 0) return [];
  return lang === "ru"
    ? [
      "👉 Теперь выберите: сравнить на странице — review, сразу взять вариант — accept --index N.",
      `   До выбора в images/ больше одного кадра на номер ${
        formatNumbers(numbers)
      }: видео-шаг возьмёт все.`,
    ]
    : [
      "👉 Now choose: compare on a page with review, or take one with accept --index N.",
      `   Until then images/ has more than one frame for ${
        illustrationsText(numbers, lang)
      }, and the video step would use them all.`,
    ];
}

function strayLines(numbers: readonly number[], lang: Lang): string[] {
  if (numbers.length === 0) return [];
  return lang === "ru"
    ? [
      `⚠️  В images/ больше одного кадра на номер ${
        formatNumbers(numbers)
      }: видео-шаг возьмёт все, и фильм сдвинется.`,
      "   Лишние файлы уберёт в хранилище doctor --tidy, выбрать вариант: accept --index N или review.",
    ]
    : [
      `⚠️  images/ has more than one frame for ${
        illustrationsText(numbers, lang)
      }: the video step would use them all and shift the film.`,
      "   doctor --tidy moves the extra files to .alibaba/; to choose a candidate: accept --index N, or review.",
    ];
}
