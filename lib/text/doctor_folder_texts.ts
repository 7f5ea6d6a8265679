/**
 * Sentences of `doctor` about a pipeline: its folder, its journal, what was ordered, its frames.
 * @module
 */
import type { Facts } from "../errors.ts";
import { advice, type AdviceTable, enForm, isRehearsed, resumeOf, ruForm } from "./lang.ts";
import { momentText } from "./moment.ts";

const untilOf = (f: Facts) => momentText(String(f["until"]));

/** What `doctor` finds in a pipeline, by code. */
export const DOCTOR_FOLDER_TEXTS = {
  folder_found: advice(
    (f) =>
      `${f["path"]}: ${f["count"]} ${
        ruForm(Number(f["count"]), "иллюстрация", "иллюстрации", "иллюстраций")
      }`,
    (f) =>
      `${f["path"]}: ${f["count"]} ${enForm(Number(f["count"]), "illustration", "illustrations")}`,
  ),
  folder_writable: advice(
    () => "в папку можно писать",
    () => "the folder is writable",
  ),
  disk_low: advice(
    (f) => `на диске осталось всего ${f["megabytes"]} МБ`,
    (f) => `only ${f["megabytes"]} MB left on the disk`,
    () => "Освободите место до генерации: картинка занимает несколько мегабайт.",
    () => "Free up space before generating: a picture takes several megabytes.",
  ),
  journal_none: advice(
    () => "журнала ещё нет: здесь ничего не заказывали",
    () => "there is no journal yet: nothing has been ordered here",
  ),
  journal_synced: advice(
    (f) =>
      `${f["path"]} синхронизирует ${
        f["service"]
      }: журнал, скопированный посреди записи, может повредиться, а при работе с двух машин журналы разойдутся`,
    (f) =>
      `${f["path"]} is synced by ${
        f["service"]
      }: a journal copied while it is being written may be damaged, and work on two machines would leave two different journals`,
    () =>
      "Держите пайплайн на локальном диске вне синхронизации и копируйте туда готовое; или приостанавливайте синхронизацию, пока программа работает, и не работайте с двух машин.",
    () =>
      "Keep the pipeline on a local disk that is not synced and copy finished work there; or pause syncing while the program works, and never work from two machines.",
  ),
  journal_on_network: advice(
    (f) =>
      `${f["path"]} — на сетевом диске (${
        f["kind"]
      }): блокировки файлов там ненадёжны, и журнал может испортиться, если писать с двух машин или потерять связь`,
    (f) =>
      `${f["path"]} is on a network disk (${
        f["kind"]
      }): file locks are not reliable there, and the journal may be damaged if two machines write to it or the connection is lost`,
    () =>
      "Держите пайплайн на локальном диске и копируйте на сетевой готовое; или работайте только с одной машины и делайте копии .alibaba.",
    () =>
      "Keep the pipeline on a local disk and copy finished work to the network; or work from one machine only and back up .alibaba.",
  ),
  journal_whole: advice(
    (f) =>
      `журнал цел: ${f["orders"]} ${ruForm(Number(f["orders"]), "заказ", "заказа", "заказов")}, ${
        f["pictures"]
      } ${ruForm(Number(f["pictures"]), "вариант", "варианта", "вариантов")}${
        f["others"] ? `, прежних и найденных картинок: ${f["others"]}` : ""
      }`,
    (f) =>
      `the journal is intact: ${f["orders"]} ${enForm(Number(f["orders"]), "order", "orders")}, ${
        f["pictures"]
      } ${enForm(Number(f["pictures"]), "candidate", "candidates")}${
        f["others"] ? `, former and found pictures: ${f["others"]}` : ""
      }`,
  ),
  journal_damaged: advice(
    (f) => `журнал ${f["path"]} повреждён: ${f["reason"]}`,
    (f) => `the journal ${f["path"]} is damaged: ${f["reason"]}`,
    () =>
      "Скопируйте папку .alibaba целиком, затем уберите из неё journal.db: картинки в .alibaba/pictures останутся.",
    () =>
      "Make a copy of the whole .alibaba folder, then remove journal.db: the pictures in .alibaba/pictures stay.",
  ),
  picture_file_missing: advice(
    (f) => `${f["id"]}: в хранилище нет файла (${f["path"]})`,
    (f) => `${f["id"]}: its stored file is missing (${f["path"]})`,
    () => "Верните папку .alibaba/pictures из резервной копии; не чистите её вручную.",
    () => "Restore .alibaba/pictures from a backup; do not delete files there by hand.",
  ),
  picture_file_changed: advice(
    (f) => `${f["id"]}: файл в хранилище изменён (${f["path"]})`,
    (f) => `${f["id"]}: its stored file was changed (${f["path"]})`,
    () => "Верните его из резервной копии: файлы в хранилище меняться не должны.",
    () => "Restore it from a backup: stored files must never change.",
  ),
  orders_none: advice(
    () => "незавершённых заказов нет",
    () => "there are no unfinished orders",
  ),
  order_open: advice(
    (f) => `заказ для иллюстрации ${f["index"]} не завершён, забрать можно до ${untilOf(f)}`,
    (f) =>
      `an order for illustration ${f["index"]} is unfinished and can be fetched until ${
        untilOf(f)
      }`,
    (f) => `Его заберёт команда ${resumeOf(f)}.`,
    (f) => `\`${resumeOf(f)}\` fetches it.`,
  ),
  order_expiring: advice(
    (f) =>
      `${isRehearsed(f) ? "заказанное" : "оплаченное"} для иллюстрации ${
        f["index"]
      } пропадёт через ${f["hours"]} ч`,
    (f) =>
      `what was ${isRehearsed(f) ? "ordered" : "paid"} for illustration ${
        f["index"]
      } will be lost in ${f["hours"]} h`,
    (f) => `Выполните ${resumeOf(f)} сейчас.`,
    (f) => `Run \`${resumeOf(f)}\` now.`,
  ),
  order_overdue: advice(
    (f) => `срок заказа для иллюстрации ${f["index"]} истёк ${untilOf(f)}`,
    (f) => `an order for illustration ${f["index"]} expired ${untilOf(f)}`,
    (f) => `Выполните ${resumeOf(f)}: если сервис ещё хранит картинку, она найдётся.`,
    (f) => `Run \`${resumeOf(f)}\`: if the service still has the picture, it will be found.`,
  ),
  order_answer_lost: advice(
    (f) => `ответ на заказ для иллюстрации ${f["index"]} потерян: возможно, заказ принят`,
    (f) =>
      `the answer to an order for illustration ${f["index"]} was lost: it may have been accepted`,
    (f) => `Выполните ${resumeOf(f)}: команда поищет задачу в списке сервиса.`,
    (f) => `Run \`${resumeOf(f)}\`: it will look for the task in the service's list.`,
  ),
  frames_right: advice(
    (f) => `кадры в порядке: ${f["count"]}, по одному на номер${f["size"] ? `, ${f["size"]}` : ""}`,
    (f) => `the frames are fine: ${f["count"]}, one per number${f["size"] ? `, ${f["size"]}` : ""}`,
  ),
  clip_stale: advice(
    (f) => `images/${f["name"]} старше выбранной картинки и скрывает её в фильме`,
    (f) => `images/${f["name"]} is older than the chosen picture and hides it in the film`,
    (f) =>
      `Убрать клип в хранилище: accept --index ${f["index"]} --candidate ${
        f["candidate"]
      } --set-aside-clips.`,
    (f) =>
      `To move the clip to .alibaba/: accept --index ${f["index"]} --candidate ${
        f["candidate"]
      } --set-aside-clips.`,
  ),
  rehearsal_in_place: advice(
    (f) => `на месте иллюстрации ${f["index"]} — учебная картинка из репетиции (${f["candidate"]})`,
    (f) => `illustration ${f["index"]} is a picture from a rehearsal (${f["candidate"]})`,
    (f) => `Вернуть прежнюю: undo --index ${f["index"]}.`,
    (f) => `To restore the previous one: undo --index ${f["index"]}.`,
  ),
} satisfies AdviceTable;
