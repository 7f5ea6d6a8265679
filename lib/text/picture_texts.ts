/**
 * Sentences for pictures that did not arrive and tasks that the service does not have.
 * @module
 */
import type { Facts } from "../errors.ts";
import { advice, type AdviceTable, isRehearsed, resumeOf, type Sentence } from "./lang.ts";
import { waitingPictureEn, waitingPictureRu } from "./network_texts.ts";

/** What was refused stays on the disk, to be looked at. */
const keptRu: Sentence = (f) =>
  f["keptAs"] === undefined
    ? waitingPictureRu(f)
    : `Полученный файл сохранён: ${f["keptAs"]}. Команда ${resumeOf(f)} попробует ещё раз.`;
const keptEn: Sentence = (f) =>
  f["keptAs"] === undefined
    ? waitingPictureEn(f)
    : `The file that came is kept: ${f["keptAs"]}. \`${resumeOf(f)}\` tries again.`;

/** For the service's people, who find a picture by its task alone. */
const supportRu: Sentence = (f) =>
  `Программа спросила дважды. ${
    resumeOf(f)
  } спросит ещё раз в течение 24 часов; если не поможет, напишите в поддержку Alibaba Cloud Model Studio${
    idsOf(f)
  }.`;
const supportEn: Sentence = (f) =>
  `The service was asked twice. \`${
    resumeOf(f)
  }\` asks again within 24 hours; if that does not help, contact Alibaba Cloud Model Studio support${
    idsOf(f)
  }.`;

function idsOf({ taskId, requestId }: Facts): string {
  const ids = [
    ...(taskId === undefined ? [] : [`task_id ${taskId}`]),
    ...(requestId === undefined ? [] : [`request_id ${requestId}`]),
  ];
  return ids.length === 0 ? "" : ` (${ids.join(", ")})`;
}

const statusOf = (f: Facts) => f["status"] ?? (f["reason"] || "HTTP 404");
const sizeOf = (f: Facts) => f["width"] === undefined ? "" : ` ${f["width"]}×${f["height"]}`;
const whereOf = (f: Facts) => f["where"] ?? (f["reason"] || "?");
const megabytes = (f: Facts) => Number(f["maxBytes"] ?? 0) / 1024 / 1024;
const seconds = (f: Facts) => Number(f["timeoutMs"] ?? 0) / 1_000;
const taskRu = (f: Facts) => f["taskId"] === undefined ? "этого заказа" : f["taskId"];
const taskEn = (f: Facts) => f["taskId"] === undefined ? "of this order" : f["taskId"];

/** Errors of pictures and tasks, by code. */
export const PICTURE_TEXTS = {
  body_cut: advice(
    (f) => `❌ Ошибка скачивания изображения: передача оборвалась (${f["reason"]})`,
    (f) => `❌ Image download failed: the transfer was cut off (${f["reason"]})`,
    waitingPictureRu,
    waitingPictureEn,
  ),
  body_stalled: advice(
    (f) => `❌ Ошибка скачивания изображения: данные не идут ${seconds(f)} с`,
    (f) => `❌ Image download failed: no data for ${seconds(f)} s`,
    waitingPictureRu,
    waitingPictureEn,
  ),
  body_slow: advice(
    (f) => `❌ Ошибка скачивания изображения: за ${seconds(f)} с пришло не всё`,
    (f) => `❌ Image download failed: not all of it arrived within ${seconds(f)} s`,
    waitingPictureRu,
    waitingPictureEn,
  ),
  picture_too_large: advice(
    (f) => `❌ Ошибка скачивания изображения: больше ${megabytes(f)} МБ`,
    (f) => `❌ Image download failed: more than ${megabytes(f)} MB`,
    (f) =>
      `Картинки такими большими не бывают: проверьте прокси. ${resumeOf(f)} попробует ещё раз.`,
    (f) => `No picture is that large: check the proxy. \`${resumeOf(f)}\` tries again.`,
  ),
  picture_gone: advice(
    (f) => `❌ Ошибка скачивания изображения: ${statusOf(f)}`,
    (f) => `❌ Image download failed: ${statusOf(f)}`,
    (f) =>
      `URL истёк (24 часа) и новый не помог: попробуйте ${resumeOf(f)}, затем повторите генерацию.`,
    (f) =>
      `The URL has expired (24 hours) and a new one did not help: try \`${
        resumeOf(f)
      }\`, then generate again.`,
  ),
  picture_refused: advice(
    (f) => `❌ Ошибка скачивания изображения: ${statusOf(f)}`,
    (f) => `❌ Image download failed: ${statusOf(f)}`,
    waitingPictureRu,
    waitingPictureEn,
  ),
  picture_repeated: advice(
    () => "❌ Вместо этой картинки сервис прислал другую из того же заказа",
    () => "❌ Instead of this picture the service sent another one from the same order",
    supportRu,
    supportEn,
  ),
  address_missing: advice(
    () => "❌ Сервис не прислал адрес картинки",
    () => "❌ The service sent no address for the picture",
    supportRu,
    supportEn,
  ),
  address_odd: advice(
    (f) => `❌ Адрес картинки не http(s)${f["scheme"] ? `, а ${f["scheme"]}` : ""}: его не скачать`,
    (f) =>
      `❌ The picture's address is not http(s)${
        f["scheme"] ? ` but ${f["scheme"]}` : ""
      }: it cannot be downloaded`,
    supportRu,
    supportEn,
  ),
  result_empty: advice(
    () => "❌ Сервис не прислал ни картинку, ни причину отказа",
    () => "❌ The service sent neither a picture nor a reason",
    (f) => `${isRehearsed(f) ? "" : "Она не оплачена. "}Повторите генерацию.`,
    (f) => `${isRehearsed(f) ? "" : "It was not charged for. "}Generate again.`,
  ),
  not_png: advice(
    (f) => `❌ Ошибка скачивания изображения: вместо PNG пришло ${f["kind"] ?? "другое"}`,
    (f) => `❌ Image download failed: the file is not a PNG but ${f["kind"] ?? "something else"}`,
    keptRu,
    keptEn,
  ),
  png_cut: advice(
    () => "❌ Ошибка скачивания изображения: файл пришёл не целиком",
    () => "❌ Image download failed: the file is incomplete",
    keptRu,
    keptEn,
  ),
  png_damaged: advice(
    (f) => `❌ Ошибка скачивания изображения: PNG повреждён (${f["where"] ?? "?"})`,
    (f) => `❌ Image download failed: the PNG is damaged (${f["where"] ?? "?"})`,
    keptRu,
    keptEn,
  ),
  png_too_large: advice(
    (f) => `картинка${sizeOf(f)} слишком велика для показа`,
    (f) => `the picture${sizeOf(f)} is too large for a preview`,
    () => "Сам файл цел: откройте его в программе для просмотра картинок.",
    () => "The file itself is intact: open it in an image viewer.",
  ),
  png_unsupported: advice(
    () => "такую разновидность PNG показать нельзя",
    () => "this kind of PNG cannot be shown",
    () => "Сам файл не тронут: откройте его в программе для просмотра картинок.",
    () => "The file itself is untouched: open it in an image viewer.",
  ),
  picture_elsewhere: advice(
    () => "картинка лежит вне разрешённой папки, поэтому не показана",
    () => "the picture is outside the allowed folder, so it is not shown",
  ),
  not_jpeg: advice(() => "это не JPEG", () => "this is not a JPEG"),
  jpeg_damaged: advice(
    (f) => `JPEG повреждён (${whereOf(f)})`,
    (f) => `the JPEG is damaged (${whereOf(f)})`,
  ),
  jpeg_too_large: advice(
    (f) => `JPEG${sizeOf(f)} слишком велик`,
    (f) => `the JPEG${sizeOf(f)} is too large`,
  ),
  task_unknown: advice(
    (f) => `❌ Сервис не знает задачу ${taskRu(f)}`,
    (f) => `❌ The service does not know task ${taskEn(f)}`,
    (f) =>
      isRehearsed(f)
        ? "Память учебного сервиса, .alibaba/rehearsal.db, удалена или заменена. --again закажет заново."
        : "Возможно, она создана с другим ключом или в другом регионе: верните прежние настройки и выполните resume. Если настройки не менялись, задача потеряна: --again закажет заново, но тогда возможна двойная оплата.",
    (f) =>
      isRehearsed(f)
        ? "The rehearsal service's memory, .alibaba/rehearsal.db, was deleted or replaced. --again orders once more."
        : "It may have been made with another key or in another region: restore those settings and run `resume`. If nothing has changed, the task is lost: --again orders once more, and you may pay twice.",
  ),
  task_canceled: advice(
    (f) => `❌ Задача ${taskRu(f)} отменена на стороне сервиса`,
    (f) => `❌ Task ${taskEn(f)} was cancelled at the service`,
    (f) => `Повторите генерацию${isRehearsed(f) ? "" : ": отменённые задачи не оплачиваются"}.`,
    (f) => `Generate again${isRehearsed(f) ? "" : ": cancelled tasks are not charged for"}.`,
  ),
  task_expired: advice(
    (f) => `❌ Задача ${taskRu(f)} удалена сервисом: прошло больше 24 часов`,
    (f) => `❌ The service has deleted task ${taskEn(f)}: more than 24 hours have passed`,
    () => "Повторите генерацию.",
    () => "Generate again.",
  ),
} satisfies AdviceTable;
