/**
 * Sentences about the pipeline's own folder: the journal, what is written in it, and decisions that
 * were interrupted.
 * @module
 */
import { type Advice, advice, type AdviceTable, type Both } from "./lang.ts";

/** Why the folder or the journal cannot be used, by code. */
export const JOURNAL_ERROR_TEXTS = {
  journal_failed: advice(
    (f) => `журнал ${f["path"]} не читается или не записывается: ${f["reason"]}`,
    (f) => `journal ${f["path"]} cannot be read or written: ${f["reason"]}`,
    () =>
      "Освободите место или дайте права и повторите; заказанное и решённое журнал помнит, оплаченное заберёт resume.",
    () =>
      "Make room or allow writing, then repeat; the journal knows what was ordered and decided, `resume` fetches what was paid for.",
  ),
  state_not_folder: advice(
    (f) => `${f["path"]} — не каталог, а нужен каталог`,
    (f) => `${f["path"]} is not a folder, but must be one`,
    () => "Ничего не изменено. Переименуйте или уберите то, что стоит на его месте, и повторите.",
    () => "Nothing was changed. Rename or remove what stands in its place and repeat.",
  ),
  path_linked: advice(
    (f) => `${f["path"]} — ссылка${f["target"] === undefined ? "" : ` на ${f["target"]}`}`,
    (f) => `${f["path"]} is a link${f["target"] === undefined ? "" : ` to ${f["target"]}`}`,
    () =>
      "Через ссылки программа ничего не меняет: ни её, ни то, на что она указывает. Поставьте на её место сам файл или каталог и повторите.",
    () =>
      "Nothing is changed through links: neither the link nor what it leads to. Put the file or folder itself in its place and repeat.",
  ),
  kept_file_changed: advice(
    (f) => `файл архива изменён или пропал: ${f["path"]}`,
    (f) => `a file of the store was changed or is gone: ${f["path"]}`,
    () => "Верните его из резервной копии и повторите; на место картинки он не поставлен.",
    () => "Restore it from a backup and repeat; it was not put in the picture's place.",
  ),
  decision_pending: advice(
    (f) => `решение записано, но не доведено до конца: ${f["path"]}: ${f["reason"]}`,
    (f) => `the decision is written down, but could not be finished: ${f["path"]}: ${f["reason"]}`,
    () =>
      "Освободите место или дайте права: следующая команда accept, undo, resume или новый заказ доведёт его до конца.",
    () => "Make room or allow writing: the next accept, undo, resume or order finishes it.",
  ),
  ...rowText(),
} satisfies AdviceTable;

/** What is found in a journal, by code. */
export const JOURNAL_FINDING_TEXTS = {
  ...rowText(),
  decision_interrupted: advice(
    (f) => `решение об иллюстрации ${f["index"]} прервано на полпути`,
    (f) => `a decision about illustration ${f["index"]} was interrupted half way`,
    () => "Его доведёт до конца следующая команда accept, undo, resume или новый заказ.",
    () => "The next accept, undo, resume or order finishes it.",
  ),
  aftermath_unknown: advice(
    (f) => `решение выполнено, но осмотреть результат не удалось: ${whereOf(f)}`,
    (f) => `the decision took effect, but what it left could not be looked at: ${whereOf(f)}`,
    () => "Посмотрите сами: list.",
    () => "See for yourself: `list`.",
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
        } не такая, как пишет программа (${f["where"]}): она пропущена, по ней ничего не сделано`,
      (f) =>
        `journal ${f["path"]}: row ${f["row"] ?? "?"} of table ${
          f["table"]
        } is not as this program writes it (${
          f["where"]
        }): it is left out, and nothing is done by it`,
      () =>
        "Верните journal.db из резервной копии. Если каталог получен от других, заказы и решения в нём могут быть подделаны: уберите journal.db, картинки в .alibaba/pictures останутся.",
      () =>
        "Restore journal.db from a backup. If the folder came from somebody else, orders and decisions in it may be forged: move journal.db away, the pictures in .alibaba/pictures stay.",
    ),
  };
}
