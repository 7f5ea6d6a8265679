/**
 * Sentences about the pipeline's own folder: the journal, what is written in it, and decisions that
 * were interrupted.
 * @module
 */
import {
  type Advice,
  advice,
  type AdviceTable,
  type Both,
  isRehearsed,
  resumedEn,
  resumedRu,
} from "./lang.ts";

/** Why the folder or the journal cannot be used, by code. */
export const JOURNAL_ERROR_TEXTS = {
  journal_failed: advice(
    (f) => `не удалось прочитать или записать журнал ${f["path"]}: ${f["reason"]}`,
    (f) => `the journal ${f["path"]} cannot be read or written: ${f["reason"]}`,
    (f) =>
      `Освободите место или дайте права на запись и повторите; заказы и решения журнал помнит, ${
        resumedRu(f)
      }.`,
    (f) =>
      `Free up space or make it writable, then try again; the journal remembers orders and decisions, and ${
        resumedEn(f)
      }.`,
  ),
  journal_moved: advice(
    (f) =>
      `журнал ${f["path"]} переместили, заменили или удалили во время работы${
        f["taskId"] === undefined
          ? ""
          : `; задача ${f["taskId"]} принята${isRehearsed(f) ? "" : " и будет оплачена"}`
      }`,
    (f) =>
      `the journal ${f["path"]} was moved, replaced or deleted during the run${
        f["taskId"] === undefined
          ? ""
          : `; task ${f["taskId"]} was accepted${isRehearsed(f) ? "" : " and will be charged for"}`
      }`,
    (f) =>
      `Здесь больше ничего не изменено. Если папку переместили, укажите её новое место в --pipeline-dir; ${
        resumedRu(f)
      } (в течение 24 часов).`,
    (f) =>
      `Nothing more was changed here. If the folder was moved, give its new place as --pipeline-dir; ${
        resumedEn(f)
      } (within 24 hours).`,
  ),
  state_not_folder: advice(
    (f) => `${f["path"]} — не папка, а нужна папка`,
    (f) => `${f["path"]} is not a folder, but it must be one`,
    () => "Ничего не изменено. Переименуйте или уберите то, что занимает её место, и повторите.",
    () => "Nothing was changed. Rename or remove what is there and try again.",
  ),
  path_linked: advice(
    (f) => `${f["path"]} — ссылка${f["target"] === undefined ? "" : ` на ${f["target"]}`}`,
    (f) => `${f["path"]} is a link${f["target"] === undefined ? "" : ` to ${f["target"]}`}`,
    () =>
      "Программа не меняет ни ссылки, ни то, на что они указывают. Замените ссылку самим файлом или папкой и повторите.",
    () =>
      "The program changes neither links nor what they point to. Replace the link with the file or folder itself and try again.",
  ),
  special_file: advice(
    (f) => `${f["path"]} — не файл, а канал или устройство`,
    (f) => `${f["path"]} is not a file but a pipe or a device`,
    (f) => `Его программа не читает и не меняет. Уберите его и повторите; ${resumedRu(f)}.`,
    (f) => `The program neither reads nor changes it. Move it away and try again; ${resumedEn(f)}.`,
  ),
  kept_file_changed: advice(
    (f) => `файл в хранилище изменён или пропал: ${f["path"]}`,
    (f) => `a file in .alibaba/ was changed or is missing: ${f["path"]}`,
    () => "Верните его из резервной копии и повторите; картинка в images/ не заменена.",
    () => "Restore it from a backup and try again; the picture in images/ was not replaced.",
  ),
  decision_pending: advice(
    (f) => `решение записано, но выполнить его до конца не удалось: ${f["path"]}: ${f["reason"]}`,
    (f) => `the decision was recorded but could not be completed: ${f["path"]}: ${f["reason"]}`,
    () =>
      "Освободите место или дайте права на запись: его завершит следующая команда accept, undo, resume или новый заказ.",
    () => "Free up space or make it writable: the next accept, undo, resume or order completes it.",
  ),
  ...rowText(),
} satisfies AdviceTable;

/** What is found in a journal, by code. */
export const JOURNAL_FINDING_TEXTS = {
  ...rowText(),
  decision_interrupted: advice(
    (f) => `решение об иллюстрации ${f["index"]} прервано на полпути`,
    (f) => `a decision about illustration ${f["index"]} was interrupted halfway`,
    () => "Его завершит следующая команда accept, undo, resume или новый заказ.",
    () => "The next accept, undo, resume or order completes it.",
  ),
  aftermath_unknown: advice(
    (f) => `решение выполнено, но проверить результат не удалось: ${whereOf(f)}`,
    (f) => `the decision was carried out, but its result could not be checked: ${whereOf(f)}`,
    () => "Проверьте сами: list.",
    () => "Check it yourself: `list`.",
  ),
} satisfies AdviceTable;

function whereOf(facts: Parameters<Advice["line"]>[0]): string {
  return [facts["path"], facts["reason"]].filter((each) => each !== undefined).join(": ");
}

function rowText(): { readonly journal_row_bad: Both<Advice> } {
  return {
    journal_row_bad: advice(
      (f) =>
        `журнал ${f["path"]}: строка ${f["row"] ?? "?"} таблицы ${
          f["table"]
        } не похожа на запись этой программы (${
          f["where"]
        }): она пропущена, по ней ничего не сделано`,
      (f) =>
        `the journal ${f["path"]}: row ${f["row"] ?? "?"} of table ${
          f["table"]
        } does not look like this program's own (${
          f["where"]
        }): it is skipped, and nothing was done with it`,
      () =>
        "Верните journal.db из резервной копии. Если папка пришла от других людей, заказы и решения в ней могут быть подделаны: уберите journal.db, картинки в .alibaba/pictures останутся.",
      () =>
        "Restore journal.db from a backup. If the folder came from somebody else, its orders and decisions may be forged: move journal.db away; the pictures in .alibaba/pictures stay.",
    ),
  };
}
