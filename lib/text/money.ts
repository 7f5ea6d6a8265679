/**
 * Prices for people.
 * @module
 */
import { MICROS } from "../money.ts";
import type { PlanPrice } from "../run/plan.ts";
import { entryOf, type Lang } from "./lang.ts";

const SIGNS: Readonly<Record<string, string>> = { USD: "$", CNY: "¥" };

/** An amount with its currency, to the last millionth that it has: `$0.09`, `$0.025`. */
export function formatMoney(amount: number, currency: string | undefined): string {
  const micros = Math.round(Math.abs(amount) * MICROS);
  const digits = [2, 3, 4, 5].find((each) => micros % 10 ** (6 - each) === 0) ?? 6;
  return `${entryOf(SIGNS, currency ?? "") ?? ""}${amount.toFixed(digits)}`;
}

/** What a plan should cost, with the day the price was read. */
export function formatPrice(price: PlanPrice, isRehearsal: boolean, lang: Lang): string {
  if (isRehearsal) return lang === "ru" ? "бесплатно (репетиция)" : "free (rehearsal)";
  if (price.total === undefined) return lang === "ru" ? "неизвестна" : "unknown";
  const total = formatMoney(price.total, price.currency);
  if (price.unit === undefined) {
    return lang === "ru"
      ? `≈ ${total} (цены на ${price.asOf})`
      : `≈ ${total} (prices as of ${price.asOf})`;
  }
  const unit = formatMoney(price.unit, price.currency);
  const along = price.references === undefined || price.references === 0
    ? ""
    : ` + ${lang === "ru" ? "образцы" : "references"} ${
      formatMoney(price.references, price.currency)
    }`;
  const dated = price.asOf === undefined
    ? (lang === "ru" ? "цена задана вами" : "your own price")
    : (lang === "ru" ? `цены на ${price.asOf}` : `prices as of ${price.asOf}`);
  return `≈ ${total} (${price.pictures} × ${unit}${along}, ${dated})`;
}
