/**
 * Sentences for connections that were not made and answers that did not come.
 * @module
 */
import type { Facts } from "../errors.ts";
import { advice, type AdviceTable, type Both, type Sentence } from "./lang.ts";

const host = (service: string) => (f: Facts) => f["host"] ?? service;
const hostRu = host("сервисом");
const hostEn = host("the service");
const statusOf = (f: Facts) => f["status"] === undefined ? "" : ` (HTTP ${f["status"]})`;
const seconds = (f: Facts) => Number(f["timeoutMs"] ?? 0) / 1_000;
const megabytes = (f: Facts) => Number(f["maxBytes"] ?? 0) / 1024 / 1024;

/**
 * What a connection that was not made means for the money. Only an order that never went out has
 * surely bought nothing; a picture is paid for before it is fetched.
 */
const UNSENT: Readonly<Record<"create" | "picture" | "query", Both<string>>> = {
  create: {
    ru: "Запрос не ушёл, ничего не оплачено. ",
    en: "The request was not sent, nothing was paid. ",
  },
  picture: {
    ru: "Картинка оплачена и ждёт у сервиса 24 часа: команда resume заберёт её. ",
    en: "The picture is paid for and waits at the service for 24 hours: `resume` fetches it. ",
  },
  query: {
    ru: "Заказанное ждёт у сервиса 24 часа: команда resume спросит ещё раз. ",
    en: "What was ordered waits at the service for 24 hours: `resume` asks again. ",
  },
};

function unsent(purpose: unknown): Both<string> {
  if (purpose === "create" || purpose === "picture" || purpose === "query") return UNSENT[purpose];
  return { ru: "", en: "" };
}

const unsentRu = (remedy: string): Sentence => (f) => unsent(f["purpose"]).ru + remedy;
const unsentEn = (remedy: string): Sentence => (f) => unsent(f["purpose"]).en + remedy;

/** Errors of the network, by code. */
export const NETWORK_TEXTS = {
  connection_failed: advice(
    (f) => `❌ Нет связи с ${hostRu(f)}: ${f["reason"]}`,
    (f) => `❌ No connection to ${hostEn(f)}: ${f["reason"]}`,
    unsentRu("Проверьте сеть, HTTPS_PROXY и ALIBABA_BASE_URL."),
    unsentEn("Check the network, HTTPS_PROXY and ALIBABA_BASE_URL."),
  ),
  connection_denied: advice(
    (f) => `❌ Нет связи с ${hostRu(f)}: Deno не дал доступа (${f["reason"]})`,
    (f) => `❌ No connection to ${hostEn(f)}: Deno denied it (${f["reason"]})`,
    unsentRu("Точные разрешения команд: docs/permissions.ru.md."),
    unsentEn("The permissions: docs/permissions.md."),
  ),
  certificate_refused: advice(
    (f) => `❌ Нет связи с ${hostRu(f)}: сертификат не принят (${f["reason"]})`,
    (f) => `❌ No connection to ${hostEn(f)}: its certificate was not accepted (${f["reason"]})`,
    unsentRu(
      "Если сеть проверяет трафик своим центром сертификации, укажите его файл PEM в SSL_CERT_FILE; проверьте и часы компьютера.",
    ),
    unsentEn(
      "If the network inspects traffic with an authority of its own, name its PEM file in SSL_CERT_FILE; check the computer's clock, too.",
    ),
  ),
  proxy_failed: advice(
    (f) => `❌ Прокси ${f["proxy"] ?? "из HTTPS_PROXY"} не соединил с ${hostRu(f)}: ${f["reason"]}`,
    (f) =>
      `❌ Proxy ${f["proxy"] ?? "of HTTPS_PROXY"} did not connect to ${hostEn(f)}: ${f["reason"]}`,
    unsentRu(
      "Проверьте адрес, имя и пароль в HTTPS_PROXY; HTTP 407 — прокси ждёт имя и пароль; мимо прокси: NO_PROXY.",
    ),
    unsentEn(
      "Check address, user and password in HTTPS_PROXY; HTTP 407 means the proxy wants a user and password; to go past it: NO_PROXY.",
    ),
  ),
  answer_lost: advice(
    (f) => `❌ Связь с ${hostRu(f)} оборвалась до ответа: ${f["reason"]}`,
    (f) => `❌ The connection to ${hostEn(f)} broke before the answer: ${f["reason"]}`,
  ),
  answer_timeout: advice(
    (f) =>
      f["timeoutMs"] === undefined
        ? "❌ Сервис не ответил вовремя"
        : `❌ ${f["host"] ?? "Сервис"} не ответил за ${seconds(f)} с`,
    (f) =>
      f["timeoutMs"] === undefined
        ? "❌ The service did not answer in time"
        : `❌ ${f["host"] ?? "The service"} did not answer within ${seconds(f)} s`,
  ),
  answer_cut: advice(
    (f) => `❌ Ответ сервиса оборвался на середине: ${f["reason"]}`,
    (f) => `❌ The service's answer broke off halfway: ${f["reason"]}`,
  ),
  answer_slow: advice(
    (f) => `❌ Ответ сервиса не пришёл целиком за ${seconds(f)} с`,
    (f) => `❌ The service's answer did not come whole within ${seconds(f)} s`,
  ),
  answer_too_large: advice(
    (f) => `❌ Ответ сервиса больше ${megabytes(f)} МБ: дальше не читаю`,
    (f) => `❌ The service's answer is larger than ${megabytes(f)} MB: no more of it is read`,
    () => "Похоже, между вами и сервисом стоит прокси или неверен ALIBABA_BASE_URL.",
    () => "A proxy may stand in between, or ALIBABA_BASE_URL is wrong.",
  ),
  answer_unreadable: advice(
    (f) => `❌ Ответ сервиса не разобрать (HTTP ${f["status"] ?? "?"})`,
    (f) => `❌ The service's answer cannot be read (HTTP ${f["status"] ?? "?"})`,
    () => "Похоже, между вами и сервисом стоит прокси или неверен ALIBABA_BASE_URL.",
    () => "A proxy may stand in between, or ALIBABA_BASE_URL is wrong.",
  ),
  not_the_service: advice(
    (f) => `❌ ${f["host"] ?? "Адрес"} отвечает не так, как сервис Alibaba${statusOf(f)}`,
    (f) =>
      `❌ ${f["host"] ?? "The address"} does not answer as Alibaba's service does${statusOf(f)}`,
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
} satisfies AdviceTable;
