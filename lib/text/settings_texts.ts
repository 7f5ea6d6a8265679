/**
 * Sentences for settings that cannot be used: the key, the address, the way through the network.
 * @module
 */
import type { Facts } from "../errors.ts";
import { advice, type AdviceTable } from "./lang.ts";

/** Where an address came from; the sentence names the setting itself already. */
const sourceOf = (f: Facts) =>
  f["source"] && f["source"] !== "ALIBABA_BASE_URL" ? ` (${f["source"]})` : "";

/** Errors of settings, by code. */
export const SETTINGS_ERROR_TEXTS = {
  config_missing: advice(
    (f) => `файл конфигурации не найден: ${f["path"]}`,
    (f) => `configuration file not found: ${f["path"]}`,
    () => "Проверьте --config или скопируйте config.env.example и заполните его.",
    () => "Check --config, or copy config.env.example and fill it in.",
  ),
  config_unreadable: advice(
    (f) => `не удалось прочитать файл конфигурации ${f["path"]}: ${f["reason"]}`,
    (f) => `the configuration file ${f["path"]} cannot be read: ${f["reason"]}`,
  ),
  key_missing: advice(
    () => "нет ключа API: ALIBABA_API_KEY не задан",
    () => "no API key: ALIBABA_API_KEY is not set",
    (f) =>
      `Впишите его в ${
        f["path"]
      } или задайте в окружении; попробовать бесплатно и без ключа: закажите с --rehearse.`,
    (f) =>
      `Put it in ${
        f["path"]
      } or in the environment; to try it free and without a key: order with --rehearse.`,
  ),
  key_invalid: advice(
    (f) => `${f["name"]}: в ключе есть пробелы или нелатинские символы`,
    (f) => `${f["name"]}: the key contains spaces or non-Latin characters`,
    () => "Скопируйте ключ из консоли Model Studio ещё раз.",
    () => "Copy the key again from the Model Studio console.",
  ),
  variable_denied: advice(
    (f) => `переменную окружения ${f["name"]} не разрешено читать`,
    (f) => `reading the environment variable ${f["name"]} is not allowed`,
    (f) =>
      `Добавьте --allow-env=${f["name"]}; разрешения для каждой команды: docs/permissions.ru.md.`,
    (f) => `Add --allow-env=${f["name"]}; the permissions of each command: docs/permissions.md.`,
  ),
  base_url_invalid: advice(
    (f) => `ALIBABA_BASE_URL: «${f["value"]}» — не адрес http(s)${sourceOf(f)}`,
    (f) => `ALIBABA_BASE_URL: "${f["value"]}" is not an http(s) address${sourceOf(f)}`,
    () => "Сингапур: https://dashscope-intl.aliyuncs.com/api/v1",
    () => "Singapore: https://dashscope-intl.aliyuncs.com/api/v1",
  ),
  base_url_insecure: advice(
    (f) => `ALIBABA_BASE_URL: ${f["value"]} — по http ключ ушёл бы без шифрования`,
    (f) => `ALIBABA_BASE_URL: ${f["value"]} — over http the key would be sent unencrypted`,
    () => "Нужен https; http допустим только для самой этой машины.",
    () => "Use https; http is allowed only for this machine itself.",
  ),
  base_url_strange: advice(
    (f) =>
      `${f["path"]}: ALIBABA_BASE_URL ведёт на ${
        f["host"]
      }. Это не адрес Alibaba, а ключ взят не из этого файла`,
    (f) =>
      `${f["path"]}: ALIBABA_BASE_URL leads to ${
        f["host"]
      }, which is not an Alibaba address, and the key does not come from this file`,
    (f) =>
      `Ключ туда не отправлен. Если это ваш шлюз, укажите файл явно (--config ${
        f["path"]
      }) или задайте адрес там же, где ключ.`,
    (f) =>
      `The key was not sent there. If this is your own gateway, pass the file explicitly (--config ${
        f["path"]
      }) or set the address in the same place as the key.`,
  ),
  proxy_invalid: advice(
    (f) => `адрес прокси «${f["value"]}» не подходит`,
    (f) => `the proxy address "${f["value"]}" cannot be used`,
    () => "Ожидалось http://ХОСТ:ПОРТ в HTTPS_PROXY.",
    () => "Expected http://HOST:PORT in HTTPS_PROXY.",
  ),
  ca_unreadable: advice(
    (f) => `${f["name"]}: не удалось прочитать файл сертификатов ${f["path"]}: ${f["reason"]}`,
    (f) => `${f["name"]}: the certificate file ${f["path"]} cannot be read: ${f["reason"]}`,
  ),
} satisfies AdviceTable;
