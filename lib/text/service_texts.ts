/**
 * What a refusal of the service means for a person, by the service's code and HTTP status.
 * The first lines are documented and stay as they are.
 * @module
 */
import { isFreeQuotaUsedUp, normalCode } from "../wan/refusal.ts";
import { type Both, entryOf, type Lang } from "./lang.ts";

/** A refusal, whether it came as HTTP status or inside a task. */
export interface RefusalFacts {
  /** HTTP status; 200 or undefined when it came inside a task. */
  readonly status: number | undefined;
  readonly code: string;
  readonly message: string;
}

const MODERATION: Both<string> = {
  ru:
    "Измените промпт, избегая запрещённого контента; если включено --prompt-extend, попробуйте без него: --retry-without-extend делает это сам.",
  en:
    "Change the prompt to avoid forbidden content; if --prompt-extend is on, try without it: --retry-without-extend does so by itself.",
};

const BILLING: Both<string> = {
  ru: "Пополните счёт или активируйте сервис в консоли Alibaba Cloud Model Studio.",
  en: "Top up the account or activate the service in the Alibaba Cloud Model Studio console.",
};

const REMEDIES: Readonly<Record<string, Both<string>>> = {
  datainspectionfailed: MODERATION,
  ipinfringementsuspect: MODERATION,
  arrearage: BILLING,
  accessdeniedunpurchased: BILLING,
  commoditynotpurchased: BILLING,
  prepaidbilloverdue: BILLING,
  postpaidbilloverdue: BILLING,
  allocationquotafreetieronly: {
    ru:
      "Бесплатная квота модели исчерпана: включите оплату по факту (pay-as-you-go) в консоли Model Studio или выберите другую модель (--model; список: models).",
    en:
      "The model's free quota is used up: enable pay-as-you-go in the Model Studio console, or choose another model (--model; the list: models).",
  },
  throttlingallocationquota: {
    ru: "Квота исчерпана: увеличьте её в консоли или дождитесь обновления.",
    en: "The quota is used up: raise it in the console or wait until it is renewed.",
  },
  insufficientquota: {
    ru: "Квота исчерпана: увеличьте её в консоли или дождитесь обновления.",
    en: "The quota is used up: raise it in the console or wait until it is renewed.",
  },
  modelnotfound: {
    ru:
      "Модели нет в этом регионе или у этого ключа; в Сингапуре wanx2.1-* зовутся wan2.1-*, wanx2.0 есть только в Пекине. Список: models.",
    en:
      "The model is not in this region or not granted to this key; in Singapore wanx2.1-* are called wan2.1-*, wanx2.0 is in Beijing only. The list: models.",
  },
  internalerrortimeout: {
    ru: "Сервис не справился за отведённое время. Повторите генерацию.",
    en: "The service ran out of time. Generate again.",
  },
};

const BY_STATUS: Readonly<Record<number, Both<string>>> = {
  400: {
    ru: "Проверьте промпт, размер и модель; запрос не выполнен.",
    en: "Check prompt, size and model; the request was not carried out.",
  },
  401: {
    ru:
      "Проверьте правильность ALIBABA_API_KEY: ключ действует только в своём регионе (ALIBABA_BASE_URL).",
    en: "Check ALIBABA_API_KEY: a key works in its own region only (ALIBABA_BASE_URL).",
  },
  403: {
    ru: "У ключа нет доступа к этой модели или рабочему пространству: проверьте права в консоли.",
    en: "The key has no access to this model or workspace: check its rights in the console.",
  },
  404: {
    ru: "Адреса или модели нет: проверьте ALIBABA_BASE_URL и --model.",
    en: "There is no such address or model: check ALIBABA_BASE_URL and --model.",
  },
  429: {
    ru: "Уменьшите частоту запросов, используйте интервалы: --concurrency 1, позже повторите.",
    en: "Ask less often: --concurrency 1, and repeat later.",
  },
};

const SERVICE_TROUBLE: Both<string> = {
  ru: "Неполадка на стороне сервиса. Повторите позже.",
  en: "Trouble on the service's side. Repeat later.",
};

/** The unknown model is measured as 400 InvalidParameter with this message. */
const NO_MODEL_REGEXP = /^model not exist/i;

/** The documented first line of a refusal. */
export function refusalLine({ status, code }: RefusalFacts, lang: Lang): string {
  const head = lang === "ru" ? "❌ Ошибка API" : "❌ API error";
  const isInTask = status === undefined || status === 200;
  return `${head}: ${isInTask ? 400 : status} - ${label(isInTask ? 400 : status, code)}`;
}

function label(status: number, code: string): string {
  if (status === 401) return "Unauthorized";
  if (status === 429) return "RateLimitExceeded";
  return code === "" ? `HTTP ${status}` : code;
}

/** What to do about a refusal. */
export function refusalRemedy({ status, code, message }: RefusalFacts, lang: Lang): string {
  const known = NO_MODEL_REGEXP.test(message)
    ? REMEDIES["modelnotfound"]
    : isFreeQuotaUsedUp(code, message)
    ? REMEDIES["allocationquotafreetieronly"]
    : entryOf(REMEDIES, normalCode(code));
  if (known !== undefined) return known[lang];
  const isInTask = status === undefined || status === 200;
  if (isInTask && !normalCode(code).startsWith("internal")) return BY_STATUS[400]?.[lang] ?? "";
  return (BY_STATUS[status ?? 0] ?? SERVICE_TROUBLE)[lang];
}
