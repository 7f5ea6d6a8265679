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
export function periodText(period: unknown, lang: Lang): string {
  return PERIOD_TEXTS[lang][period as Period] ?? "";
}

const money = (facts: Facts, name: string) =>
  formatMoney(Number(facts[name]), String(facts["currency"]));
const within = ({ path }: Facts) => path === undefined ? "" : ` (${path})`;

/** Sentences of errors about ceilings and prices. */
export const SPENDING_ERROR_TEXTS = {
  ceiling_reached: advice(
    (f) =>
      `потолок ${f["name"]}: осталось ${money(f, "left")} ${periodText(f["period"], "ru")}, нужно ${
        money(f, "needed")
      }`,
    (f) =>
      `ceiling ${f["name"]}: ${money(f, "left")} left ${periodText(f["period"], "en")}, ${
        money(f, "needed")
      } needed`,
    (f) =>
      `Потолок (${
        money(f, "limit")
      }) поднимает только человек там, где он задан; расходы показывает команда cost.`,
    (f) =>
      `Only a person can raise the ceiling (${
        money(f, "limit")
      }), where it is set; \`cost\` shows what was spent.`,
  ),
  ceiling_unguarded: advice(
    (f) =>
      `потолок расходов не удержать: учёт ${f["path"]} не пишется (${
        f["reason"]
      }); ничего не отправлено`,
    (f) =>
      `the spending ceiling cannot be kept: the ledger ${f["path"]} cannot be written (${
        f["reason"]
      }); nothing was sent`,
    () =>
      "Разрешите чтение и запись этого каталога (docs/permissions.ru.md) или освободите место на диске.",
    () => "Allow reading and writing its folder (docs/permissions.md), or make room on the disk.",
  ),
  ledger_unreadable: advice(
    (f) => `учёт расходов ${f["path"]} не читается: ${f["reason"]}`,
    (f) => `the ledger ${f["path"]} cannot be read: ${f["reason"]}`,
    () => "Разрешите чтение и запись его каталога: docs/permissions.ru.md.",
    () => "Allow reading and writing its folder: docs/permissions.md.",
  ),
  cost_key_invalid: advice(
    (f) => `--by ${f["value"]}: нужно одно из: ${f["known"]}`,
    (f) => `--by ${f["value"]}: expected one of: ${f["known"]}`,
  ),
  flags_exclude: advice(
    (f) => `${f["first"]} и ${f["second"]} вместе не бывают: выберите одно`,
    (f) => `${f["first"]} and ${f["second"]} exclude each other: choose one`,
  ),
  ceiling_invalid: advice(
    (f) =>
      `${f["name"]}=${f["value"]}${
        within(f)
      }: нужна сумма не меньше нуля, до шести знаков после точки, например 1.50`,
    (f) =>
      `${f["name"]}=${f["value"]}${
        within(f)
      }: expected an amount of zero or more with up to six decimals, such as 1.50`,
  ),
  ceiling_currency: advice(
    (f) =>
      `${f["name"]}${within(f)}: регион выставляет счета в ${
        f["billed"]
      }, такой потолок ничего не удержит`,
    (f) =>
      `${f["name"]}${within(f)}: the region bills in ${f["billed"]}, such a ceiling holds nothing`,
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
    (f) => `no price of model ${f["model"]} is known in this region, and a ceiling is set`,
    (f) =>
      `Задайте цену картинки: ${priceName(f)}=0.03 — или свою таблицу: ALIBABA_PRICES=prices.json.`,
    (f) =>
      `State the price of a picture: ${
        priceName(f)
      }=0.03, or a table of your own: ALIBABA_PRICES=prices.json.`,
  ),
  price_invalid: advice(
    (f) => `${f["name"]}=${f["value"]}${within(f)}: нужна цена картинки, например 0.03 или 0.2 CNY`,
    (f) =>
      `${f["name"]}=${f["value"]}${
        within(f)
      }: expected the price of a picture, such as 0.03 or 0.2 CNY`,
  ),
  prices_unreadable: advice(
    (f) => `таблица цен ${f["path"]} не читается: ${f["reason"]}`,
    (f) => `the price table ${f["path"]} cannot be read: ${f["reason"]}`,
    () => "Исправьте файл или ALIBABA_PRICES; формат — в docs/spending.ru.md.",
    () => "Mend the file or ALIBABA_PRICES; its format is in docs/spending.md.",
  ),
  prices_invalid: advice(
    (f) => `таблица цен ${f["path"]}, место ${f["place"]}: ${f["reason"]}`,
    (f) => `the price table ${f["path"]} at ${f["place"]}: ${f["reason"]}`,
    () => "Формат — в docs/spending.ru.md.",
    () => "Its format is in docs/spending.md.",
  ),
};

function priceName({ model }: Facts): string {
  return `ALIBABA_PRICE_${String(model).toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}`;
}

/** How many pictures fit: `3 of 4 pictures fit; $0.06 left today`. */
export function fitLine(
  { fitting, asked, facts }: CeilingHit,
  lang: Lang,
): string {
  const left = `${money(facts, "left")}`;
  const when = periodText(facts["period"], lang);
  if (lang === "ru") {
    const verb = ruForm(fitting, "помещается", "помещаются", "помещаются");
    return `${verb} ${fitting} из ${asked} картинок; ${when} осталось ${left}`.replace(
      /^./,
      (letter) => letter.toUpperCase(),
    );
  }
  const pictures = enForm(asked, "picture", "pictures");
  return `${fitting} of ${asked} ${pictures} fit; ${left} left ${when}`;
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
    ? `Потолок расходов задан, а учёт ${path} недоступен: ничего не будет отправлено`
    : `A ceiling is set and the ledger ${path} cannot be used: nothing will be sent`;
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
