/**
 * What the new pictures of a plan should cost.
 * @module
 */
import type { ModelOffer, Order } from "../wan/order.ts";
import { amountOf, orderMicros, pictureMicros, referencesMicros } from "../wan/price.ts";

/** What the new pictures of a plan should cost. */
export interface PlanPrice {
  /** Pictures to be bought; those under way are paid already. */
  readonly pictures: number;
  /** Price of one; undefined when nobody told it. */
  readonly unit: number | undefined;
  /** Price of all that is sent along; undefined when nobody told it. */
  readonly references: number | undefined;
  readonly total: number | undefined;
  readonly currency: string | undefined;
  /** The day the price was read; undefined: none is known, or the user states it without a day. */
  readonly asOf: string | undefined;
}

/** One order of a plan, as far as its price goes. */
interface PricedEntry {
  readonly order: Order;
  /** Set when it is paid already. */
  readonly underWay: unknown;
}

/** Adds up what is bought. */
export function priceOf(
  entries: readonly PricedEntry[],
  { price, priceAsOf }: ModelOffer,
  isRehearsal: boolean,
): PlanPrice {
  const bought = entries.filter(({ underWay }) => underWay === undefined).map(({ order }) => order);
  const pictures = bought.reduce((sum, { n }) => sum + n, 0);
  const facts = { pictures, currency: price?.currency, asOf: priceAsOf };
  if (isRehearsal) return { ...facts, unit: 0, references: 0, total: 0 };
  const [first] = entries;
  if (price === undefined || first === undefined) {
    return { ...facts, unit: undefined, references: undefined, total: undefined };
  }
  const sum = (micros: (order: Order) => number) =>
    amountOf(bought.reduce((all, order) => all + micros(order), 0));
  return {
    ...facts,
    unit: amountOf(pictureMicros(price, first.order)),
    references: sum((order) => referencesMicros(price, order)),
    total: sum((order) => orderMicros(price, order)),
  };
}

/** Two prices as one: of a price that differs there is no price of one picture. */
export function sumOf(one: PlanPrice, other: PlanPrice): PlanPrice {
  const isOneCurrency = one.currency === other.currency;
  const sum = (name: "references" | "total") => {
    const [a, b] = [one[name], other[name]];
    // Thousandths are the smallest unit of any price: rounding there hides binary noise.
    return a === undefined || b === undefined || !isOneCurrency
      ? undefined
      : Math.round((a + b) * 1_000) / 1_000;
  };
  return {
    ...one,
    pictures: one.pictures + other.pictures,
    unit: one.unit === other.unit ? one.unit : undefined,
    references: sum("references"),
    total: sum("total"),
  };
}
