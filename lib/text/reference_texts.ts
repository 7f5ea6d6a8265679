/**
 * Sentences about pictures that are sent along, and about orders that do not fit the film or the
 * model.
 * @module
 */
import { advice, type AdviceTable } from "./lang.ts";

const formatsRu = () => "Подходят PNG и JPEG. Ничего не отправлено.";
const formatsEn = () => "PNG and JPEG will do. Nothing was sent.";
const nothingRu = () => "Ничего не отправлено.";
const nothingEn = () => "Nothing was sent.";

/** Errors about references by code. */
export const REFERENCE_ERROR_TEXTS = {
  reference_invalid: advice(
    (f) =>
      `--reference: «${
        f["value"]
      }» — ожидались номера кадров (2,5), картинка (c17), auto или файл с расширением`,
    (f) =>
      `--reference: "${
        f["value"]
      }" — expected numbers of frames (2,5), a picture (c17), auto or a file with its extension`,
    nothingRu,
    nothingEn,
  ),
  reference_file_on_page: advice(
    (f) => `«${f["value"]}»: со страницы отправляются кадры и картинки пайплайна, файлы — нет`,
    (f) =>
      `"${
        f["value"]
      }": the page sends frames and pictures of the pipeline along, files it does not`,
    (f) => `Файл отправит командная строка: --reference ${f["value"]}. Ничего не отправлено.`,
    (f) => `The command line sends a file: --reference ${f["value"]}. Nothing was sent.`,
  ),
  reference_missing: advice(
    (f) => `образец ${f["reference"]}: такой картинки нет${f["path"] ? `: ${f["path"]}` : ""}`,
    (f) =>
      `reference ${f["reference"]}: there is no such picture${f["path"] ? `: ${f["path"]}` : ""}`,
    nothingRu,
    nothingEn,
  ),
  reference_unreadable: advice(
    (f) => `образец ${f["reference"]}: файл ${f["path"]} не читается: ${f["reason"]}`,
    (f) => `reference ${f["reference"]}: the file ${f["path"]} cannot be read: ${f["reason"]}`,
    nothingRu,
    nothingEn,
  ),
  reference_kind: advice(
    (f) => `образец ${f["reference"]}: это не целая картинка (${f["kind"]})`,
    (f) => `reference ${f["reference"]}: this is not a whole picture (${f["kind"]})`,
    formatsRu,
    formatsEn,
  ),
  reference_small: advice(
    (f) =>
      `образец ${f["reference"]}: ${f["width"]}×${
        f["height"]
      } пикселей, а модель принимает стороны от ${f["minSidePx"]}`,
    (f) =>
      `reference ${f["reference"]}: ${f["width"]}×${
        f["height"]
      } pixels, and the model takes sides from ${f["minSidePx"]}`,
    nothingRu,
    nothingEn,
  ),
  reference_narrow: advice(
    (f) =>
      `образец ${f["reference"]}: ${f["width"]}×${
        f["height"]
      } пикселей, а модель принимает стороны не более чем ${f["maxRatio"]}:1`,
    (f) =>
      `reference ${f["reference"]}: ${f["width"]}×${
        f["height"]
      } pixels, and the model takes sides of ${f["maxRatio"]}:1 at most`,
    nothingRu,
    nothingEn,
  ),
  reference_large: advice(
    (f) => `образец ${f["reference"]}: картинка слишком велика (${largeness(f)})`,
    (f) => `reference ${f["reference"]}: the picture is too large (${largeness(f)})`,
    () => "Уменьшите её. Ничего не отправлено.",
    () => "Make it smaller. Nothing was sent.",
  ),
  reference_bytes: advice(
    (f) =>
      `образец ${f["reference"]}: картинка не помещается в ${
        f["maxBytes"]
      } байт, не становясь меньше ${f["minSidePx"]} пикселей`,
    (f) =>
      `reference ${f["reference"]}: the picture does not fit into ${
        f["maxBytes"]
      } bytes without becoming smaller than ${f["minSidePx"]} pixels`,
    () => "Возьмите меньше образцов. Ничего не отправлено.",
    () => "Take fewer references. Nothing was sent.",
  ),
  reference_is_itself: advice(
    (f) => `кадр ${f["index"]} заказан и назван собственным образцом`,
    (f) => `frame ${f["index"]} is ordered and named as its own reference`,
    () => 'Чтобы изменить сам кадр: --edit "что изменить". Ничего не отправлено.',
    () => 'To change the frame itself: --edit "what to change". Nothing was sent.',
  ),
  reference_changed: advice(
    (f) => `образец ${f["path"]} изменился после того, как заказ был показан`,
    (f) => `the reference ${f["path"]} has changed since the order was shown`,
    () => "Ничего не отправлено. Повторите команду.",
    () => "Nothing was sent. Give the command again.",
  ),
  reference_lost: advice(
    (f) => `копия образца пропала или изменилась: ${f["path"]}`,
    (f) => `the copy of a reference is gone or changed: ${f["path"]}`,
    () => "Этот заказ не отправлен. Закажите заново.",
    () => "This order was not sent. Order it anew.",
  ),
  references_not_taken: advice(
    (f) => `модель ${f["model"]} не принимает картинок-образцов`,
    (f) => `model ${f["model"]} takes no reference pictures`,
    (f) => `Их принимают: ${f["takers"]} (--model). Ничего не отправлено.`,
    (f) => `These do: ${f["takers"]} (--model). Nothing was sent.`,
  ),
  references_too_many: advice(
    (f) => `образцов ${f["count"]}, а модель ${f["model"]} принимает до ${f["max"]}`,
    (f) => `${f["count"]} references, and model ${f["model"]} takes up to ${f["max"]}`,
    nothingRu,
    nothingEn,
  ),
  references_demanded: advice(
    (f) => `модель ${f["model"]} требует хотя бы ${f["min"]} образец`,
    (f) => `model ${f["model"]} demands at least ${f["min"]} reference`,
    () => 'Назовите его: --reference 2, или правьте сам кадр: --edit "…". Ничего не отправлено.',
    () => 'Name it: --reference 2, or change the frame itself: --edit "…". Nothing was sent.',
  ),
  edit_and_prompt: advice(
    () => "--edit и --prompt вместе: правка сама говорит, что изменить",
    () => "--edit and --prompt together: the edit itself says what to change",
    nothingRu,
    nothingEn,
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
      `фильм ${f["filmRatio"]} (${f["film"]} по ${f["from"]}), заказ ${f["ratio"]} (${
        f["size"]
      }): картинка не совпадёт с кадром; подходит ${f["fits"]}${at(f["indices"])}`,
    (f) =>
      `film ${f["filmRatio"]} (${f["film"]} by ${f["from"]}), order ${f["ratio"]} (${
        f["size"]
      }): the picture will not fill the frame; this size fits: ${f["fits"]}${at(f["indices"])}`,
    (f) => `Размер под фильм: --size ${typedSize(f["fits"])} или --size fit.`,
    (f) => `A size for the film: --size ${typedSize(f["fits"])} or --size fit.`,
  ),
  clip_size_unreadable: advice(
    (f) => `размер клипа ${f["name"]} не читается; размер фильма взят по картинкам`,
    (f) => `the size of clip ${f["name"]} cannot be read; pictures decide the film's size`,
  ),
  parameter_not_taken: advice(
    (f) => `модель ${f["model"]} не принимает ${flagOf(f["parameter"])}`,
    (f) => `model ${f["model"]} does not take ${flagOf(f["parameter"])}`,
    () =>
      "Уберите его или возьмите другую модель: команда models показывает, что принимает каждая.",
    () => "Leave it out or take another model: command models shows what each takes.",
  ),
  parameter_left_out: advice(
    (f) =>
      `модель ${f["model"]} не принимает ${
        f["parameter"]
      }: записанное в illustrations.json не отправляется${at(f["indices"])}`,
    (f) =>
      `model ${f["model"]} does not take ${
        f["parameter"]
      }: what illustrations.json holds is not sent${at(f["indices"])}`,
  ),
  reference_auto_none: advice(
    (f) =>
      `--reference auto: нет решённых кадров с теми же людьми и местами (present_entities); заказ идёт без образцов${
        at(f["indices"])
      }`,
    (f) =>
      `--reference auto: no decided frame shows the same people and places (present_entities); the order goes without references${
        at(f["indices"])
      }`,
  ),
} satisfies AdviceTable;

function flagOf(parameter: unknown): string {
  return `--${String(parameter).replaceAll("_", "-")}`;
}

/** Where a warning about several illustrations applies. */
function at(indices: unknown): string {
  return indices === undefined ? "" : ` (${String(indices)})`;
}
