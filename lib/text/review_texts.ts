/**
 * What is said around the review page and of its export: in the terminal, and when something is refused.
 * @module
 */
import { advice, type AdviceTable, type Both, type Lang } from "./lang.ts";

/** What the terminal says around the page. */
export const REVIEW_LINES = {
  opened: {
    ru: "Страница открыта в браузере. Остановить: Ctrl-C.",
    en: "The page is open in your browser. Stop it with Ctrl-C.",
  },
  unopened: {
    ru: "Браузер не открылся: откройте этот адрес сами, на этой машине. Остановить: Ctrl-C.",
    en: "No browser opened: open this address yourself, on this machine. Stop it with Ctrl-C.",
  },
  openIt: {
    ru: "Откройте этот адрес в браузере на этой машине. Остановить: Ctrl-C.",
    en: "Open this address in a browser on this machine. Stop it with Ctrl-C.",
  },
  stopping: {
    ru: "⏹  Останавливаюсь: оплаченное заберёт resume.",
    en: "⏹  Stopping: `resume` fetches what was paid for.",
  },
} as const satisfies Readonly<Record<string, Both<string>>>;

/** What was exported. */
export function exportLine(
  { file, bytes, pictures, omitted, isSoundOmitted }: {
    readonly file: string;
    readonly bytes: number;
    readonly pictures: number;
    readonly omitted: number;
    readonly isSoundOmitted: boolean;
  },
  lang: Lang,
): string {
  const sound = !isSoundOmitted
    ? ""
    : lang === "ru"
    ? "; звук не вошёл, он больше 20 МБ"
    : "; the sound is left out, it is more than 20 MB";
  const mib = (bytes / 2 ** 20).toFixed(1);
  const left = omitted === 0
    ? ""
    : lang === "ru"
    ? `, не вошло: ${omitted}`
    : `, left out: ${omitted}`;
  return lang === "ru"
    ? `✅ ${file}: картинок ${pictures}${left}, ${mib} МиБ${sound}`
    : `✅ ${file}: ${pictures} pictures${left}, ${mib} MiB${sound}`;
}

/** How far an export is. */
export function exportProgress(done: number, all: number, lang: Lang): string {
  return lang === "ru" ? `Картинка ${done} из ${all}` : `Picture ${done} of ${all}`;
}

/** Errors of the page and of its export, by code. */
export const REVIEW_ERROR_TEXTS = {
  export_exists: advice(
    (f) => `${f["path"]} уже есть, и это не страница этой программы`,
    (f) => `${f["path"]} exists, and it is not a page of this program`,
    () => "Назовите другой файл, или --force.",
    () => "Name another file, or use --force.",
  ),
  export_name: advice(
    (f) => `${f["path"]}: страницу так называть нельзя, это файл пайплайна`,
    (f) => `${f["path"]}: a page cannot have this name, it is a file of the pipeline`,
    () => "Например: --export сравнение.html",
    () => "For example: --export comparison.html",
  ),
  decision_superseded: advice(
    (f) => `иллюстрация ${f["index"]}: с тех пор решено иначе, отменять нечего`,
    (f) => `illustration ${f["index"]}: something else was decided since, there is nothing to undo`,
    () => "Посмотрите, что выбрано теперь.",
    () => "Look at what is chosen now.",
  ),
  page_request_large: advice(
    (f) => `страница прислала слишком много: больше ${f["maxKiB"]} КиБ`,
    (f) => `the page sent too much: more than ${f["maxKiB"]} KiB`,
    () => "Ничего не отправлено. Сократите промпт.",
    () => "Nothing was sent. Shorten the prompt.",
  ),
  page_request_invalid: advice(
    () => "страница прислала непонятный запрос",
    () => "the page sent a request that makes no sense",
    () => "Обновите страницу (F5).",
    () => "Reload the page (F5).",
  ),
} satisfies AdviceTable;
