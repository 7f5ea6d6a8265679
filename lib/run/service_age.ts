/**
 * How old an order's task is, by the service's clock. This machine's clock may be set wrongly, so it
 * never decides that something paid for is gone.
 * @module
 */
import { type OrderRow } from "../pipeline/journal_rows.ts";
import { TASK_LIFE_MS } from "../wan/task_life.ts";
import type { RunContext } from "./context.ts";

/**
 * The age of an order's task, in milliseconds, never more than it is. Where the service's time was not
 * known when it was sent, the journal holds this machine's, which may have been right then or as wrong
 * as it is now: the smaller of the two ages counts.
 * @returns undefined while the service's time is not known
 */
export function serviceAgeMs(
  { session }: Pick<RunContext, "session">,
  order: OrderRow,
): number | undefined {
  const serviceNowMs = session.serviceClock.now();
  if (serviceNowMs === undefined) return undefined;
  if (order.serviceSentAtMs !== undefined) return serviceNowMs - order.serviceSentAtMs;
  const hereMs = order.acceptedAtMs ?? order.sentAtMs ?? order.createdAtMs;
  return Math.min(serviceNowMs - hereMs, session.clock.now() - hereMs);
}

/** Whether the service's own clock says that it may have deleted the task. */
export function isPastTaskLife(context: Pick<RunContext, "session">, order: OrderRow): boolean {
  return (serviceAgeMs(context, order) ?? 0) >= TASK_LIFE_MS;
}
