/**
 * Prices for people.
 * @module
 */
import type { PlanPrice } from "../run/plan.ts";
import { microsOf } from "../wan/price.ts";
import { entryOf, type Lang } from "./lang.ts";

const SIGNS: Readonly<Record<string, string>> = { USD: "$", CNY: "¥" };

/** An amount with its currency: `$0.09`. */
export function formatMoney(amount: number, currency: string | undefined): string {
  // In whole millionths: 0.14 * 100 is not quite 14.
  const digits = microsOf(amount) % 10_000 === 0 ? 2 : 3;
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
      : `≈ ${total} (prices of ${price.asOf})`;
  }
  const unit = formatMoney(price.unit, price.currency);
  const along = price.references === undefined || price.references === 0
    ? ""
    : ` + ${lang === "ru" ? "образцы" : "references"} ${
      formatMoney(price.references, price.currency)
    }`;
  return lang === "ru"
    ? `≈ ${total} (${price.pictures} × ${unit}${along}, цены на ${price.asOf})`
    : `≈ ${total} (${price.pictures} × ${unit}${along}, prices of ${price.asOf})`;
}
