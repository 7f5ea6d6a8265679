/**
 * Where an order stands, by the journal and the runs that have it in hand.
 * @module
 */
import type { BackgroundRun } from "../run/background_run.ts";
import type { Trouble } from "../run/events.ts";
import { resultOf } from "../run/run_order.ts";
import type { Journal } from "../pipeline/journal.ts";
import type { OrderRow, PictureRow } from "../pipeline/journal_rows.ts";

/** Where an illustration's order stands. */
export const STATUSES = [
  "saved",
  "partly_saved",
  "queued",
  "running",
  "not_fetched",
  "unknown",
  "canceled",
  "failed",
  "not_sent",
  "would_order",
] as const;

/** One of {@link STATUSES}. */
export type Status = typeof STATUSES[number];

/** Whether some run, of this process or another, has the order in hand. */
function isInHand(journal: Journal, order: OrderRow, jobs: readonly BackgroundRun[]): boolean {
  return jobs.some((job) => job.isAtWork(order.id)) ||
    (jobs.every((job) => job.outcome(order.id) === undefined) && journal.runs.isAlive(order.runId));
}

/** Where an order stands. */
export function statusOf(
  journal: Journal,
  order: OrderRow,
  pictures: readonly PictureRow[],
  jobs: readonly BackgroundRun[],
): Status {
  const inHand = isInHand(journal, order, jobs);
  if (order.state === "canceled") return "canceled";
  switch (resultOf(order, pictures, inHand ? undefined : outcomeTroubles(order, jobs)[0]?.error)) {
    case "made":
      return "saved";
    case "partly":
      return "partly_saved";
    case "unsent":
      return inHand ? "queued" : "not_sent";
    case "unsaved":
      return inHand ? "running" : "not_fetched";
    case "unknown":
      return inHand ? "running" : "unknown";
    case "running":
      return "running";
    default:
      return "failed";
  }
}

/** Nothing about the order will change unless somebody waits for it again. */
export function isSettled(
  journal: Journal,
  orderId: number,
  jobs: readonly BackgroundRun[],
): boolean {
  // Known without a look into the journal: this is asked at every happening of every run.
  if (jobs.some((job) => job.isAtWork(orderId))) return false;
  const order = journal.orders.get(orderId);
  return order === undefined || !isInHand(journal, order, jobs) || isFinal(journal, order, jobs);
}

function isFinal(journal: Journal, order: OrderRow, jobs: readonly BackgroundRun[]): boolean {
  if (jobs.some((job) => job.isAtWork(order.id))) return false;
  if (["failed", "canceled", "expired"].includes(order.state)) return true;
  return order.state === "settled" &&
    journal.pictures.ofOrder(order.id).every(({ state }) => state !== "due");
}

/** What stood in an order's way, as far as these runs know: of the first that met something. */
export function outcomeTroubles(
  order: OrderRow,
  jobs: readonly BackgroundRun[],
): readonly Trouble[] {
  return jobs.map((job) => job.outcome(order.id)?.troubles ?? [])
    .find((troubles) => troubles.length > 0) ?? [];
}
