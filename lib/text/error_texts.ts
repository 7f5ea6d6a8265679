/**
 * Sentences for errors that are not the service's own refusals.
 * @module
 */
import type { Facts } from "../errors.ts";
import { advice, type AdviceTable } from "./lang.ts";

const maybeRu = (f: Facts) =>
  f["suggestion"] === undefined ? "" : `; может быть, ${f["suggestion"]}?`;
const maybeEn = (f: Facts) =>
  f["suggestion"] === undefined ? "" : `; did you mean ${f["suggestion"]}?`;

/** Errors by code. */
export const ERROR_TEXTS = {
  lang_invalid: advice(
    (f) => `${f["source"]}: «${f["value"]}» — допустимо ru или en`,
    (f) => `${f["source"]}: "${f["value"]}" — expected ru or en`,
  ),
  usage: advice(
    (f) => String(f["text"]),
    (f) => String(f["text"]),
    () => "Все флаги: --help.",
    () => "All flags: --help.",
  ),
  command_unknown: advice(
    (f) => `нет такой команды: «${f["word"]}»${maybeRu(f)}`,
    (f) => `there is no command "${f["word"]}"${maybeEn(f)}`,
    () => "Все команды: --help.",
    () => "All commands: --help.",
  ),
  argument_extra: advice(
    (f) => `лишнее слово: «${f["word"]}»; значения задаются параметрами`,
    (f) => `unexpected word "${f["word"]}"; values are given by options`,
    () => "Все флаги: --help.",
    () => "All flags: --help.",
  ),
  option_unknown: advice(
    (f) => `нет такого параметра: ${f["word"]}${maybeRu(f)}`,
    (f) => `there is no option ${f["word"]}${maybeEn(f)}`,
    () => "Все флаги: --help.",
    () => "All flags: --help.",
  ),
  option_value_missing: advice(
    (f) => `параметру ${f["option"]} нужно значение`,
    (f) => `option ${f["option"]} needs a value`,
    () => "Все флаги: --help.",
    () => "All flags: --help.",
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
    () => "Все флаги: --help.",
    () => "All flags: --help.",
  ),
  flags_together: advice(
    (f) => `параметры ${f["flags"]} не сочетаются: задайте один`,
    (f) => `options ${f["flags"]} exclude each other: give one`,
    () => "Все флаги: --help.",
    () => "All flags: --help.",
  ),
  size_invalid: advice(
    (f) => `--size: «${f["value"]}» — ожидалось ШИРИНА*ВЫСОТА (1280*720) или соотношение (16:9)`,
    (f) => `--size: "${f["value"]}" — expected WIDTH*HEIGHT (1280*720) or a ratio (16:9)`,
  ),
  indices_invalid: advice(
    (f) =>
      `--indices: «${f["part"]}» в «${f["value"]}» — ожидались номера, диапазоны (1-5,8) или all`,
    (f) => `--indices: "${f["part"]}" in "${f["value"]}" — expected numbers, ranges (1-5,8) or all`,
  ),
  indices_none: advice(
    (f) =>
      `--indices: «${f["value"]}» — таких иллюстраций нет; есть: ${f["existing"] || "ни одной"}`,
    (f) =>
      `--indices: "${f["value"]}" — no such illustrations; there are: ${f["existing"] || "none"}`,
  ),
  pipeline_missing: advice(
    (f) => `каталог пайплайна не найден: ${f["path"]}`,
    (f) => `pipeline folder not found: ${f["path"]}`,
    () => "Проверьте --pipeline-dir.",
    () => "Check --pipeline-dir.",
  ),
  pipeline_not_folder: advice(
    (f) => `это не каталог: ${f["path"]}`,
    (f) => `not a folder: ${f["path"]}`,
    () => "В --pipeline-dir нужен каталог пайплайна.",
    () => "--pipeline-dir takes the pipeline's folder.",
  ),
  illustrations_missing: advice(
    (f) => `нет файла ${f["path"]}`,
    (f) => `no file ${f["path"]}`,
    () => "Сначала выполните шаг пайплайна, который пишет illustrations.json.",
    () => "Run the pipeline step that writes illustrations.json first.",
  ),
  illustrations_not_json: advice(
    (f) => `${f["path"]} — не JSON: ${f["reason"]}`,
    (f) => `${f["path"]} is not JSON: ${f["reason"]}`,
    () => "Исправьте файл; ничего не изменено.",
    () => "Mend the file; nothing was changed.",
  ),
  illustrations_invalid: advice(
    (f) =>
      `${f["path"]}: ожидался список illustrations с целым index и текстом prompt${
        f["where"] ? `; неверно: illustrations.${f["where"]} (${f["reason"]})` : ""
      }`,
    (f) =>
      `${f["path"]}: expected a list illustrations with a whole index and a prompt text${
        f["where"] ? `; wrong: illustrations.${f["where"]} (${f["reason"]})` : ""
      }`,
    () => "Исправьте файл; ничего не изменено.",
    () => "Mend the file; nothing was changed.",
  ),
  index_repeated: advice(
    (f) => `${f["path"]}: index ${f["index"]} встречается дважды`,
    (f) => `${f["path"]}: index ${f["index"]} stands twice`,
    () => "Исправьте файл; ничего не изменено.",
    () => "Mend the file; nothing was changed.",
  ),
  config_missing: advice(
    (f) => `файл конфигурации не найден: ${f["path"]}`,
    (f) => `configuration file not found: ${f["path"]}`,
    () => "Проверьте --config или создайте файл по образцу config.env.example.",
    () => "Check --config, or make the file after config.env.example.",
  ),
  config_unreadable: advice(
    (f) => `файл конфигурации ${f["path"]} не читается: ${f["reason"]}`,
    (f) => `configuration file ${f["path"]} cannot be read: ${f["reason"]}`,
  ),
  key_missing: advice(
    () => "нет ключа API: ALIBABA_API_KEY не задан",
    () => "no API key: ALIBABA_API_KEY is not set",
    (f) =>
      `Впишите его в ${f["path"]} или в окружение; попробовать без ключа и бесплатно: --rehearse.`,
    (f) =>
      `Put it into ${f["path"]} or the environment; to try without a key and cost: --rehearse.`,
  ),
  key_invalid: advice(
    (f) => `${f["name"]}: в ключе есть пробелы или нелатинские символы`,
    (f) => `${f["name"]}: the key holds blanks or characters that are not Latin`,
    () => "Скопируйте ключ из консоли Model Studio ещё раз.",
    () => "Copy the key from the Model Studio console again.",
  ),
  variable_denied: advice(
    (f) => `переменную окружения ${f["name"]} не разрешено читать`,
    (f) => `environment variable ${f["name"]} may not be read`,
    (f) => `Добавьте --allow-env=${f["name"]}; точные разрешения команд: docs/permissions.ru.md.`,
    (f) => `Add --allow-env=${f["name"]}; the exact permissions: docs/permissions.md.`,
  ),
  base_url_invalid: advice(
    (f) =>
      `ALIBABA_BASE_URL: «${f["value"]}» — не адрес http(s)${
        f["source"] ? ` (${f["source"]})` : ""
      }`,
    (f) =>
      `ALIBABA_BASE_URL: "${f["value"]}" is no http(s) address${
        f["source"] ? ` (${f["source"]})` : ""
      }`,
    () => "Сингапур: https://dashscope-intl.aliyuncs.com/api/v1",
    () => "Singapore: https://dashscope-intl.aliyuncs.com/api/v1",
  ),
  base_url_insecure: advice(
    (f) => `ALIBABA_BASE_URL: ${f["value"]} — по http ключ ушёл бы открытым текстом`,
    (f) => `ALIBABA_BASE_URL: ${f["value"]} — over http the key would travel in the open`,
    () => "Нужен https; http допустим только на этой же машине.",
    () => "Use https; http is allowed on this machine alone.",
  ),
  base_url_strange: advice(
    (f) =>
      `${f["path"]}: ALIBABA_BASE_URL ведёт на ${
        f["host"]
      } — это не адрес Alibaba, а ключ задан не в этом файле`,
    (f) =>
      `${f["path"]}: ALIBABA_BASE_URL leads to ${
        f["host"]
      }, which is not Alibaba's, and the key is not from this file`,
    (f) =>
      `Ключ туда не отправлен. Если это ваш шлюз, укажите файл явно (--config ${
        f["path"]
      }) или задайте адрес там же, где ключ.`,
    (f) =>
      `The key was not sent there. If this is a gateway of yours, name the file (--config ${
        f["path"]
      }) or set the address where the key is set.`,
  ),
  proxy_invalid: advice(
    (f) => `адрес прокси «${f["value"]}» не годится`,
    (f) => `proxy address "${f["value"]}" cannot be used`,
    () => "Ожидалось http://ХОСТ:ПОРТ в HTTPS_PROXY.",
    () => "Expected http://HOST:PORT in HTTPS_PROXY.",
  ),
  ca_unreadable: advice(
    (f) => `${f["name"]}: файл сертификатов ${f["path"]} не читается: ${f["reason"]}`,
    (f) => `${f["name"]}: certificate file ${f["path"]} cannot be read: ${f["reason"]}`,
  ),
  faults_invalid: advice(
    (f) => `${f["path"] ?? "faults"}: ${f["reason"]}`,
    (f) => `${f["path"] ?? "faults"}: ${f["reason"]}`,
    () => "Формат файла сбоев: docs/emulator.ru.md.",
    () => "The format of the fault file: docs/emulator.md.",
  ),
  port_unusable: advice(
    (f) => `порт ${f["port"]} занят или недоступен: ${f["reason"]}`,
    (f) => `port ${f["port"]} is taken or not allowed: ${f["reason"]}`,
  ),
  emulator_state_unreadable: advice(
    (f) => `память учебного сервиса ${f["path"]} не читается: ${f["reason"]}`,
    (f) => `the rehearsal service's memory ${f["path"]} cannot be read: ${f["reason"]}`,
    () => "Это только репетиция: удалите файл и начните заново.",
    () => "It is a rehearsal only: remove the file and begin anew.",
  ),
  emulator_state_unwritable: advice(
    (f) => `память учебного сервиса ${f["path"]} не записывается: ${f["reason"]}`,
    (f) => `the rehearsal service's memory ${f["path"]} cannot be written: ${f["reason"]}`,
  ),
  not_writable: advice(
    (f) => `в каталог ${f["path"]} нельзя писать: ${f["reason"]}`,
    (f) => `folder ${f["path"]} cannot be written to: ${f["reason"]}`,
    () => "Ничего не отправлено и не оплачено. Дайте права на запись и повторите.",
    () => "Nothing was sent or paid. Allow writing and repeat.",
  ),
  read_failed: advice(
    (f) => `не читается ${f["path"]}: ${f["reason"]}`,
    (f) => `cannot read ${f["path"]}: ${f["reason"]}`,
  ),
  write_failed: advice(
    (f) => `не удалось записать ${f["path"]}: ${f["reason"]}`,
    (f) => `cannot write ${f["path"]}: ${f["reason"]}`,
    () => "Освободите место или дайте права; оплаченное заберёт команда resume (24 часа).",
    () => "Make room or allow writing; `resume` fetches what was paid for (24 hours).",
  ),
  task_not_written: advice(
    (f) =>
      `задача ${f["taskId"]} принята и будет оплачена, но журнал ${f["path"]} не записывается: ${
        f["reason"]
      }`,
    (f) =>
      `task ${f["taskId"]} was accepted and will be billed, but the journal ${
        f["path"]
      } cannot be written: ${f["reason"]}`,
    () => "Освободите место или дайте права и выполните resume: задача найдётся в списке сервиса.",
    () => "Make room or allow writing and run `resume`: the task is found in the service's list.",
  ),
  journal_unreadable: advice(
    (f) => `журнал ${f["path"]} не открывается: ${f["reason"]}`,
    (f) => `journal ${f["path"]} cannot be opened: ${f["reason"]}`,
    () =>
      "Файл не изменён. Если он повреждён, отложите его копию и начните с нового: картинки в .alibaba/pictures останутся.",
    () =>
      "The file was not changed. If it is damaged, set a copy aside and begin anew: the pictures in .alibaba/pictures stay.",
  ),
  journal_foreign: advice(
    (f) => `${f["path"]} — чужая база данных, не журнал этой программы`,
    (f) => `${f["path"]} is some other database, not this program's journal`,
    () => "Файл не изменён. Уберите его из .alibaba.",
    () => "The file was not changed. Move it out of .alibaba.",
  ),
  journal_newer: advice(
    (f) => `журнал ${f["path"]} сделан более новой версией программы (${f["version"]})`,
    (f) => `journal ${f["path"]} was made by a newer version of this program (${f["version"]})`,
    () => "Обновите программу.",
    () => "Update the program.",
  ),
  stopped: advice(() => "остановлено", () => "stopped"),
} satisfies AdviceTable;
