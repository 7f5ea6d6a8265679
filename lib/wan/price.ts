/**
 * What an order costs, in whole millionths of a currency.
 * @module
 */
import type { Currency } from "../money.ts";
import type { Order } from "../order.ts";

export { amountOf, type Currency, microsOf } from "../money.ts";

/** The price list of one model in one region. Amounts are micros: millionths of the currency. */
export interface Price {
  readonly currency: Currency;
  /** One picture that is made. */
  readonly pictureMicros: number;
  /** Some models ask more for a picture above an area. */
  readonly large?: {
    /** The largest area, in pixels, that still has the lower price. */
    readonly abovePixels: number;
    /** One picture above it. */
    readonly pictureMicros: number;
  };
  /** One picture that is sent along as a reference; absent: free. */
  readonly referenceMicros?: number;
  /** What a picture's price is multiplied by when the service rewrites the prompt; absent: 1. */
  readonly promptExtendFactor?: number;
}

/** The parts of an order that decide its price. */
export type PricedOrder = Pick<
  Order,
  "width" | "height" | "n" | "promptExtend" | "references"
>;

/** The price of one picture of this order, without what is sent along. */
export function pictureMicros(price: Price, { width, height, promptExtend }: PricedOrder): number {
  const { large, promptExtendFactor = 1 } = price;
  const isLarge = large !== undefined && width * height > large.abovePixels;
  const micros = isLarge ? large.pictureMicros : price.pictureMicros;
  return promptExtend ? Math.ceil(micros * promptExtendFactor) : micros;
}

/** The price of what is sent along with one order, however many pictures it makes. */
export function referencesMicros(price: Price, { references }: PricedOrder): number {
  return (price.referenceMicros ?? 0) * references.length;
}

/** The price of a whole order when every picture of it is made. */
export function orderMicros(price: Price, order: PricedOrder): number {
  return order.n * pictureMicros(price, order) + referencesMicros(price, order);
}
