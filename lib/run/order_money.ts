/**
 * What an order of the journal is in the ledger: what has to be set aside for it, and what became of
 * that.
 * @module
 */
import type { EntryKey, Reservation, Settlement } from "../ledger/entry.ts";
import { CURRENCIES, type Currency, microsOf } from "../money.ts";
import type { OrderRow, PictureRow } from "../pipeline/journal_rows.ts";
import { pictureMicros, type Price, referencesMicros } from "../wan/price.ts";
import { regionOf, REHEARSAL } from "../wan/regions.ts";
import { alongMicros } from "./order_cost.ts";

/** The order as the ledger knows it. @param pipeline the folder's real path */
export function entryKey(pipeline: string, { id, createdAtMs }: OrderRow): EntryKey {
  return { pipeline, orderId: id, orderedAtMs: createdAtMs };
}

/** When and by whom something is set aside. */
export type Occasion = Pick<Reservation, "run" | "atMs" | "isServiceTime" | "sends">;

/** What to set aside for an order that is about to be sent, at a price. */
export function reservationOf(
  pipeline: string,
  order: OrderRow,
  price: Price | undefined,
  occasion: Occasion,
): Reservation {
  return {
    ...entryKey(pipeline, order),
    ...occasion,
    illustration: order.illustration,
    service: order.service,
    region: regionNamed(order.service),
    model: order.model,
    pictures: order.n,
    currency: price?.currency,
    pictureMicros: price === undefined ? undefined : pictureMicros(price, order),
    referencesMicros: price === undefined ? 0 : referencesMicros(price, order),
  };
}

/** An order that was sent without the ledger's knowledge, at the price its journal names. */
export function recordedReservation(pipeline: string, order: OrderRow): Reservation {
  const { unitPrice, currency, serviceSentAtMs, sentAtMs, createdAtMs } = order;
  const known: Currency | undefined = CURRENCIES.find((each) => each === currency);
  const micros = unitPrice === undefined || known === undefined || !(unitPrice >= 0)
    ? undefined
    : microsOf(unitPrice);
  const isPriced = micros !== undefined && Number.isSafeInteger(micros * order.n);
  return {
    ...entryKey(pipeline, order),
    run: `${pipeline} ${order.runId}`,
    atMs: serviceSentAtMs ?? sentAtMs ?? createdAtMs,
    isServiceTime: serviceSentAtMs !== undefined,
    sends: order.sends,
    illustration: order.illustration,
    service: order.service,
    region: regionNamed(order.service),
    model: order.model,
    pictures: order.n,
    currency: isPriced ? known : undefined,
    pictureMicros: isPriced ? micros : undefined,
    referencesMicros: isPriced ? alongMicros(order) : 0,
  };
}

function regionNamed(service: string): string | undefined {
  return URL.canParse(service) ? regionOf(service) : undefined;
}

/** Whether an order is any of the ledger's business: a rehearsal costs nothing. */
export function isOfLedger({ service }: Pick<OrderRow, "service">): boolean {
  return service !== REHEARSAL && URL.canParse(service);
}

/**
 * What the journal says became of an order's money.
 * @param pictures of the order; asked for only when the service did not say what it billed
 * @returns undefined: it was not sent, so nothing need be set aside
 */
export function settlementOf(
  order: OrderRow,
  pictures: () => readonly PictureRow[],
): Settlement | undefined {
  const known = { taskId: order.taskId, serviceAtMs: order.serviceSentAtMs };
  switch (order.state) {
    case "planned":
    case "dropped":
      return undefined;
    case "sending":
    case "open":
      return { ...known, state: "reserved", isFinal: false };
    case "unknown":
      return { ...known, state: "unknown", isFinal: false };
    case "settled":
      return { ...known, ...billedOf(order, pictures) };
    case "failed":
      return { ...known, state: isRefused(order) ? "refused" : "free", isFinal: true };
    case "canceled":
      return { ...known, state: "free", isFinal: true };
    case "expired":
      // Nobody will ever tell: it counts as if it had been billed, and is shown as unknown.
      return { ...known, state: "unknown", isFinal: true };
  }
}

/** Every picture that came, and every one that was made and lost, was billed. */
function billedOf(order: OrderRow, pictures: () => readonly PictureRow[]): Settlement {
  if (order.billed !== undefined) return billedSettlement(order.billed);
  const states = pictures().map(({ state }) => state);
  if (states.includes("due")) return { state: "unknown", isFinal: false };
  return billedSettlement(states.filter((each) => each === "saved" || each === "lost").length);
}

/** What a number of billed pictures comes to. */
export function billedSettlement(billed: number): Settlement {
  return billed === 0
    ? { state: "free", isFinal: true }
    : { state: "billed", billed, isFinal: true };
}

/** The service said no; a failure after it had said yes, or of the way to it, is no refusal. */
function isRefused({ taskId, failure }: OrderRow): boolean {
  return taskId === undefined && failure?.status !== undefined;
}
