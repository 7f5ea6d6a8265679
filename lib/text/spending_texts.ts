/**
 * Sentences about what may be spent and what was.
 * @module
 */
import type { Facts, Finding } from "../errors.ts";
import { amountOf, type CeilingState, type Period } from "../money.ts";
import type { PlanBudget } from "../run/budget.ts";
import type { CeilingHit } from "../run/events.ts";
import { advice, enForm, type Lang, ruForm } from "./lang.ts";
import { formatMoney } from "./money.ts";

const PERIOD_TEXTS: Readonly<Record<Lang, Readonly<Record<Period, string>>>> = {
  ru: { run: "на этот запуск", day: "на сегодня", month: "на этот месяц" },
  en: { run: "for this run", day: "today", month: "this month" },
};

/** When a ceiling holds: `today`. */
function periodText(period: unknown, lang: Lang): string {
  return PERIOD_TEXTS[lang][period as Period] ?? "";
}

const money = (facts: Facts, name: string) =>
  formatMoney(Number(facts[name]), String(facts["currency"]));
const within = ({ path }: Facts) => path === undefined ? "" : ` (${path})`;

/** What helps against a damaged ledger; what it held stands in the journals as well. */
export const DAMAGED_REMEDY: Readonly<Record<Lang, string>> = {
  ru:
    "Файл не изменён. Переложите его в другое место: новый заполнится из журналов пайплайнов (docs/spending.ru.md).",
  en:
    "The file was not changed. Move it elsewhere: a new one is filled from the pipelines' journals (docs/spending.md).",
};

/** Sentences of errors about ceilings and prices. */
export const SPENDING_ERROR_TEXTS = {
  ceiling_reached: advice(
    (f) =>
      `потолок расходов ${f["name"]}: осталось ${money(f, "left")} ${
        periodText(f["period"], "ru")
      }, нужно ${money(f, "needed")}`,
    (f) =>
      `spending ceiling ${f["name"]}: ${money(f, "left")} left ${periodText(f["period"], "en")}, ${
        money(f, "needed")
      } needed`,
    (f) =>
      `Потолок (${
        money(f, "limit")
      }) может поднять только человек там, где он задан; расходы показывает команда cost.`,
    (f) =>
      `Only a person can raise the ceiling (${
        money(f, "limit")
      }), in the place where it is set; \`cost\` shows what was spent.`,
  ),
  ceiling_unguarded: advice(
    (f) =>
      `следить за потолком расходов нельзя: файл учёта ${f["path"]} ${
        f["isDamaged"] === true ? "повреждён" : "недоступен для записи"
      } (${f["reason"]}); ничего не отправлено`,
    (f) =>
      `the spending ceiling cannot be enforced: the ledger ${f["path"]} is ${
        f["isDamaged"] === true ? "damaged" : "not writable"
      } (${f["reason"]}); nothing was sent`,
    (f) =>
      f["isDamaged"] === true
        ? DAMAGED_REMEDY.ru
        : "Разрешите чтение и запись этой папки (docs/permissions.ru.md) или освободите место на диске.",
    (f) =>
      f["isDamaged"] === true
        ? DAMAGED_REMEDY.en
        : "Allow reading and writing its folder (docs/permissions.md), or free up disk space.",
  ),
  ledger_unreadable: advice(
    (f) => `не удалось прочитать файл учёта расходов ${f["path"]}: ${f["reason"]}`,
    (f) => `the ledger ${f["path"]} cannot be read: ${f["reason"]}`,
    (f) =>
      f["isDamaged"] === true
        ? DAMAGED_REMEDY.ru
        : "Разрешите чтение и запись его папки: docs/permissions.ru.md.",
    (f) =>
      f["isDamaged"] === true
        ? DAMAGED_REMEDY.en
        : "Allow reading and writing its folder: docs/permissions.md.",
  ),
  cost_key_invalid: advice(
    (f) => `--by ${f["value"]}: допустимо: ${f["known"]}`,
    (f) => `--by ${f["value"]}: expected one of: ${f["known"]}`,
  ),
  flags_exclude: advice(
    (f) => `${f["first"]} и ${f["second"]} нельзя задать вместе: выберите одно`,
    (f) => `${f["first"]} and ${f["second"]} cannot be combined: use one`,
  ),
  ceiling_invalid: advice(
    (f) =>
      `${f["name"]}=${f["value"]}${
        within(f)
      }: ожидалась сумма не меньше нуля, до шести знаков после точки, например 1.50`,
    (f) =>
      `${f["name"]}=${f["value"]}${
        within(f)
      }: expected an amount of zero or more with up to six decimals, such as 1.50`,
  ),
  ceiling_currency: advice(
    (f) =>
      `${f["name"]}${within(f)}: счета в этом регионе — в ${
        f["billed"]
      }, такой потолок ничего не ограничит`,
    (f) =>
      `${f["name"]}${within(f)}: this region bills in ${
        f["billed"]
      }, so this ceiling limits nothing`,
    (f) =>
      `Задайте ${
        String(f["name"]).replace(`_${f["currency"]}_`, `_${f["billed"]}_`)
      } или смените ALIBABA_BASE_URL.`,
    (f) =>
      `Set ${
        String(f["name"]).replace(`_${f["currency"]}_`, `_${f["billed"]}_`)
      }, or change ALIBABA_BASE_URL.`,
  ),
  price_unknown: advice(
    (f) => `цена модели ${f["model"]} в этом регионе неизвестна, а потолок расходов задан`,
    (f) =>
      `the price of model ${f["model"]} in this region is unknown, but a spending ceiling is set`,
    (f) =>
      `Задайте цену одной картинки: ${
        priceName(f)
      }=0.03 — или свою таблицу цен: ALIBABA_PRICES=prices.json.`,
    (f) =>
      `Set the price of one picture: ${
        priceName(f)
      }=0.03, or use your own price table: ALIBABA_PRICES=prices.json.`,
  ),
  price_invalid: advice(
    (f) =>
      `${f["name"]}=${f["value"]}${
        within(f)
      }: ожидалась цена одной картинки, например 0.03 или 0.2 CNY`,
    (f) =>
      `${f["name"]}=${f["value"]}${
        within(f)
      }: expected the price of one picture, such as 0.03 or 0.2 CNY`,
  ),
  prices_unreadable: advice(
    (f) => `не удалось прочитать таблицу цен ${f["path"]}: ${f["reason"]}`,
    (f) => `the price table ${f["path"]} cannot be read: ${f["reason"]}`,
    () => "Исправьте файл или ALIBABA_PRICES; формат описан в docs/spending.ru.md.",
    () => "Fix the file or ALIBABA_PRICES; the format is described in docs/spending.md.",
  ),
  prices_invalid: advice(
    (f) => `таблица цен ${f["path"]}, место ${f["place"]}: ${f["reason"]}`,
    (f) => `the price table ${f["path"]} at ${f["place"]}: ${f["reason"]}`,
    () => "Формат описан в docs/spending.ru.md.",
    () => "The format is described in docs/spending.md.",
  ),
};

function priceName({ model }: Facts): string {
  return `ALIBABA_PRICE_${String(model).toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}`;
}

/** How many pictures fit: `The ceiling allows 3 of 4 pictures; $0.06 left today`. */
export function fitLine(
  { fitting, asked, facts }: CeilingHit,
  lang: Lang,
): string {
  const left = `${money(facts, "left")}`;
  const when = periodText(facts["period"], lang);
  if (lang === "ru") {
    const pictures = ruForm(fitting, "картинку", "картинки", "картинок");
    return `Потолка хватит на ${fitting} ${pictures} из ${asked}; ${when} осталось ${left}`;
  }
  const pictures = enForm(asked, "picture", "pictures");
  return `The ceiling allows ${fitting} of ${asked} ${pictures}; ${left} left ${when}`;
}

/**
 * What the ceilings still allow, and how much of a plan fits.
 * @param budget undefined: there is no ceiling
 */
export function budgetLines(budget: PlanBudget | undefined, lang: Lang): string[] {
  if (budget === undefined) return [];
  const { states, trouble, hit } = budget;
  if (trouble !== undefined) return [untoldLine(trouble, lang)];
  return [
    ...states.map((each) => leftLine(each, lang)),
    ...(hit === undefined ? [] : [fitLine(hit, lang)]),
  ];
}

/** Under a ceiling a ledger that cannot be looked at stops everything. */
function untoldLine({ facts }: Finding, lang: Lang): string {
  const path = facts["path"] ?? "";
  return lang === "ru"
    ? `Потолок расходов задан, но файл учёта ${path} недоступен: ничего не будет отправлено`
    : `A spending ceiling is set, but the ledger ${path} cannot be used: nothing will be sent`;
}

/** The same in short: `$0.06 left today`. */
export function leftInShort({ period, currency, leftMicros }: CeilingState, lang: Lang): string {
  const left = formatMoney(amountOf(leftMicros), currency);
  const when = periodText(period, lang);
  return lang === "ru" ? `осталось ${left} ${when}` : `${left} left ${when}`;
}

/** What a ceiling still allows: `$0.06 of $1.00 left today (ALIBABA_MAX_USD_PER_DAY)`. */
export function leftLine(state: CeilingState, lang: Lang): string {
  const { period, currency, name, limitMicros, leftMicros } = state;
  const [left, limit] = [leftMicros, limitMicros].map((each) =>
    formatMoney(amountOf(each), currency)
  );
  const when = periodText(period, lang);
  return lang === "ru"
    ? `Осталось ${when}: ${left} из ${limit} (${name})`
    : `${left} of ${limit} left ${when} (${name})`;
}
