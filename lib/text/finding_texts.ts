/**
 * Sentences for what is found before anything is sent: refusals and warnings about orders.
 * @module
 */
import { whereText } from "./illustration_numbers.ts";
import { advice, type AdviceTable, isRehearsed } from "./lang.ts";
import { DAMAGED_REMEDY } from "./spending_texts.ts";

/** A size for reading: `1280×720`. */
const times = (size: unknown) => String(size).replace("*", "×");

/** Refusals and warnings by code. */
export const FINDING_TEXTS = {
  prompt_empty: advice(
    () => "нет промпта",
    () => "there is no prompt",
    () => "Допишите prompt в illustrations.json.",
    () => "Add a prompt to illustrations.json.",
  ),
  text_holds_nul: advice(
    (f) =>
      `в ${f["field"]} символ ${f["place"]} — нулевой (U+0000): весь текст после него пропал бы`,
    (f) =>
      `character ${f["place"]} of ${f["field"]} is NUL (U+0000): all text after it would be lost`,
    () => "Уберите его из текста; обычно он появляется, когда файл повреждён.",
    () => "Remove it from the text; it usually comes from a damaged file.",
  ),
  text_not_unicode: advice(
    (f) => `в ${f["field"]} символ ${f["place"]} — половина символа (непарный суррогат Unicode)`,
    (f) => `character ${f["place"]} of ${f["field"]} is half of one (a lone Unicode surrogate)`,
    () => "Наберите это место заново: скорее всего, эмодзи разрезано пополам.",
    () => "Retype that place: most likely an emoji was cut in two.",
  ),
  n_out_of_range: advice(
    (f) =>
      `--n ${f["value"]}: допустимо целое число от ${f["min"]} до ${f["max"]}${
        f["model"] === undefined ? "" : ` (модель ${f["model"]})`
      }`,
    (f) =>
      `--n ${f["value"]}: expected a whole number from ${f["min"]} to ${f["max"]}${
        f["model"] === undefined ? "" : ` (model ${f["model"]})`
      }`,
  ),
  seed_out_of_range: advice(
    (f) => `--seed ${f["value"]}: допустимо целое число от ${f["min"]} до ${f["max"]}`,
    (f) => `--seed ${f["value"]}: expected a whole number from ${f["min"]} to ${f["max"]}`,
  ),
  size_side: advice(
    (f) =>
      `размер ${f["size"]} не подходит: у ${f["model"]} каждая сторона — от ${f["minSide"]} до ${
        f["maxSide"]
      } пикселей`,
    (f) =>
      `size ${f["size"]} is not allowed: each side must be ${f["minSide"]} to ${
        f["maxSide"]
      } pixels for ${f["model"]}`,
    () => "Допустимые размеры показывает команда models.",
    () => "`models` lists the allowed sizes.",
  ),
  size_area: advice(
    (f) =>
      `размер ${f["size"]} (пикселей: ${f["pixels"]}) не подходит: у ${f["model"]} их в сумме от ${
        f["minPixels"]
      } до ${f["maxPixels"]}`,
    (f) =>
      `size ${f["size"]} (${f["pixels"]} pixels) is not allowed: ${f["model"]} takes ${
        f["minPixels"]
      } to ${f["maxPixels"]} pixels in total`,
    () => "Допустимые размеры показывает команда models.",
    () => "`models` lists the allowed sizes.",
  ),
  size_ratio: advice(
    (f) =>
      `размер ${f["size"]} не подходит: у ${f["model"]} соотношение сторон — не больше ${
        f["maxRatio"]
      }:1`,
    (f) =>
      `size ${f["size"]} is not allowed: the aspect ratio for ${f["model"]} is ${
        f["maxRatio"]
      }:1 at most`,
    () => "Допустимые размеры показывает команда models.",
    () => "`models` lists the allowed sizes.",
  ),
  size_below_advice: advice(
    (f) =>
      `${times(f["size"])} меньше площади, которую Alibaba теперь рекомендует для ${
        f["model"]
      } (примерно 1280×1280)${isRehearsed(f) ? "" : "; если сервис откажет, платить не придётся"}`,
    (f) =>
      `${times(f["size"])} is below the minimum area Alibaba now recommends for ${
        f["model"]
      } (about 1280×1280)${
        isRehearsed(f) ? "" : "; if the service rejects this size, you pay nothing"
      }`,
  ),
  prompt_cut: advice(
    (f) =>
      `промпт длиннее ${f["maxChars"]} символов: остаток сервис молча отрежет${
        whereText(f["indices"], "ru")
      }`,
    (f) =>
      `the prompt is longer than ${
        f["maxChars"]
      } characters: the service will silently cut off the rest${whereText(f["indices"], "en")}`,
  ),
  negative_prompt_cut: advice(
    (f) =>
      `негативный промпт длиннее ${f["maxChars"]} символов: остаток сервис молча отрежет${
        whereText(f["indices"], "ru")
      }`,
    (f) =>
      `the negative prompt is longer than ${
        f["maxChars"]
      } characters: the service will silently cut off the rest${whereText(f["indices"], "en")}`,
  ),
  model_unknown: advice(
    (f) =>
      `модель ${
        f["model"]
      } программе неизвестна: размеры и цена не проверены, заказ уйдёт как есть`,
    (f) =>
      `model ${
        f["model"]
      } is not in the catalogue: its sizes and price are not checked, and the order is sent as it is`,
    (f) => `Если это опечатка, выберите из известных: ${f["listed"]}.`,
    (f) => `If that is a typo, choose one of those listed: ${f["listed"]}.`,
  ),
  model_not_in_region: advice(
    (f) =>
      `модель ${f["model"]} не значится в регионе ${
        f["region"]
      }: её цена неизвестна, и сервис может отказать`,
    (f) =>
      `model ${f["model"]} is not listed for region ${
        f["region"]
      }: its price is unknown, and the service may refuse it`,
  ),
  ledger_homeless: advice(
    () =>
      "папка состояния пользователя неизвестна: если ответы сервиса потеряются, задачи разных пайплайнов с одинаковым промптом не различить; остальное работает",
    () =>
      "the user's state folder is unknown: if answers of the service get lost, tasks with the same prompt from different pipelines cannot be told apart; everything else works",
    () => "Разрешите читать HOME или задайте XDG_STATE_HOME: docs/permissions.ru.md.",
    () => "Allow reading HOME, or set XDG_STATE_HOME: docs/permissions.md.",
  ),
  ledger_unusable: advice(
    (f) =>
      `${f["path"]} не открывается (${
        f["reason"]
      }): если ответы сервиса потеряются, задачи разных пайплайнов с одинаковым промптом не различить; остальное работает`,
    (f) =>
      `${f["path"]} cannot be used (${
        f["reason"]
      }): if answers of the service get lost, tasks with the same prompt from different pipelines cannot be told apart; everything else works`,
    () => "Разрешите чтение и запись этой папки: docs/permissions.ru.md.",
    () => "Allow reading and writing that folder: docs/permissions.md.",
  ),
  ledger_damaged: advice(
    (f) =>
      `${f["path"]} повреждён (${
        f["reason"]
      }): расходы не считаются, а если ответы сервиса потеряются, задачи разных пайплайнов с одинаковым промптом не различить; остальное работает`,
    (f) =>
      `${f["path"]} is damaged (${
        f["reason"]
      }): what is spent is not counted, and if answers of the service get lost, tasks with the same prompt from different pipelines cannot be told apart; everything else works`,
    () => DAMAGED_REMEDY.ru,
    () => DAMAGED_REMEDY.en,
  ),
  ledger_foreign: advice(
    (f) => `${f["path"]} — база данных другой программы: задачи разных пайплайнов не различить`,
    (f) =>
      `${
        f["path"]
      } is another program's database: tasks of different pipelines cannot be told apart`,
    () => "Файл не изменён. Уберите его оттуда.",
    () => "The file was not changed. Move it away.",
  ),
  ledger_newer: advice(
    (f) =>
      `${f["path"]} создан более новой версией программы (${
        f["version"]
      }): задачи разных пайплайнов не различить`,
    (f) =>
      `${f["path"]} was made by a newer version of this program (${
        f["version"]
      }): tasks of different pipelines cannot be told apart`,
    () => "Обновите программу.",
    () => "Update the program.",
  ),
  base_url_corrected: advice(
    (f) =>
      `адрес ${f["from"]} заменён на ${
        f["to"]
      }: картинки делает только собственный API Alibaba (/api/v1)`,
    (f) =>
      `using ${f["to"]} instead of ${
        f["from"]
      }: only Alibaba's native API (/api/v1) makes pictures`,
    () => "Исправьте ALIBABA_BASE_URL, и это сообщение исчезнет.",
    () => "Fix ALIBABA_BASE_URL to get rid of this message.",
  ),
} satisfies AdviceTable;
