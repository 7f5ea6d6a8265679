/**
 * Sentences for lost connections and pictures that did not arrive.
 * @module
 */
import { type Advice, advice, type Both, type Sentence } from "./lang.ts";

const resumeRu: Sentence = () =>
  "Картинка оплачена и ждёт у сервиса 24 часа: команда resume заберёт её.";
const resumeEn: Sentence = () =>
  "The picture is paid for and waits at the service for 24 hours: `resume` fetches it.";

/** Errors of the network and of pictures, by code. */
export const NETWORK_TEXTS: Readonly<Record<string, Both<Advice>>> = {
  connection_failed: advice(
    (f) => `❌ Нет связи с ${f["host"]}: ${f["reason"]}`,
    (f) => `❌ No connection to ${f["host"]}: ${f["reason"]}`,
    () => "Запрос не ушёл, ничего не оплачено. Проверьте сеть, HTTPS_PROXY и ALIBABA_BASE_URL.",
    () =>
      "The request was not sent, nothing was paid. Check the network, HTTPS_PROXY and ALIBABA_BASE_URL.",
  ),
  connection_denied: advice(
    (f) => `❌ Нет связи с ${f["host"]}: Deno не дал доступа (${f["reason"]})`,
    (f) => `❌ No connection to ${f["host"]}: Deno denied it (${f["reason"]})`,
    () => "Запрос не ушёл, ничего не оплачено. Точные разрешения команд: docs/permissions.ru.md.",
    () => "The request was not sent, nothing was paid. The permissions: docs/permissions.md.",
  ),
  certificate_refused: advice(
    (f) => `❌ Нет связи с ${f["host"]}: сертификат не принят (${f["reason"]})`,
    (f) => `❌ No connection to ${f["host"]}: its certificate was not accepted (${f["reason"]})`,
    () =>
      "Запрос не ушёл, ничего не оплачено. Если сеть проверяет трафик своим центром сертификации, укажите его файл PEM в SSL_CERT_FILE; проверьте и часы компьютера.",
    () =>
      "The request was not sent, nothing was paid. If the network inspects traffic with an authority of its own, name its PEM file in SSL_CERT_FILE; check the computer's clock, too.",
  ),
  proxy_failed: advice(
    (f) => `❌ Прокси ${f["proxy"]} не соединил с ${f["host"]}: ${f["reason"]}`,
    (f) => `❌ Proxy ${f["proxy"]} did not connect to ${f["host"]}: ${f["reason"]}`,
    () =>
      "Запрос не ушёл, ничего не оплачено. Проверьте адрес, имя и пароль в HTTPS_PROXY; HTTP 407 — прокси ждёт имя и пароль; мимо прокси: NO_PROXY.",
    () =>
      "The request was not sent, nothing was paid. Check address, user and password in HTTPS_PROXY; HTTP 407 means the proxy wants a user and password; to go past it: NO_PROXY.",
  ),
  answer_lost: advice(
    (f) => `❌ Связь с ${f["host"]} оборвалась до ответа: ${f["reason"]}`,
    (f) => `❌ The connection to ${f["host"]} broke before the answer: ${f["reason"]}`,
  ),
  answer_timeout: advice(
    (f) => `❌ ${f["host"]} не ответил за ${Number(f["timeoutMs"]) / 1000} с`,
    (f) => `❌ ${f["host"]} did not answer within ${Number(f["timeoutMs"]) / 1000} s`,
  ),
  answer_unreadable: advice(
    (f) => `❌ Ответ сервиса не разобрать (HTTP ${f["status"]})`,
    (f) => `❌ The service's answer cannot be read (HTTP ${f["status"]})`,
    () => "Похоже, между вами и сервисом стоит прокси или неверен ALIBABA_BASE_URL.",
    () => "A proxy may stand in between, or ALIBABA_BASE_URL is wrong.",
  ),
  body_cut: advice(
    (f) => `❌ Ошибка скачивания изображения: передача оборвалась (${f["reason"]})`,
    (f) => `❌ Image download failed: the transfer broke off (${f["reason"]})`,
    resumeRu,
    resumeEn,
  ),
  body_stalled: advice(
    (f) => `❌ Ошибка скачивания изображения: данные не идут ${Number(f["timeoutMs"]) / 1000} с`,
    (f) => `❌ Image download failed: no data for ${Number(f["timeoutMs"]) / 1000} s`,
    resumeRu,
    resumeEn,
  ),
  picture_gone: advice(
    (f) => `❌ Ошибка скачивания изображения: ${f["status"]}`,
    (f) => `❌ Image download failed: ${f["status"]}`,
    () => "URL истёк (24 часа) и новый не помог: попробуйте resume, затем повторите генерацию.",
    () =>
      "The URL has expired (24 hours) and a new one did not help: try `resume`, then generate again.",
  ),
  picture_refused: advice(
    (f) => `❌ Ошибка скачивания изображения: ${f["status"]}`,
    (f) => `❌ Image download failed: ${f["status"]}`,
    resumeRu,
    resumeEn,
  ),
  not_png: advice(
    (f) => `❌ Ошибка скачивания изображения: вместо PNG пришло ${f["kind"]}`,
    (f) => `❌ Image download failed: ${f["kind"]} came instead of PNG`,
    (f) => `Полученное сохранено: ${f["keptAs"]}. Команда resume попробует ещё раз.`,
    (f) => `What came is kept: ${f["keptAs"]}. \`resume\` tries again.`,
  ),
  png_cut: advice(
    () => "❌ Ошибка скачивания изображения: файл пришёл не целиком",
    () => "❌ Image download failed: the file did not come whole",
    resumeRu,
    resumeEn,
  ),
  png_damaged: advice(
    (f) => `❌ Ошибка скачивания изображения: PNG повреждён (${f["where"]})`,
    (f) => `❌ Image download failed: the PNG is damaged (${f["where"]})`,
    resumeRu,
    resumeEn,
  ),
  not_the_service: advice(
    (f) => `❌ ${f["host"]} отвечает не так, как сервис Alibaba (HTTP ${f["status"]})`,
    (f) => `❌ ${f["host"]} does not answer as Alibaba's service does (HTTP ${f["status"]})`,
    () =>
      "Заказ не принят, ничего не оплачено: это не сервис. Проверьте ALIBABA_BASE_URL, HTTPS_PROXY и не ждёт ли сеть входа через страницу в браузере.",
    () =>
      "The order was not accepted and nothing was paid: this is not the service. Check ALIBABA_BASE_URL, HTTPS_PROXY, and whether the network wants a login in the browser.",
  ),
  never_accepted: advice(
    () => "❌ Сервис не принял заказ: ответ на него потерян, а в списке задач его нет",
    () =>
      "❌ The service did not accept the order: its answer was lost, and the task list has none",
    () => "Ничего не оплачено. Повторите генерацию: --again не нужен.",
    () => "Nothing was billed. Generate again; --again is not needed.",
  ),
  task_unknown: advice(
    (f) => `❌ Сервис не знает задачу ${f["taskId"]}`,
    (f) => `❌ The service does not know task ${f["taskId"]}`,
    () =>
      "Возможно, она создана с другим ключом или в другом регионе: верните прежние настройки и выполните resume.",
    () =>
      "It may have been made with another key or in another region: restore those settings and run `resume`.",
  ),
  task_canceled: advice(
    (f) => `❌ Задача ${f["taskId"]} отменена у сервиса`,
    (f) => `❌ Task ${f["taskId"]} was cancelled at the service`,
    () => "Повторите генерацию: отменённое не оплачивается.",
    () => "Generate again: what was cancelled is not billed.",
  ),
  task_expired: advice(
    (f) => `❌ Задача ${f["taskId"]} удалена сервисом: прошло больше 24 часов`,
    (f) => `❌ The service has deleted task ${f["taskId"]}: more than 24 hours have passed`,
    () => "Повторите генерацию.",
    () => "Generate again.",
  ),
};
