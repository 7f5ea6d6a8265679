/**
 * Sentences for what the video step would show.
 * @module
 */
import type { Facts } from "../errors.ts";
import { advice, type AdviceTable } from "./lang.ts";

const isSpecial = (f: Facts) => f["reason"] === "special_file";
const halfRu = (f: Facts) =>
  f["reason"] === "not_png"
    ? `это не PNG, а ${f["kind"] ?? "что-то другое"}`
    : f["reason"] === "png_cut"
    ? "файл обрывается"
    : isSpecial(f)
    ? "это не файл, а канал или устройство"
    : `файл повреждён (${f["where"] ?? f["reason"]})`;
const halfEn = (f: Facts) =>
  f["reason"] === "not_png"
    ? `is not a PNG but ${f["kind"] ?? "something else"}`
    : f["reason"] === "png_cut"
    ? "is incomplete"
    : isSpecial(f)
    ? "is not a file but a pipe or a device"
    : `is damaged (${f["where"] ?? f["reason"]})`;

/** Whether the finding was put together from those of several numbers. */
const several = (f: Facts) => typeof f["index"] === "string";

/** Whether a list of numbers, as it is shown, names a single one. */
const isOne = (f: Facts) => /^\d+$/.test(String(f["indices"]));

/** The same list as a word that can be typed. */
const typed = (f: Facts) => String(f["indices"]).replaceAll(" ", "");

/** What is found in the frames of a film, by code. */
export const FRAME_TEXTS = {
  frames_crowded: advice(
    (f) =>
      `${several(f) ? "номера" : "номер"} ${f["index"]}: вместо одного кадра — ${f["count"]} (${
        f["names"]
      })`,
    (f) =>
      `${several(f) ? "numbers" : "number"} ${f["index"]}: ${f["count"]} frames instead of one (${
        f["names"]
      })`,
    (f) => `Выберите один: accept --index ${f["index"]}; убрать лишние в хранилище: doctor --tidy.`,
    (f) =>
      `Choose one: accept --index ${
        f["index"]
      }; to move the extra ones to .alibaba/: doctor --tidy.`,
  ),
  frames_missing: advice(
    (f) =>
      `нет ${isOne(f) ? "кадра для номера" : "кадров для номеров"} ${
        f["indices"]
      }: остальные кадры сдвинутся`,
    (f) =>
      isOne(f)
        ? `no frame for number ${f["indices"]}: the frames after it shift`
        : `no frames for numbers ${f["indices"]}: the frames after them shift`,
    (f) => `${isOne(f) ? "Закажите его" : "Закажите их"}: --indices ${typed(f)}.`,
    (f) => `${isOne(f) ? "Order it" : "Order them"}: --indices ${typed(f)}.`,
  ),
  frame_unlisted: advice(
    (f) => `${f["name"]}: номера ${f["index"]} нет в illustrations.json, но в фильм он попадёт`,
    (f) =>
      `${f["name"]}: illustrations.json has no number ${f["index"]}, but the film will show it`,
    () => "Уберите файл из images/ или допишите иллюстрацию.",
    () => "Move the file out of images/, or add the illustration.",
  ),
  frame_unnumbered: advice(
    (f) => `${f["name"]}: в имени нет номера, и видео-шаг на нём остановится`,
    (f) => `${f["name"]}: the name has no number, so the video step will fail on it`,
    () => "Переименуйте файл или уберите его из images/.",
    () => "Rename the file or move it out of images/.",
  ),
  frame_misnamed: advice(
    (f) =>
      `${f["name"]}: единственный кадр номера ${f["index"]}, но оригинал должен называться ${
        f["expected"]
      }`,
    (f) =>
      `${f["name"]}: the only frame of number ${f["index"]}, but the original should be called ${
        f["expected"]
      }`,
    (f) => `Дать ему это имя: accept --index ${f["index"]}.`,
    (f) => `To give it that name: accept --index ${f["index"]}.`,
  ),
  frame_half: advice(
    (f) => `${f["name"]}: ${halfRu(f)}`,
    (f) => `${f["name"]} ${halfEn(f)}`,
    (f) =>
      isSpecial(f)
        ? "Уберите его из images/."
        : `Закажите картинку заново: --indices ${f["index"]}, затем accept --index ${f["index"]}.`,
    (f) =>
      isSpecial(f)
        ? "Move it out of images/."
        : `Order it again: --indices ${f["index"]}, then accept --index ${f["index"]}.`,
  ),
  frame_size_differs: advice(
    (f) =>
      `${f["name"]}: ${f["size"]}, а остальные кадры ${f["filmSize"]}${
        f["isSameRatio"] ? " (соотношение сторон то же: кадр будет масштабирован)" : ""
      }`,
    (f) =>
      `${f["name"]}: ${f["size"]}, while the other frames are ${f["filmSize"]}${
        f["isSameRatio"] ? " (same aspect ratio: it will be scaled)" : ""
      }`,
    (f) =>
      f["isSameRatio"]
        ? "Делать ничего не нужно."
        : `Чтобы совпало с фильмом: --indices ${f["index"]} --size fit, затем accept.`,
    (f) =>
      f["isSameRatio"]
        ? "No action needed."
        : `To match the film: --indices ${f["index"]} --size fit, then accept.`,
  ),
} satisfies AdviceTable;
