/**
 * Sentences about pictures that are sent along, and about orders that do not fit the film or the
 * model.
 * @module
 */
import { whereText } from "./illustration_numbers.ts";
import { advice, type AdviceTable, enForm, ruForm } from "./lang.ts";

const formatsRu = () => "Нужен PNG или JPEG. Ничего не отправлено.";
const formatsEn = () => "Use a PNG or JPEG. Nothing was sent.";
const checkRu = () => "Проверьте образец. Ничего не отправлено.";
const checkEn = () => "Check the reference. Nothing was sent.";
const anotherRu = () => "Возьмите другую картинку. Ничего не отправлено.";
const anotherEn = () => "Choose another picture. Nothing was sent.";

/** Errors about references by code. */
export const REFERENCE_ERROR_TEXTS = {
  reference_invalid: advice(
    (f) =>
      `--reference: «${
        f["value"]
      }» — ожидались номера кадров (2,5), картинка (c17), auto или имя файла с расширением`,
    (f) =>
      `--reference: "${
        f["value"]
      }" — expected frame numbers (2,5), a picture (c17), auto or a file name with its extension`,
    checkRu,
    checkEn,
  ),
  reference_file_on_page: advice(
    (f) => `«${f["value"]}»: со страницы можно отправить кадры и картинки пайплайна, но не файлы`,
    (f) => `"${f["value"]}": the page can send frames and pictures of the pipeline, but not files`,
    (f) =>
      `Файл можно отправить из командной строки: --reference ${f["value"]}. Ничего не отправлено.`,
    (f) => `Send a file from the command line: --reference ${f["value"]}. Nothing was sent.`,
  ),
  reference_missing: advice(
    (f) => `образец ${f["reference"]}: такой картинки нет${f["path"] ? `: ${f["path"]}` : ""}`,
    (f) =>
      `reference ${f["reference"]}: there is no such picture${f["path"] ? `: ${f["path"]}` : ""}`,
    checkRu,
    checkEn,
  ),
  reference_unreadable: advice(
    (f) => `образец ${f["reference"]}: файл ${f["path"]} не читается: ${f["reason"]}`,
    (f) => `reference ${f["reference"]}: the file ${f["path"]} cannot be read: ${f["reason"]}`,
    checkRu,
    checkEn,
  ),
  reference_kind: advice(
    (f) => `образец ${f["reference"]}: это не картинка или она повреждена (${f["kind"]})`,
    (f) => `reference ${f["reference"]}: not a picture, or a damaged one (${f["kind"]})`,
    formatsRu,
    formatsEn,
  ),
  reference_small: advice(
    (f) =>
      `образец ${f["reference"]}: ${f["width"]}×${
        f["height"]
      } пикселей, а модели нужны стороны не меньше ${f["minSidePx"]}`,
    (f) =>
      `reference ${f["reference"]}: ${f["width"]}×${
        f["height"]
      } pixels, but the model needs sides of at least ${f["minSidePx"]}`,
    anotherRu,
    anotherEn,
  ),
  reference_narrow: advice(
    (f) =>
      `образец ${f["reference"]}: ${f["width"]}×${
        f["height"]
      } пикселей, а модель принимает соотношение сторон не больше ${f["maxRatio"]}:1`,
    (f) =>
      `reference ${f["reference"]}: ${f["width"]}×${
        f["height"]
      } pixels, but the model accepts an aspect ratio of ${f["maxRatio"]}:1 at most`,
    anotherRu,
    anotherEn,
  ),
  reference_large: advice(
    (f) => `образец ${f["reference"]}: картинка слишком большая (${largeness(f)})`,
    (f) => `reference ${f["reference"]}: the picture is too large (${largeness(f)})`,
    () => "Уменьшите её. Ничего не отправлено.",
    () => "Make it smaller. Nothing was sent.",
  ),
  reference_bytes: advice(
    (f) =>
      `образец ${f["reference"]}: картинка не помещается в ${
        f["maxBytes"]
      } байт, даже если уменьшить её до ${f["minSidePx"]} пикселей`,
    (f) =>
      `reference ${f["reference"]}: the picture does not fit into ${
        f["maxBytes"]
      } bytes even when scaled down to ${f["minSidePx"]} pixels`,
    () => "Возьмите меньше образцов. Ничего не отправлено.",
    () => "Use fewer references. Nothing was sent.",
  ),
  reference_is_itself: advice(
    (f) => `кадр ${f["index"]} не может быть образцом для самого себя`,
    (f) => `frame ${f["index"]} cannot be its own reference`,
    () => 'Чтобы изменить сам кадр: --edit "что изменить". Ничего не отправлено.',
    () => 'To edit the frame itself: --edit "what to change". Nothing was sent.',
  ),
  reference_changed: advice(
    (f) => `образец ${f["path"]} изменился после того, как заказ был показан`,
    (f) => `the reference ${f["path"]} has changed since the order was shown`,
    () => "Ничего не отправлено. Повторите команду.",
    () => "Nothing was sent. Run the command again.",
  ),
  reference_lost: advice(
    (f) => `сохранённая копия образца пропала или изменилась: ${f["path"]}`,
    (f) => `the stored copy of a reference is missing or changed: ${f["path"]}`,
    () => "Этот заказ не отправлен. Закажите заново.",
    () => "This order was not sent. Order it again.",
  ),
  references_not_taken: advice(
    (f) => `модель ${f["model"]} не принимает картинки-образцы`,
    (f) => `model ${f["model"]} does not accept reference pictures`,
    (f) => `Их принимают: ${f["takers"]} (--model). Ничего не отправлено.`,
    (f) => `These do: ${f["takers"]} (--model). Nothing was sent.`,
  ),
  references_too_many: advice(
    (f) =>
      `${f["count"]} ${ruForm(Number(f["count"]), "образец", "образца", "образцов")}, а модель ${
        f["model"]
      } принимает не больше ${f["max"]}`,
    (f) =>
      `${f["count"]} ${enForm(Number(f["count"]), "reference", "references")}, but model ${
        f["model"]
      } accepts ${f["max"]} at most`,
    () => "Возьмите меньше образцов. Ничего не отправлено.",
    () => "Use fewer references. Nothing was sent.",
  ),
  references_demanded: advice(
    (f) =>
      `модели ${f["model"]} нужен хотя бы ${f["min"]} ${
        ruForm(Number(f["min"]), "образец", "образца", "образцов")
      }`,
    (f) =>
      `model ${f["model"]} needs at least ${f["min"]} ${
        enForm(Number(f["min"]), "reference", "references")
      }`,
    () => 'Добавьте его: --reference 2, или измените сам кадр: --edit "…". Ничего не отправлено.',
    () => 'Add one: --reference 2, or edit the frame itself: --edit "…". Nothing was sent.',
  ),
  edit_and_prompt: advice(
    () => "--edit и --prompt вместе задать нельзя: что изменить, говорит --edit",
    () => "--edit and --prompt cannot be combined: --edit already says what to change",
    () => "Уберите --prompt. Ничего не отправлено.",
    () => "Leave out --prompt. Nothing was sent.",
  ),
} satisfies AdviceTable;

function largeness(f: Readonly<Record<string, unknown>>): string {
  if (f["bytes"] !== undefined) return `${f["bytes"]} > ${f["maxBytes"]} bytes`;
  return `${f["width"]}×${f["height"]}`;
}

/** As every shell hands it over: an asterisk may be taken for a pattern of file names. */
function typedSize(size: unknown): string {
  return String(size).replace("*", "x");
}

/** Warnings and refusals about an order's fit by code. */
export const FIT_FINDING_TEXTS = {
  frame_ratio_differs: advice(
    (f) =>
      `фильм ${f["filmRatio"]} (${f["film"]}, как у ${f["from"]}), а заказ ${f["ratio"]} (${
        f["size"]
      }): картинка не совпадёт с кадром, подошёл бы ${f["fits"]}${whereText(f["indices"], "ru")}`,
    (f) =>
      `the film is ${f["filmRatio"]} (${f["film"]}, like ${f["from"]}), but the order is ${
        f["ratio"]
      } (${f["size"]}): the picture will not fill the frame; ${f["fits"]} would${
        whereText(f["indices"], "en")
      }`,
    (f) => `Чтобы совпал: --size ${typedSize(f["fits"])} или --size fit.`,
    (f) => `To match the film: --size ${typedSize(f["fits"])} or --size fit.`,
  ),
  clip_size_unreadable: advice(
    (f) => `не удалось прочитать размер клипа ${f["name"]}; размер фильма взят по картинкам`,
    (f) =>
      `the size of clip ${f["name"]} cannot be read; the film's size is taken from its pictures`,
  ),
  parameter_not_taken: advice(
    (f) => `модель ${f["model"]} не принимает ${flagOf(f["parameter"])}`,
    (f) => `model ${f["model"]} does not accept ${flagOf(f["parameter"])}`,
    () =>
      "Уберите его или возьмите другую модель; что принимает каждая, показывает команда models.",
    () => "Leave it out or use another model; `models` shows what each one accepts.",
  ),
  parameter_left_out: advice(
    (f) =>
      `модель ${f["model"]} не принимает ${
        f["parameter"]
      }: значение из illustrations.json не отправляется${whereText(f["indices"], "ru")}`,
    (f) =>
      `model ${f["model"]} does not accept ${
        f["parameter"]
      }: its value in illustrations.json is not sent${whereText(f["indices"], "en")}`,
  ),
  reference_auto_none: advice(
    (f) =>
      `--reference auto: нет решённых кадров с теми же людьми и местами (present_entities); заказ пойдёт без образцов${
        whereText(f["indices"], "ru")
      }`,
    (f) =>
      `--reference auto: no decided frame shows the same people and places (present_entities); the order is sent without references${
        whereText(f["indices"], "en")
      }`,
  ),
} satisfies AdviceTable;

function flagOf(parameter: unknown): string {
  return `--${String(parameter).replaceAll("_", "-")}`;
}
