/**
 * What is still to come of an illustration's orders, and which of them brought nothing.
 * @module
 */
import { REHEARSAL } from "../wan/regions.ts";
import { isoTime } from "./candidate.ts";
import type { DecisionRow } from "../pipeline/decisions_table.ts";
import type { OrderRow, OrderState, PictureRow } from "../pipeline/journal_rows.ts";
import { TASK_LIFE_MS } from "../wan/task_life.ts";

/** An order that is not finished. */
export interface OpenOrder {
  readonly orderId: number;
  readonly state: OrderState;
  readonly taskId: string | undefined;
  readonly model: string;
  readonly n: number;
  /** Ordered from the rehearsal service. */
  readonly isRehearsal: boolean;
  /** ISO 8601. */
  readonly orderedAt: string;
  /** Until then its pictures can be fetched; ISO 8601. */
  readonly expiresAt: string;
}

/** Numbers whose newest order ended without a picture, and about which nobody decided since. */
export function failedNumbers(
  orders: Iterable<OrderRow>,
  pictures: readonly PictureRow[],
  decisions: readonly DecisionRow[],
): Set<number> {
  const newest = new Map([...orders].map((order) => [order.illustration, order]));
  for (const { orderId, illustration, state } of pictures) {
    if (state === "saved" && newest.get(illustration)?.id === orderId) newest.delete(illustration);
  }
  for (const { illustration, state, madeAtMs } of decisions) {
    const endedAtMs = newest.get(illustration)?.endedAtMs ?? Infinity;
    if (state === "done" && madeAtMs > endedAtMs) newest.delete(illustration);
  }
  return new Set([...newest.values()].filter(isOver).map(({ illustration }) => illustration));
}

/** What was dropped before it was sent is no failure: somebody stopped the run. */
function isOver({ state }: OrderRow): boolean {
  return ["settled", "failed", "canceled", "expired"].includes(state);
}

/** Describes an order that is not finished. */
export function openOrder(order: OrderRow): OpenOrder {
  return {
    orderId: order.id,
    state: order.state,
    taskId: order.taskId,
    model: order.model,
    n: order.n,
    isRehearsal: order.service === REHEARSAL,
    orderedAt: isoTime(order.createdAtMs),
    expiresAt: isoTime((order.acceptedAtMs ?? order.sentAtMs ?? order.createdAtMs) + TASK_LIFE_MS),
  };
}
