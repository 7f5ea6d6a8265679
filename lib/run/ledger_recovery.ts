/**
 * Settling what killed processes left in the ledger: by the journals of their pipelines first, then
 * by asking the service for their tasks. Whoever looks next does it; nothing is given back while its
 * task may still be billed.
 * @module
 */
import { StoppedError } from "../errors.ts";
import type { OpenEntry } from "../ledger/entry.ts";
import type { SpendingLedger } from "../ledger/spending_ledger.ts";
import type { Journal } from "../pipeline/journal.ts";
import { withJournal } from "./ledger_filling.ts";
import { SURELY_GONE_MS } from "./lost_create.ts";
import { billedSettlement, settlementOf } from "./order_money.ts";
import { endOf } from "./task_end.ts";
import type { WanClient } from "../wan/client.ts";
import type { RateLimiter } from "../wan/pacing.ts";
import type { ServiceClock } from "../wan/service_clock.ts";

/** The service as far as it is asked about money; a session is one. */
export interface AskedService {
  /** Its base address. */
  readonly service: string;
  readonly client: Pick<WanClient, "fetchTask" | "listTasks">;
  readonly reads: RateLimiter;
  readonly serviceClock: ServiceClock;
}

/** Tasks that are asked for at once; the next look asks for more. */
const MAX_QUESTIONS = 20;

/**
 * Settles by asking the service for tasks that no living run follows.
 * @throws {StoppedError}
 */
export async function settleByService(
  session: AskedService,
  ledger: SpendingLedger,
  stop: AbortSignal,
): Promise<void> {
  const left = lonely(ledger).filter(({ service }) => service === session.service);
  const askable = left.filter(({ taskId }) => taskId !== undefined).slice(0, MAX_QUESTIONS);
  await Promise.all(askable.map((entry) => askFor(session, ledger, entry, stop)));
  for (const entry of left) {
    if (entry.taskId === undefined && isSurelyGone(session, entry)) {
      ledger.settle(entry, { state: "unknown", isFinal: true });
    }
  }
}

/** Settles by the journals alone; sends nothing. */
export function settleByJournals(ledger: SpendingLedger): void {
  for (const [pipeline, entries] of Map.groupBy(ledger.open(), (entry) => entry.pipeline)) {
    withJournal(pipeline, (journal) => {
      for (const entry of entries) settleByJournal(ledger, journal, entry);
    });
  }
}

function orderIn(journal: Journal, { orderId, orderedAtMs }: OpenEntry) {
  const order = journal.orders.get(orderId);
  return order?.createdAtMs === orderedAtMs ? order : undefined;
}

function settleByJournal(ledger: SpendingLedger, journal: Journal, entry: OpenEntry): void {
  // Asked first: a run that ends in between has written its orders down by then.
  const seen = orderIn(journal, entry);
  const isAlive = seen !== undefined && journal.runs.isAlive(seen.runId);
  const order = orderIn(journal, entry);
  if (order === undefined) return;
  const settlement = settlementOf(order, () => journal.pictures.ofOrder(order.id));
  if (settlement === undefined) {
    if (!isAlive) ledger.giveBack(entry, order.sends);
  } else if (order.state === "sending" && !isAlive) {
    ledger.settle(entry, { ...settlement, state: "unknown" });
  } else {
    ledger.settle(entry, settlement);
  }
}

/** What is open and in no living run's hands, as far as the journals at hand tell. */
function lonely(ledger: SpendingLedger): OpenEntry[] {
  return ledger.open().filter((entry) =>
    withJournal(entry.pipeline, (journal) => {
      const order = orderIn(journal, entry);
      return order === undefined || !journal.runs.isAlive(order.runId);
    }) ?? true
  );
}

/** The journal of its pipeline still says "open": that is for `resume`, which fetches the pictures. */
async function askFor(
  session: AskedService,
  ledger: SpendingLedger,
  entry: OpenEntry,
  stop: AbortSignal,
): Promise<void> {
  try {
    await session.reads.acquire(stop);
    const task = await session.client.fetchTask(entry.taskId ?? "", stop);
    if (task.status === "pending" || task.status === "running") return;
    if (task.status === "unknown") {
      if (!isSurelyGone(session, entry)) return;
      return ledger.settle(entry, { state: "unknown", isFinal: true });
    }
    const end = endOf(task, entry.pictures);
    if (end.kind !== "settled") ledger.settle(entry, { state: "free", isFinal: true });
    else if (end.billed !== undefined) ledger.settle(entry, billedSettlement(end.billed));
  } catch (error) {
    if (error instanceof StoppedError) throw error;
    // The next look asks again; until then it counts in full.
  }
}

/** By the service's clock alone: a wrong one of ours must not close what may still be told. */
function isSurelyGone({ serviceClock }: AskedService, { atMs }: OpenEntry): boolean {
  const nowMs = serviceClock.now();
  return nowMs !== undefined && nowMs - atMs >= SURELY_GONE_MS;
}
