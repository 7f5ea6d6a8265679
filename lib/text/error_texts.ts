/**
 * Sentences for errors that are not the service's own refusals.
 * @module
 */
import type { Facts } from "../errors.ts";
import { advice, type AdviceTable, isRehearsed, resumedEn, resumedRu, resumeOf } from "./lang.ts";

const maybeRu = (f: Facts) =>
  f["suggestion"] === undefined ? "" : `; может быть, ${f["suggestion"]}?`;
const maybeEn = (f: Facts) =>
  f["suggestion"] === undefined ? "" : `; did you mean ${f["suggestion"]}?`;

/** Where all options of what was typed are told. */
const helpOf = (f: Facts) => f["command"] === undefined ? "--help" : `${f["command"]} --help`;

/** Errors by code. */
export const ERROR_TEXTS = {
  lang_invalid: advice(
    (f) => `${f["source"]}: «${f["value"]}» — допустимо ru или en`,
    (f) => `${f["source"]}: "${f["value"]}" — expected ru or en`,
  ),
  usage: advice(
    (f) => String(f["text"]),
    (f) => String(f["text"]),
    () => "Все параметры: --help.",
    () => "All options: --help.",
  ),
  command_unknown: advice(
    (f) => `нет такой команды: «${f["word"]}»${maybeRu(f)}`,
    (f) => `there is no command "${f["word"]}"${maybeEn(f)}`,
    () => "Все команды: --help.",
    () => "All commands: --help.",
  ),
  argument_extra: advice(
    (f) => `лишнее слово: «${f["word"]}»; значения задаются через параметры`,
    (f) => `unexpected word "${f["word"]}"; values are given with options`,
    () => "Все параметры: --help.",
    () => "All options: --help.",
  ),
  words_split: advice(
    (f) =>
      `после «${f["option"]} ${f["value"]}» осталось лишнее слово «${
        f["word"]
      }»: оболочка делит строку по пробелам (PowerShell — и по запятым), а вместо * подставляет имена файлов`,
    (f) =>
      `unexpected word "${f["word"]}" after "${f["option"]} ${
        f["value"]
      }": the shell splits words at spaces (PowerShell at commas, too) and puts file names in place of *`,
    (f) => `В любой оболочке работает: ${f["correct"]}`,
    (f) => `This works in every shell: ${f["correct"]}`,
  ),
  option_unknown: advice(
    (f) =>
      f["command"] === undefined
        ? `нет такого параметра: ${f["word"]}${maybeRu(f)}`
        : `у команды ${f["command"]} нет параметра ${f["word"]}${maybeRu(f)}`,
    (f) =>
      f["command"] === undefined
        ? `there is no option ${f["word"]}${maybeEn(f)}`
        : `the command ${f["command"]} has no option ${f["word"]}${maybeEn(f)}`,
    (f) => `Все параметры: ${helpOf(f)}.`,
    (f) => `All options: ${helpOf(f)}.`,
  ),
  option_value_missing: advice(
    (f) => `параметру ${f["option"]} нужно значение`,
    (f) => `option ${f["option"]} needs a value`,
    () => "Все параметры: --help.",
    () => "All options: --help.",
  ),
  number_invalid: advice(
    (f) => `${f["flag"]}: «${f["value"]}» — ожидалось целое число от ${f["min"]} до ${f["max"]}`,
    (f) =>
      `${f["flag"]}: "${f["value"]}" — expected a whole number from ${f["min"]} to ${f["max"]}`,
  ),
  choice_invalid: advice(
    (f) => `${f["flag"]}: «${f["value"]}» — допустимо: ${f["choices"]}`,
    (f) => `${f["flag"]}: "${f["value"]}" — expected one of: ${f["choices"]}`,
  ),
  flag_required: advice(
    (f) => `не задан обязательный параметр ${f["flag"]}`,
    (f) => `required option ${f["flag"]} is missing`,
    () => "Все параметры: --help.",
    () => "All options: --help.",
  ),
  flags_together: advice(
    (f) => `параметры ${f["flags"]} нельзя задать вместе: выберите один`,
    (f) => `options ${f["flags"]} cannot be combined: use one`,
    () => "Все параметры: --help.",
    () => "All options: --help.",
  ),
  size_invalid: advice(
    (f) =>
      `--size: «${
        f["value"]
      }» — ожидалось fit, ШИРИНАxВЫСОТА (1280x720) или соотношение из списка: ${f["ratios"]}`,
    (f) =>
      `--size: "${f["value"]}" — expected fit, WIDTHxHEIGHT (1280x720) or one of the ratios ${
        f["ratios"]
      }`,
  ),
  size_globbed: advice(
    (f) =>
      `--size: «${
        f["value"]
      }» — это имя файла: оболочка подставила его вместо размера со звёздочкой`,
    (f) =>
      `--size: "${
        f["value"]
      }" is the name of a file: the shell put it in place of a size with an asterisk`,
    () => "В любой оболочке работает: --size 1280x720",
    () => "This works in every shell: --size 1280x720",
  ),
  indices_invalid: advice(
    (f) =>
      `--indices: «${f["part"]}»${
        f["part"] === f["value"] ? "" : ` в «${f["value"]}»`
      } — ожидались номера, диапазоны (1-5,8) или all`,
    (f) =>
      `--indices: "${f["part"]}"${
        f["part"] === f["value"] ? "" : ` in "${f["value"]}"`
      } — expected numbers, ranges (1-5,8) or all`,
  ),
  indices_none: advice(
    (f) =>
      `--indices: «${f["value"]}» — таких иллюстраций нет; в пайплайне есть: ${
        f["existing"] || "ни одной"
      }`,
    (f) =>
      `--indices: "${f["value"]}" — no such illustrations; the pipeline has: ${
        f["existing"] || "none"
      }`,
  ),
  pipeline_missing: advice(
    (f) => `папка пайплайна не найдена: ${f["path"]}`,
    (f) => `pipeline folder not found: ${f["path"]}`,
    () => "Проверьте --pipeline-dir.",
    () => "Check --pipeline-dir.",
  ),
  pipeline_not_folder: advice(
    (f) => `это не папка: ${f["path"]}`,
    (f) => `not a folder: ${f["path"]}`,
    () => "В --pipeline-dir указывают папку пайплайна.",
    () => "--pipeline-dir takes the folder of a pipeline.",
  ),
  illustrations_missing: advice(
    (f) => `нет файла ${f["path"]}`,
    (f) => `there is no file ${f["path"]}`,
    () =>
      "Проверьте --pipeline-dir; если папка та, сначала выполните шаг пайплайна, который пишет illustrations.json.",
    () =>
      "Check --pipeline-dir; if it is the right folder, first run the pipeline step that writes illustrations.json.",
  ),
  illustrations_not_json: advice(
    (f) => `${f["path"]} — не JSON: ${f["reason"]}`,
    (f) => `${f["path"]} is not JSON: ${f["reason"]}`,
    () => "Исправьте файл; ничего не изменено.",
    () => "Fix the file; nothing was changed.",
  ),
  illustrations_invalid: advice(
    (f) =>
      `${f["path"]}: ожидался список illustrations, где у каждой есть целый index и текст prompt${
        f["where"] ? `; ошибка в illustrations.${f["where"]} (${f["reason"]})` : ""
      }`,
    (f) =>
      `${f["path"]}: expected a list "illustrations", each with an integer index and a text prompt${
        f["where"] ? `; the problem: illustrations.${f["where"]} (${f["reason"]})` : ""
      }`,
    () => "Исправьте файл; ничего не изменено.",
    () => "Fix the file; nothing was changed.",
  ),
  index_repeated: advice(
    (f) => `${f["path"]}: index ${f["index"]} встречается дважды`,
    (f) => `${f["path"]}: index ${f["index"]} appears twice`,
    () => "Исправьте файл; ничего не изменено.",
    () => "Fix the file; nothing was changed.",
  ),
  faults_invalid: advice(
    (f) => `${f["path"] ?? "faults"}: ${f["reason"]}`,
    (f) => `${f["path"] ?? "faults"}: ${f["reason"]}`,
    () => "Формат этого файла: docs/emulator.ru.md.",
    () => "The format of this file: docs/emulator.md.",
  ),
  port_unusable: advice(
    (f) => `порт ${f["port"]} занят или недоступен: ${f["reason"]}`,
    (f) => `port ${f["port"]} is in use or not allowed: ${f["reason"]}`,
  ),
  emulator_state_unreadable: advice(
    (f) => `не удалось прочитать файл учебного сервиса ${f["path"]}: ${f["reason"]}`,
    (f) => `the rehearsal service's file ${f["path"]} cannot be read: ${f["reason"]}`,
    () => "Там только данные репетиций: удалите файл и начните заново.",
    () => "It only holds rehearsals: delete the file and start over.",
  ),
  emulator_state_unwritable: advice(
    (f) => `не удалось записать файл учебного сервиса ${f["path"]}: ${f["reason"]}`,
    (f) => `the rehearsal service's file ${f["path"]} cannot be written: ${f["reason"]}`,
  ),
  not_writable: advice(
    (f) => `в папку ${f["path"]} нельзя писать: ${f["reason"]}`,
    (f) => `the folder ${f["path"]} is not writable: ${f["reason"]}`,
    (f) =>
      `Ничего не отправлено${
        isRehearsed(f) ? "" : " и не оплачено"
      }. Дайте права на запись и повторите.`,
    (f) =>
      `Nothing was sent${
        isRehearsed(f) ? "" : " and nothing was charged"
      }. Make it writable and try again.`,
  ),
  read_failed: advice(
    (f) => `не удалось прочитать ${f["path"]}: ${f["reason"]}`,
    (f) => `cannot read ${f["path"]}: ${f["reason"]}`,
  ),
  write_failed: advice(
    (f) => `не удалось записать ${f["path"]}: ${f["reason"]}`,
    (f) => `cannot write ${f["path"]}: ${f["reason"]}`,
    (f) => `Освободите место или дайте права на запись; ${resumedRu(f)} (в течение 24 часов).`,
    (f) => `Free up space or make it writable; ${resumedEn(f)} (within 24 hours).`,
  ),
  task_not_written: advice(
    (f) =>
      `задача ${f["taskId"]} принята${
        isRehearsed(f) ? "" : " и будет оплачена"
      }, но записать её в журнал ${f["path"]} не удалось: ${f["reason"]}`,
    (f) =>
      `task ${f["taskId"]} was accepted${
        isRehearsed(f) ? "" : " and will be charged for"
      }, but the journal ${f["path"]} could not be written: ${f["reason"]}`,
    (f) =>
      `Освободите место или дайте права на запись и выполните ${
        resumeOf(f)
      }: задача найдётся в списке сервиса.`,
    (f) =>
      `Free up space or make it writable and run \`${
        resumeOf(f)
      }\`: it finds the task in the service's list.`,
  ),
  journal_unreadable: advice(
    (f) => `не удалось открыть журнал ${f["path"]}: ${f["reason"]}`,
    (f) => `the journal ${f["path"]} cannot be opened: ${f["reason"]}`,
    () =>
      "Файл не изменён. Если он повреждён, переложите его в другое место и начните с нового: картинки в .alibaba/pictures останутся.",
    () =>
      "The file was not changed. If it is damaged, move it elsewhere and start with a new one: the pictures in .alibaba/pictures stay.",
  ),
  journal_foreign: advice(
    (f) => `${f["path"]} — не журнал этой программы, а другая база данных`,
    (f) => `${f["path"]} is another database, not this program's journal`,
    () => "Файл не изменён. Уберите его из .alibaba.",
    () => "The file was not changed. Move it out of .alibaba.",
  ),
  journal_newer: advice(
    (f) => `журнал ${f["path"]} создан более новой версией программы (${f["version"]})`,
    (f) => `the journal ${f["path"]} was made by a newer version of this program (${f["version"]})`,
    () => "Обновите программу.",
    () => "Update the program.",
  ),
  stopped: advice(() => "остановлено", () => "stopped"),
} satisfies AdviceTable;
