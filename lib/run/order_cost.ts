/**
 * What an order has cost, as far as the service said what it billed.
 * @module
 */
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { offerOf } from "../wan/order.ts";
import { amountOf, microsOf, referencesMicros } from "../wan/price.ts";
import { regionOf, REHEARSAL } from "../wan/regions.ts";

/**
 * The estimated cost of an order's billed pictures and of what was sent along, in the order's currency.
 * @param pictures how many to reckon with instead of what was billed
 * @returns undefined when nothing was said to be billed, or no price is known
 */
export function orderCost(order: OrderRow, pictures = order.billed): number | undefined {
  if (pictures === undefined || order.unitPrice === undefined) return undefined;
  if (pictures === 0) return 0;
  return amountOf(pictures * microsOf(order.unitPrice) + alongMicros(order));
}

/** The journal holds the price of a picture alone; what goes along is priced by the catalogue. */
export function alongMicros(order: OrderRow): number {
  if (order.references.length === 0 || order.service === REHEARSAL) return 0;
  const { price } = offerOf(order.model, regionOf(order.service));
  return price === undefined ? 0 : referencesMicros(price, order);
}
