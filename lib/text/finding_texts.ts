/**
 * Sentences for what is found before anything is sent: refusals and warnings about orders.
 * @module
 */
import { advice, type AdviceTable } from "./lang.ts";

/** Where a per-illustration warning applies. */
const at = (indices: unknown) => indices === undefined ? "" : ` (${String(indices)})`;

/** Refusals and warnings by code. */
export const FINDING_TEXTS = {
  prompt_empty: advice(
    () => "нет промпта",
    () => "has no prompt",
    () => "Допишите prompt в illustrations.json.",
    () => "Add a prompt to illustrations.json.",
  ),
  text_holds_nul: advice(
    (f) =>
      `в ${f["field"]} на месте ${f["place"]} нулевой символ (U+0000): дальше него текст пропал бы`,
    (f) =>
      `character ${f["place"]} of ${f["field"]} is NUL (U+0000): the text behind it would be lost`,
    () => "Уберите его из текста; обычно он остаётся от порчи файла.",
    () => "Remove it from the text; it is usually left by a damaged file.",
  ),
  text_not_unicode: advice(
    (f) => `в ${f["field"]} на месте ${f["place"]} половина символа (непарный суррогат Unicode)`,
    (f) => `character ${f["place"]} of ${f["field"]} is half of one (a lone Unicode surrogate)`,
    () => "Наберите это место заново: скорее всего, оборвано эмодзи.",
    () => "Type that place anew: most likely an emoji was cut in two.",
  ),
  n_out_of_range: advice(
    (f) => `--n ${f["value"]}: допустимо целое от ${f["min"]} до ${f["max"]}`,
    (f) => `--n ${f["value"]}: expected a whole number from ${f["min"]} to ${f["max"]}`,
  ),
  seed_out_of_range: advice(
    (f) => `--seed ${f["value"]}: допустимо целое от ${f["min"]} до ${f["max"]}`,
    (f) => `--seed ${f["value"]}: expected a whole number from ${f["min"]} to ${f["max"]}`,
  ),
  size_side: advice(
    (f) =>
      `размер ${f["size"]}: у ${f["model"]} каждая сторона от ${f["minSide"]} до ${
        f["maxSide"]
      } пикселей`,
    (f) =>
      `size ${f["size"]}: ${f["model"]} takes sides from ${f["minSide"]} to ${f["maxSide"]} pixels`,
    () => "Выберите размер из таблицы: команда models.",
    () => "Choose a size from the table: command models.",
  ),
  size_area: advice(
    (f) =>
      `размер ${f["size"]} (${f["pixels"]} пикселей): у ${f["model"]} всего от ${
        f["minPixels"]
      } до ${f["maxPixels"]} пикселей`,
    (f) =>
      `size ${f["size"]} (${f["pixels"]} pixels): ${f["model"]} takes ${f["minPixels"]} to ${
        f["maxPixels"]
      } pixels in all`,
    () => "Выберите размер из таблицы: команда models.",
    () => "Choose a size from the table: command models.",
  ),
  size_ratio: advice(
    (f) => `размер ${f["size"]}: у ${f["model"]} стороны относятся не более чем ${f["maxRatio"]}:1`,
    (f) => `size ${f["size"]}: the sides of ${f["model"]} differ by ${f["maxRatio"]}:1 at most`,
    () => "Выберите размер из таблицы: команда models.",
    () => "Choose a size from the table: command models.",
  ),
  size_below_advice: advice(
    (f) =>
      `размер ${f["size"]}: новые документы советуют для ${
        f["model"]
      } не меньше 1280*1280 пикселей в сумме; решит сервис (отказ бесплатен)`,
    (f) =>
      `size ${f["size"]}: newer documents advise at least 1280*1280 pixels in all for ${
        f["model"]
      }; the service decides (a refusal is free)`,
  ),
  prompt_cut: advice(
    (f) =>
      `промпт длиннее ${f["maxChars"]} символов, сервис молча отрежет остаток${at(f["indices"])}`,
    (f) =>
      `prompt longer than ${f["maxChars"]} characters, the service silently cuts the rest${
        at(f["indices"])
      }`,
  ),
  negative_prompt_cut: advice(
    (f) =>
      `негативный промпт длиннее ${f["maxChars"]} символов, сервис молча отрежет остаток${
        at(f["indices"])
      }`,
    (f) =>
      `negative prompt longer than ${f["maxChars"]} characters, the service silently cuts the rest${
        at(f["indices"])
      }`,
  ),
  model_unknown: advice(
    (f) => `модель ${f["model"]} не из каталога: размеры и цена не проверены, решит сервис`,
    (f) =>
      `model ${
        f["model"]
      } is not in the catalogue: sizes and price are not checked, the service decides`,
  ),
  model_not_in_region: advice(
    (f) =>
      `модель ${f["model"]} не значится в регионе ${
        f["region"]
      }: цена неизвестна, сервис может отказать`,
    (f) =>
      `model ${f["model"]} is not listed for region ${
        f["region"]
      }: its price is unknown, the service may refuse`,
  ),
  ledger_homeless: advice(
    () =>
      "каталог состояния пользователя неизвестен: задачи разных пайплайнов с одинаковым промптом не различить, если потеряются ответы сервиса; остальное работает",
    () =>
      "the user's state folder is not known: tasks of different pipelines with the same prompt cannot be told apart when the service's answers are lost; all else works",
    () => "Разрешите читать HOME или задайте XDG_STATE_HOME: docs/permissions.ru.md.",
    () => "Allow reading HOME, or set XDG_STATE_HOME: docs/permissions.md.",
  ),
  ledger_unusable: advice(
    (f) =>
      `${f["path"]} не открывается (${
        f["reason"]
      }): задачи разных пайплайнов с одинаковым промптом не различить, если потеряются ответы сервиса; остальное работает`,
    (f) =>
      `${f["path"]} cannot be used (${
        f["reason"]
      }): tasks of different pipelines with the same prompt cannot be told apart when the service's answers are lost; all else works`,
    () => "Разрешите чтение и запись этого каталога: docs/permissions.ru.md.",
    () => "Allow reading and writing that folder: docs/permissions.md.",
  ),
  ledger_foreign: advice(
    (f) => `${f["path"]} — чужая база данных: задачи разных пайплайнов не различаются`,
    (f) => `${f["path"]} is some other database: tasks of different pipelines are not told apart`,
    () => "Файл не изменён. Уберите его оттуда.",
    () => "The file was not changed. Move it away.",
  ),
  ledger_newer: advice(
    (f) =>
      `${f["path"]} сделан более новой версией программы (${
        f["version"]
      }): задачи разных пайплайнов не различаются`,
    (f) =>
      `${f["path"]} was made by a newer version of this program (${
        f["version"]
      }): tasks of different pipelines are not told apart`,
    () => "Обновите программу.",
    () => "Update the program.",
  ),
  base_url_corrected: advice(
    (f) =>
      `адрес ${f["from"]} исправлен на ${f["to"]}: картинки делает только родной интерфейс /api/v1`,
    (f) =>
      `address ${f["from"]} corrected to ${
        f["to"]
      }: pictures are made by the native interface /api/v1 alone`,
    () => "Поправьте ALIBABA_BASE_URL, чтобы не видеть это сообщение.",
    () => "Mend ALIBABA_BASE_URL to see this no more.",
  ),
} satisfies AdviceTable;
