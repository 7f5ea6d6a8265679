/**
 * An order as the journal has it at this moment, and what holds when the journal has it no more.
 * @module
 */
import { type GeneratorError, StorageError } from "../errors.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { isStop, type RunContext } from "./context.ts";

/** An order as it stands now; as it last stood when the journal has lost it. */
export function refreshed(context: RunContext, order: OrderRow): OrderRow {
  return kept(context, order) ?? context.lastSeen.get(order.id) ?? order;
}

/**
 * Makes sure that the journal still is the one in which the order was written down: somebody may copy
 * an older one over it, which then has no such order, or another one of its number.
 * @returns the order as it stands now
 * @throws {StorageError} `journal_moved`
 */
export function requireKept(context: RunContext, order: OrderRow): OrderRow {
  const now = kept(context, order);
  if (now !== undefined) return now;
  throw new StorageError("journal_moved", { path: context.journal.path });
}

function kept({ journal, lastSeen }: RunContext, order: OrderRow): OrderRow | undefined {
  const now = journal.orders.get(order.id);
  const isSame = now?.createdAtMs === order.createdAtMs && now.fingerprint === order.fingerprint;
  if (!isSame || isOlder(now, lastSeen.get(order.id))) return undefined;
  lastSeen.set(order.id, now);
  return now;
}

/** Sends are never taken back, and a task only by an order that becomes `unknown`. */
function isOlder(now: OrderRow, seen: OrderRow | undefined): boolean {
  if (seen === undefined) return false;
  return now.sends < seen.sends ||
    (now.sends === seen.sends && seen.taskId !== undefined && now.taskId === undefined &&
      now.state !== "unknown");
}

/** Why an order really failed: in a journal that lost it, whatever failed failed for that. */
export function causeOf(
  context: RunContext,
  order: OrderRow,
  error: GeneratorError,
): GeneratorError {
  if (isStop(error)) return error;
  try {
    requireKept(context, order);
    return error;
  } catch (moved) {
    return moved instanceof StorageError && moved.code === "journal_moved" ? moved : error;
  }
}
