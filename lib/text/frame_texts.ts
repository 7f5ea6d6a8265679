/**
 * Sentences for what the video step would show.
 * @module
 */
import type { Facts } from "../errors.ts";
import { advice, type AdviceTable } from "./lang.ts";

const halfRu = (f: Facts) =>
  f["reason"] === "not_png"
    ? `это не PNG, а ${f["kind"]}`
    : f["reason"] === "png_cut"
    ? "файл обрывается"
    : `файл повреждён (${f["where"] ?? f["reason"]})`;
const halfEn = (f: Facts) =>
  f["reason"] === "not_png"
    ? `is no PNG but ${f["kind"]}`
    : f["reason"] === "png_cut"
    ? "breaks off"
    : `is damaged (${f["where"] ?? f["reason"]})`;

/** What is found in the frames of a film, by code. */
export const FRAME_TEXTS = {
  frames_crowded: advice(
    (f) => `номер ${f["index"]}: кадров ${f["count"]} вместо одного (${f["names"]})`,
    (f) => `number ${f["index"]}: ${f["count"]} frames instead of one (${f["names"]})`,
    (f) => `Выберите один: accept --index ${f["index"]}; убрать лишние в архив: doctor --tidy.`,
    (f) => `Choose one: accept --index ${f["index"]}; to move strays to the store: doctor --tidy.`,
  ),
  frames_missing: advice(
    (f) => `нет кадров для номеров ${f["indices"]}: фильм сдвинется`,
    (f) => `no frames for numbers ${f["indices"]}: the film shifts`,
    (f) => `Сделайте их: --indices ${f["indices"]}.`,
    (f) => `Make them: --indices ${f["indices"]}.`,
  ),
  frame_unlisted: advice(
    (f) => `${f["name"]}: номера ${f["index"]} нет в illustrations.json, но в фильм он попадёт`,
    (f) => `${f["name"]}: illustrations.json has no number ${f["index"]}, yet the film shows it`,
    () => "Уберите файл из images/ или допишите иллюстрацию.",
    () => "Move the file out of images/, or add the illustration.",
  ),
  frame_unnumbered: advice(
    (f) => `${f["name"]}: в имени нет номера, видео-шаг на нём споткнётся`,
    (f) => `${f["name"]}: the name has no number, the video step stumbles over it`,
    () => "Переименуйте файл или уберите его из images/.",
    () => "Rename the file or move it out of images/.",
  ),
  frame_misnamed: advice(
    (f) =>
      `${f["name"]}: единственный кадр номера ${f["index"]}, но оригинал зовётся ${f["expected"]}`,
    (f) =>
      `${f["name"]}: the only frame of number ${f["index"]}, but the original is called ${
        f["expected"]
      }`,
    (f) => `Поставить его на место: accept --index ${f["index"]}.`,
    (f) => `To put it in place: accept --index ${f["index"]}.`,
  ),
  frame_half: advice(
    (f) => `${f["name"]}: ${halfRu(f)}`,
    (f) => `${f["name"]} ${halfEn(f)}`,
    (f) => `Сделайте картинку заново: --indices ${f["index"]}, затем accept --index ${f["index"]}.`,
    (f) => `Make it anew: --indices ${f["index"]}, then accept --index ${f["index"]}.`,
  ),
  frame_size_differs: advice(
    (f) =>
      `${f["name"]}: ${f["size"]}, а остальные кадры ${f["filmSize"]}${
        f["isSameRatio"] ? " (соотношение то же: кадр масштабируют)" : ""
      }`,
    (f) =>
      `${f["name"]}: ${f["size"]}, while the other frames are ${f["filmSize"]}${
        f["isSameRatio"] ? " (the ratio is the same: it is scaled)" : ""
      }`,
    (f) => `Чтобы все были равны: --indices ${f["index"]} --size …, затем accept.`,
    (f) => `To make all alike: --indices ${f["index"]} --size …, then accept.`,
  ),
} satisfies AdviceTable;
