/**
 * Sentences for connections that were not made and answers that did not come.
 * @module
 */
import type { Facts } from "../errors.ts";
import {
  advice,
  type AdviceTable,
  type Both,
  isRehearsed,
  resumeOf,
  type Sentence,
} from "./lang.ts";

const host = (service: string) => (f: Facts) => f["host"] ?? service;
const hostRu = host("сервисом");
const hostEn = host("the service");
const statusOf = (f: Facts) => f["status"] === undefined ? "" : ` (HTTP ${f["status"]})`;
const seconds = (f: Facts) => Number(f["timeoutMs"] ?? 0) / 1_000;
const megabytes = (f: Facts) => Number(f["maxBytes"] ?? 0) / 1024 / 1024;

/** A picture that is made and was not fetched. */
export const waitingPictureRu: Sentence = (f) =>
  `Картинка ${
    isRehearsed(f) ? "готова" : "оплачена"
  } и хранится у сервиса 24 часа: её заберёт команда ${resumeOf(f)}.`;

/** The same in English. */
export const waitingPictureEn: Sentence = (f) =>
  `The picture is ${
    isRehearsed(f) ? "made" : "paid for"
  } and stays at the service for 24 hours: \`${resumeOf(f)}\` fetches it.`;

/**
 * What a connection that was not made means for the money. Only an order that never went out has
 * surely bought nothing; a picture is paid for before it is fetched.
 */
const UNSENT: Readonly<Record<"create" | "picture" | "query", Both<Sentence>>> = {
  create: {
    ru: (f) => `Запрос не ушёл${isRehearsed(f) ? "" : ", ничего не оплачено"}. `,
    en: (f) => `The request was not sent${isRehearsed(f) ? "" : ", and nothing was charged"}. `,
  },
  picture: {
    ru: (f) => `${waitingPictureRu(f)} `,
    en: (f) => `${waitingPictureEn(f)} `,
  },
  query: {
    ru: (f) => `Заказ хранится у сервиса 24 часа: команда ${resumeOf(f)} спросит о нём ещё раз. `,
    en: (f) => `The order stays at the service for 24 hours: \`${resumeOf(f)}\` asks again. `,
  },
};

const NOTHING: Both<Sentence> = { ru: () => "", en: () => "" };

function unsent(purpose: unknown): Both<Sentence> {
  if (purpose === "create" || purpose === "picture" || purpose === "query") return UNSENT[purpose];
  return NOTHING;
}

const unsentRu = (remedy: string): Sentence => (f) => unsent(f["purpose"]).ru(f) + remedy;
const unsentEn = (remedy: string): Sentence => (f) => unsent(f["purpose"]).en(f) + remedy;

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
    unsentRu("Разрешения для каждой команды: docs/permissions.ru.md."),
    unsentEn("The permissions of each command: docs/permissions.md."),
  ),
  certificate_refused: advice(
    (f) => `❌ Нет связи с ${hostRu(f)}: сертификат не принят (${f["reason"]})`,
    (f) => `❌ No connection to ${hostEn(f)}: its certificate was not accepted (${f["reason"]})`,
    unsentRu(
      "Если сеть проверяет трафик через собственный центр сертификации, укажите его файл PEM в SSL_CERT_FILE; проверьте и часы компьютера.",
    ),
    unsentEn(
      "If your network inspects traffic with its own certificate authority, put the path to its PEM file in SSL_CERT_FILE; also check the computer's clock.",
    ),
  ),
  proxy_failed: advice(
    (f) =>
      `❌ Прокси ${f["proxy"] ?? "из HTTPS_PROXY"} не смог соединиться с ${hostRu(f)}: ${
        f["reason"]
      }`,
    (f) =>
      `❌ Proxy ${f["proxy"] ?? "from HTTPS_PROXY"} could not connect to ${hostEn(f)}: ${
        f["reason"]
      }`,
    unsentRu(
      "Проверьте адрес, имя и пароль в HTTPS_PROXY (HTTP 407 — прокси требует имя и пароль); обойти прокси: NO_PROXY.",
    ),
    unsentEn(
      "Check the address, user and password in HTTPS_PROXY (HTTP 407: the proxy requires a user and password); to bypass it: NO_PROXY.",
    ),
  ),
  answer_lost: advice(
    (f) => `❌ Связь с ${hostRu(f)} оборвалась до ответа: ${f["reason"]}`,
    (f) => `❌ The connection to ${hostEn(f)} was lost before the answer came: ${f["reason"]}`,
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
    (f) => `❌ The service's answer was cut off: ${f["reason"]}`,
  ),
  answer_slow: advice(
    (f) => `❌ Ответ сервиса не пришёл целиком за ${seconds(f)} с`,
    (f) => `❌ The service's answer did not arrive in full within ${seconds(f)} s`,
  ),
  answer_too_large: advice(
    (f) => `❌ Ответ сервиса больше ${megabytes(f)} МБ и не прочитан`,
    (f) => `❌ The service's answer is larger than ${megabytes(f)} MB and was not read`,
    () => "Похоже, между вами и сервисом стоит прокси или неверен ALIBABA_BASE_URL.",
    () => "There may be a proxy in between, or ALIBABA_BASE_URL is wrong.",
  ),
  answer_unreadable: advice(
    (f) => `❌ Не удалось разобрать ответ сервиса (HTTP ${f["status"] ?? "?"})`,
    (f) => `❌ The service's answer makes no sense (HTTP ${f["status"] ?? "?"})`,
    () => "Похоже, между вами и сервисом стоит прокси или неверен ALIBABA_BASE_URL.",
    () => "There may be a proxy in between, or ALIBABA_BASE_URL is wrong.",
  ),
  not_the_service: advice(
    (f) => `❌ ${f["host"] ?? "Адрес"} отвечает не так, как сервис Alibaba${statusOf(f)}`,
    (f) =>
      `❌ ${f["host"] ?? "The address"} does not answer as Alibaba's service does${statusOf(f)}`,
    (f) =>
      `Ответ пришёл не от Alibaba, а от прокси или шлюза: заказ не принят${
        isRehearsed(f) ? "" : ", ничего не оплачено"
      }. Проверьте ALIBABA_BASE_URL, HTTPS_PROXY и не требует ли сеть входа через браузер.`,
    (f) =>
      `The reply did not come from Alibaba but from a proxy or gateway: the order was not accepted${
        isRehearsed(f) ? "" : " and nothing was charged"
      }. Check ALIBABA_BASE_URL, HTTPS_PROXY, and whether the network requires a login in the browser.`,
  ),
  never_accepted: advice(
    () => "❌ Сервис не принял заказ: ответ потерян, а в списке задач заказа нет",
    () =>
      "❌ The service did not accept the order: the answer was lost, and the order is not in the task list",
    (f) => `${isRehearsed(f) ? "" : "Ничего не оплачено. "}Повторите генерацию: --again не нужен.`,
    (f) => `${isRehearsed(f) ? "" : "Nothing was charged. "}Generate again; --again is not needed.`,
  ),
} satisfies AdviceTable;
