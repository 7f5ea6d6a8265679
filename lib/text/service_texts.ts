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
    "Измените промпт, избегая запрещённого контента; если включён --prompt-extend, попробуйте без него (--retry-without-extend сделает это автоматически).",
  en:
    "Change the prompt to avoid forbidden content; if --prompt-extend is on, try without it (--retry-without-extend does this automatically).",
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
      "Бесплатная квота модели исчерпана: включите оплату по факту (pay-as-you-go) в консоли Model Studio или выберите другую модель (--model; список покажет models).",
    en:
      "The model's free quota is used up: enable pay-as-you-go in the Model Studio console, or choose another model with --model (`models` lists them).",
  },
  throttlingallocationquota: {
    ru: "Квота исчерпана: увеличьте её в консоли или дождитесь, пока она обновится.",
    en: "The quota is used up: raise it in the console or wait until it resets.",
  },
  insufficientquota: {
    ru: "Квота исчерпана: увеличьте её в консоли или дождитесь, пока она обновится.",
    en: "The quota is used up: raise it in the console or wait until it resets.",
  },
  modelnotfound: {
    ru:
      "Этой модели нет в регионе, или она не подключена для этого ключа. В Сингапуре wanx2.1-* называются wan2.1-*, а wanx2.0 есть только в Пекине. Список моделей: models.",
    en:
      "The model is not available in this region or to this key. In Singapore wanx2.1-* are called wan2.1-*, and wanx2.0 exists only in Beijing. `models` lists them.",
  },
  internalerrortimeout: {
    ru: "Сервис не уложился в отведённое время. Повторите генерацию.",
    en: "The service timed out. Generate again.",
  },
};

const BY_STATUS: Readonly<Record<number, Both<string>>> = {
  400: {
    ru: "Проверьте промпт, размер и модель; запрос не выполнен.",
    en: "Check the prompt, size and model; the request was not carried out.",
  },
  401: {
    ru:
      "Проверьте правильность ALIBABA_API_KEY: ключ действует только в своём регионе (ALIBABA_BASE_URL).",
    en: "Check ALIBABA_API_KEY: a key works only in its own region (ALIBABA_BASE_URL).",
  },
  403: {
    ru:
      "У ключа нет доступа к этой модели или рабочему пространству: проверьте его права в консоли.",
    en: "The key has no access to this model or workspace: check its permissions in the console.",
  },
  404: {
    ru: "Такого адреса или такой модели нет: проверьте ALIBABA_BASE_URL и --model.",
    en: "There is no such address or model: check ALIBABA_BASE_URL and --model.",
  },
  429: {
    ru:
      "Уменьшите частоту запросов, используйте интервалы: задайте --concurrency 1 или повторите позже.",
    en: "Send requests less often: use --concurrency 1, or try again later.",
  },
};

const SERVICE_TROUBLE: Both<string> = {
  ru: "Неполадка на стороне сервиса. Повторите попытку позже.",
  en: "A problem on the service's side. Try again later.",
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
