/**
 * Taking back orders that were just given, as far as the service lets us: only what still waits for
 * its turn there can be cancelled.
 * @module
 */
import { GeneratorError } from "../errors.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import { isUnsent, type OrderRow } from "../pipeline/journal_rows.ts";
import type { Session } from "./context.ts";

/** What became of the orders. */
export interface CancelReport {
  /** Cancelled at the service before they began: nothing is billed. */
  readonly canceled: readonly OrderRow[];
  /** The service works on them or has finished: they are billed, and their pictures are kept. */
  readonly kept: readonly OrderRow[];
  /** Never sent. */
  readonly unsent: readonly OrderRow[];
}

/**
 * Cancels what can be cancelled of these orders, and writes it down.
 * @throws {StorageError} when the journal cannot be used
 */
export async function cancelOrders(
  session: Session,
  pipeline: Pipeline,
  orderIds: readonly number[],
): Promise<CancelReport> {
  const journal = Journal.open(pipeline.stateDir, () => session.clock.now());
  try {
    const orders = orderIds.flatMap((id) => journal.orders.get(id) ?? []);
    await Promise.all(orders.map((order) => cancelOne(session, journal, order)));
    const now = orderIds.flatMap((id) => journal.orders.get(id) ?? []);
    return {
      canceled: now.filter(({ state }) => state === "canceled"),
      kept: now.filter(({ state }) => ["open", "unknown", "sending", "settled"].includes(state)),
      unsent: now.filter(isUnsent),
    };
  } finally {
    journal.close();
  }
}

async function cancelOne(session: Session, journal: Journal, order: OrderRow): Promise<void> {
  if (order.state !== "open" || order.taskId === undefined) return;
  try {
    await session.reads.acquire();
    if (!await session.client.cancelTask(order.taskId)) return;
    journal.orders.end(order.id, "canceled", undefined);
  } catch (error) {
    // Not known to be cancelled: it stays open and is fetched like any other.
    if (!(error instanceof GeneratorError)) throw error;
  }
}
