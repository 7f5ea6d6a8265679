/**
 * Sentences of `doctor` about the settings, the service and the clock.
 * @module
 */
import type { Facts } from "../errors.ts";
import { advice, type AdviceTable } from "./lang.ts";
import { formatMoney } from "./money.ts";

const sourceRu = (f: Facts) =>
  f["source"] === "environment"
    ? `из окружения, ${f["name"]}`
    : f["source"] === "file"
    ? `${f["name"]} в ${f["path"]}`
    : "по умолчанию";
const sourceEn = (f: Facts) =>
  f["source"] === "environment"
    ? `from the environment, ${f["name"]}`
    : f["source"] === "file"
    ? `${f["name"]} in ${f["path"]}`
    : "default";
const regionOf = (f: Facts) => f["region"] === undefined ? "" : ` (${f["region"]})`;

/** What `doctor` finds outside of a pipeline, by code. */
export const DOCTOR_TEXTS = {
  config_read: advice(
    (f) => `настройки прочитаны из ${f["path"]}`,
    (f) => `settings read from ${f["path"]}`,
  ),
  config_none: advice(
    (f) => `файла настроек ${f["path"]} нет, настройки берутся из окружения`,
    (f) => `there is no settings file ${f["path"]}, so settings come from the environment`,
  ),
  key_found: advice(
    (f) => `ключ …${f["lastFour"]} (${sourceRu(f)})`,
    (f) => `key …${f["lastFour"]} (${sourceEn(f)})`,
  ),
  address: advice(
    (f) => `адрес ${f["baseUrl"]}${regionOf(f)} (${sourceRu(f)})`,
    (f) => `address ${f["baseUrl"]}${regionOf(f)} (${sourceEn(f)})`,
  ),
  ceiling_set: advice(
    (f) =>
      `потолок расходов ${f["name"]}: ${formatMoney(Number(f["limit"]), String(f["currency"]))}`,
    (f) =>
      `spending ceiling ${f["name"]}: ${formatMoney(Number(f["limit"]), String(f["currency"]))}`,
  ),
  ceiling_too_low: advice(
    (f) =>
      `потолок ${f["name"]} (${
        formatMoney(Number(f["limit"]), String(f["currency"]))
      }) ниже цены одной картинки ${f["model"]} (${
        formatMoney(Number(f["price"]), String(f["currency"]))
      }): ни один заказ не пройдёт`,
    (f) =>
      `the ceiling ${f["name"]} (${
        formatMoney(Number(f["limit"]), String(f["currency"]))
      }) is below the price of one picture of ${f["model"]} (${
        formatMoney(Number(f["price"]), String(f["currency"]))
      }): every order will be refused`,
    () => "Поднимите потолок или выберите модель дешевле: цены показывает команда models.",
    () => "Raise the ceiling or choose a cheaper model: `models` shows the prices.",
  ),
  model_set: advice(
    (f) => `модель ${f["model"]} (${sourceRu(f)})`,
    (f) => `model ${f["model"]} (${sourceEn(f)})`,
  ),
  proxy_none: advice(() => "прокси не задан", () => "no proxy is set"),
  proxy_used: advice(
    (f) => `запросы идут через прокси ${f["proxy"]}`,
    (f) => `requests go through the proxy ${f["proxy"]}`,
  ),
  authority_extra: advice(
    (f) => `дополнительные сертификаты: ${f["path"]} (${f["name"]})`,
    (f) => `extra certificates: ${f["path"]} (${f["name"]})`,
  ),
  host_reachable: advice(
    (f) => `${f["host"]} отвечает`,
    (f) => `${f["host"]} answers`,
  ),
  host_accepts: advice(
    (f) => `${f["host"]}${regionOf(f)}: ключ подходит`,
    (f) => `${f["host"]}${regionOf(f)}: the key is accepted`,
  ),
  host_refuses: advice(
    (f) => `${f["host"]}${regionOf(f)}: ключ не от этого региона`,
    (f) => `${f["host"]}${regionOf(f)}: the key is not from this region`,
  ),
  host_silent: advice(
    (f) => `${f["host"]}${regionOf(f)}: нет связи (${f["reason"]})`,
    (f) => `${f["host"]}${regionOf(f)}: no connection (${f["reason"]})`,
  ),
  host_odd: advice(
    (f) => `${f["host"]}${regionOf(f)}: ответ ${f["status"]} ${f["serviceCode"]} ${f["message"]}`,
    (f) => `${f["host"]}${regionOf(f)}: answer ${f["status"]} ${f["serviceCode"]} ${f["message"]}`,
  ),
  key_refused: advice(
    (f) => `${f["host"]}${regionOf(f)} не принимает ключ …${f["lastFour"]} (401)`,
    (f) => `${f["host"]}${regionOf(f)} does not accept key …${f["lastFour"]} (401)`,
    () =>
      "Ключ действует только в своём регионе: проверьте ALIBABA_BASE_URL и скопируйте ключ из консоли того же региона.",
    () =>
      "A key works in one region only: check ALIBABA_BASE_URL and copy the key from that region's console.",
  ),
  key_other_region: advice(
    (f) => `ключ …${f["lastFour"]} принадлежит региону ${f["region"]} (${f["host"]})`,
    (f) => `key …${f["lastFour"]} belongs to the region ${f["region"]} (${f["host"]})`,
    (f) => `Задайте ALIBABA_BASE_URL=${f["baseUrl"]}`,
    (f) => `Set ALIBABA_BASE_URL=${f["baseUrl"]}`,
  ),
  service_silent: advice(
    (f) => `нет связи с ${f["host"]}: ${f["reason"]}`,
    (f) => `no connection to ${f["host"]}: ${f["reason"]}`,
    () => "Проверьте сеть, HTTPS_PROXY и ALIBABA_BASE_URL.",
    () => "Check the network, HTTPS_PROXY and ALIBABA_BASE_URL.",
  ),
  service_odd: advice(
    (f) => `${f["host"]} ответил ${f["status"]} ${f["serviceCode"]} ${f["message"]}`,
    (f) => `${f["host"]} answered ${f["status"]} ${f["serviceCode"]} ${f["message"]}`,
    () => "Проверьте ALIBABA_BASE_URL и права ключа в консоли Model Studio.",
    () => "Check ALIBABA_BASE_URL and the key's permissions in the Model Studio console.",
  ),
  clock_right: advice(
    () => "часы компьютера идут верно",
    () => "the computer's clock is right",
  ),
  clock_wrong: advice(
    (f) => `часы компьютера ${f["isAhead"] ? "спешат" : "отстают"} на ${f["minutes"]} мин`,
    (f) => `the computer's clock is ${f["minutes"]} min ${f["isAhead"] ? "fast" : "slow"}`,
    () =>
      "Включите установку времени по сети: по часам считаются 24 часа, пока картинки можно забрать.",
    () =>
      "Set the time automatically: the 24 hours for fetching pictures are counted by this clock.",
  ),
} satisfies AdviceTable;
