/**
 * The user's ledger remembers what was sent and is not fetched yet; a journal that lost such orders
 * gets them back from there before a run does anything else.
 * @module
 */
import type { SentLedger } from "../ledger/sent_ledger.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { Journal } from "../pipeline/journal.ts";
import { isUnsent, type OrderRow } from "../pipeline/journal_rows.ts";
import { entryKey, isOfLedger } from "./order_money.ts";
import { type RememberedOrder, rememberedOrders } from "./remembered_orders.ts";
import { sentEntry } from "./sent_entry.ts";
import { realPath } from "./task_owners.ts";

/** What a run has sent, and what the runs before it had. */
export class SentOrders {
  readonly #ledger: SentLedger | undefined;
  readonly #journal: Journal;
  readonly #pipeline: Pick<Pipeline, "dir" | "illustrations">;
  /** As the ledger knows the pipeline, whatever links lead to it. */
  readonly #path: string;
  /** Task ids by order as this run wrote them down. */
  readonly #written = new Map<number, string | undefined>();

  /** @param ledger undefined: nothing is remembered, as with rehearsals */
  constructor(
    ledger: SentLedger | undefined,
    journal: Journal,
    pipeline: Pick<Pipeline, "dir" | "illustrations">,
  ) {
    this.#ledger = ledger;
    this.#journal = journal;
    this.#pipeline = pipeline;
    this.#path = realPath(pipeline.dir);
  }

  /** Writes down where an order stands: from when it is sent until all of it is fetched. */
  note(order: OrderRow): void {
    if (this.#ledger === undefined || !isOfLedger(order)) return;
    if (isUnsent(order) ? this.#written.has(order.id) : this.#isOver(order)) {
      this.#ledger.forget(entryKey(this.#path, order));
      this.#written.delete(order.id);
    } else if (!isUnsent(order) && !this.#isWritten(order)) {
      // Accepted, and the journal could not take it: what the ledger has is not taken back.
      if (order.state === "sending" && this.#written.get(order.id) !== undefined) return;
      this.#ledger.put(sentEntry(this.#path, order));
      this.#written.set(order.id, order.taskId);
    }
  }

  /** Takes up in the journal what the ledger remembers and the journal does not. */
  restore(runId: number): void {
    if (this.#ledger === undefined) return;
    const { lostOrders } = this.#journal;
    const entries = this.#ledger.of(this.#path);
    for (const each of rememberedOrders(entries, this.#journal, this.#pipeline)) {
      const { entry, order, known, isLost } = each;
      if (known === undefined) {
        if (isLost) this.#takeUp(runId, each);
      } else if (isLost) lostOrders.reopen(known.id, order);
      else if (this.#isOver(known) || known.state === "dropped") this.#ledger.forget(entry);
    }
  }

  #takeUp(runId: number, { entry, order }: RememberedOrder): void {
    const restored = this.#journal.lostOrders.restore(runId, order);
    if (restored === undefined) return;
    if (restored.id !== entry.orderId) this.#ledger?.renumber(entry, restored.id);
    this.note(restored);
  }

  #isWritten({ id, taskId }: OrderRow): boolean {
    return this.#written.has(id) && this.#written.get(id) === taskId;
  }

  #isOver(order: OrderRow): boolean {
    if (order.state !== "settled") return ["failed", "canceled", "expired"].includes(order.state);
    return this.#journal.pictures.ofOrder(order.id).every(({ state }) => state !== "due");
  }
}
