/**
 * What is said around the review page and of its export: in the terminal, and when something is refused.
 * @module
 */
import {
  advice,
  type AdviceTable,
  type Both,
  enForm,
  type Lang,
  resumedEn,
  resumedRu,
  ruForm,
} from "./lang.ts";

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
} as const satisfies Readonly<Record<string, Both<string>>>;

/** Said at the first Ctrl-C. */
export function reviewStoppingText(isRehearsal: boolean, lang: Lang): string {
  return lang === "ru"
    ? `⏹  Останавливаюсь: ${resumedRu({ isRehearsal })}.`
    : `⏹  Stopping: ${resumedEn({ isRehearsal })}.`;
}

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
    ? "; без звука: он больше 20 МБ"
    : "; without the sound, which is over 20 MB";
  const mib = (bytes / 2 ** 20).toFixed(1);
  const left = omitted === 0
    ? ""
    : lang === "ru"
    ? `, не вошло: ${omitted}`
    : `, ${omitted} left out`;
  return lang === "ru"
    ? `✅ ${file}: ${pictures} ${
      ruForm(pictures, "картинка", "картинки", "картинок")
    }${left}, ${mib} МиБ${sound}`
    : `✅ ${file}: ${pictures} ${
      enForm(pictures, "picture", "pictures")
    }${left}, ${mib} MiB${sound}`;
}

/** How far an export is. */
export function exportProgress(done: number, all: number, lang: Lang): string {
  return lang === "ru" ? `Картинка ${done} из ${all}` : `Picture ${done} of ${all}`;
}

/** Errors of the page and of its export, by code. */
export const REVIEW_ERROR_TEXTS = {
  export_exists: advice(
    (f) => `файл ${f["path"]} уже есть, и это не страница этой программы`,
    (f) => `${f["path"]} already exists and is not a page made by this program`,
    () => "Укажите другой файл или добавьте --force.",
    () => "Choose another file or add --force.",
  ),
  export_name: advice(
    (f) => `${f["path"]}: страницу нельзя так назвать, это имя файла пайплайна`,
    (f) => `${f["path"]}: a page cannot have this name, which belongs to a file of the pipeline`,
    () => "Например: --export сравнение.html",
    () => "For example: --export comparison.html",
  ),
  decision_superseded: advice(
    (f) => `иллюстрация ${f["index"]}: решение с тех пор изменилось, отменять нечего`,
    (f) =>
      `illustration ${
        f["index"]
      }: the decision has changed since then, so there is nothing to undo`,
    () => "Посмотрите, что выбрано теперь.",
    () => "See what is chosen now.",
  ),
  page_request_large: advice(
    (f) => `страница прислала слишком много: больше ${f["maxKiB"]} КиБ`,
    (f) => `the page sent too much: more than ${f["maxKiB"]} KiB`,
    () => "Ничего не отправлено. Сократите промпт.",
    () => "Nothing was sent. Shorten the prompt.",
  ),
  page_request_invalid: advice(
    () => "страница прислала непонятный запрос",
    () => "the page sent a request that cannot be understood",
    () => "Обновите страницу (F5).",
    () => "Reload the page (F5).",
  ),
} satisfies AdviceTable;
