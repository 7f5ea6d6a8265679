/**
 * Sentences of a run that was stopped: it never says that it has finished.
 * @module
 */
import type { PictureCount, RunTally } from "../run/tally.ts";
import { formatNumbers } from "../pipeline/selection.ts";
import { type Both, type Lang, resumeCommand, resumedEn, resumedRu } from "./lang.ts";

/** Said at the first Ctrl-C. */
export function stoppingText(isRehearsal: boolean, lang: Lang): string {
  return lang === "ru"
    ? `⏹  Останавливаюсь: нового не отправляю; ${
      resumedRu({ isRehearsal })
    }. Ещё раз Ctrl-C — выйти сразу.`
    : `⏹  Stopping: nothing new will be sent; ${
      resumedEn({ isRehearsal })
    }. Press Ctrl-C again to quit at once.`;
}

/** Said when a command that looks or writes a file was stopped. */
export const STOPPED_TEXT: Both<string> = { ru: "⏹  Остановлено.", en: "⏹  Stopped." };

/** What is saved, what waits at the service, what was never sent. */
export function stoppedLines(
  { saved, atService, unknown, unsent, isRehearsal }: RunTally,
  lang: Lang,
): string[] {
  const ru = lang === "ru";
  const resume = resumeCommand(isRehearsal);
  const whose = ({ indices }: PictureCount) => {
    if (indices.length === 0) return "";
    const word = indices.length === 1
      ? (ru ? "номер" : "illustration")
      : (ru ? "номера" : "illustrations");
    return ` (${word} ${formatNumbers(indices)})`;
  };
  return [
    STOPPED_TEXT[lang],
    `   ${ru ? "Сохранено изображений" : "Images saved"}: ${saved}`,
    `   ${ru ? "У сервиса" : "Still at the service"}: ${atService.pictures}${whose(atService)}${
      atService.pictures === 0
        ? ""
        : ru
        ? `; заберёт команда ${resume} в течение 24 часов`
        : `; \`${resume}\` fetches them within 24 hours`
    }`,
    ...(unknown.pictures === 0 ? [] : [
      `   ${ru ? "Неизвестно" : "Unknown"}: ${unknown.pictures}${whose(unknown)}${
        isRehearsal ? "" : ru ? "; возможно, оплачено" : "; you may be charged"
      }: ${ru ? `${resume} проверит` : `\`${resume}\` checks`}`,
    ]),
    `   ${ru ? "Не отправлено" : "Not sent"}${
      isRehearsal ? "" : ru ? " и не оплачено" : ", not charged"
    }: ${unsent.pictures}${whose(unsent)}`,
  ];
}
