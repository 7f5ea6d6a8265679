/**
 * The money of one run: set aside before an order is sent, settled by what becomes of the order.
 * Everything that sends goes through here, whoever asked for it.
 * @module
 */
import { randomUUID } from "node:crypto";
import { CeilingError, InputError, StorageError } from "../errors.ts";
import type { SpendingLedger } from "../ledger/spending_ledger.ts";
import { localDay } from "../ledger/local_day.ts";
import { amountOf, type Ceiling, type CeilingState } from "../money.ts";
import type { Journal } from "../pipeline/journal.ts";
import { isUnsent, type OrderRow } from "../pipeline/journal_rows.ts";
import type { Clock } from "../wan/pacing.ts";
import type { Price } from "../wan/price.ts";
import { fillBeside, fillFrom } from "./ledger_filling.ts";
import { type AskedService, settleByJournals, settleByService } from "./ledger_recovery.ts";
import { entryKey, isOfLedger, reservationOf, settlementOf } from "./order_money.ts";
import { realPath } from "./task_owners.ts";

/** What a run may spend. */
export interface SpendingTerms {
  readonly ceilings: readonly Ceiling[];
  /** Of the model that is ordered; undefined: not known. */
  readonly price: Price | undefined;
  /** The name that is sent. */
  readonly model: string;
}

/** The session of a run, as far as its money goes. */
interface SpendingSession extends AskedService {
  /** Undefined: a rehearsal. */
  readonly spending: SpendingLedger | undefined;
  readonly clock: Clock;
}

/** Where a run spends. */
interface Place {
  readonly session: SpendingSession;
  readonly journal: Journal;
  readonly pipelineDir: string;
}

/** The money of one run. */
export class Spending {
  readonly #session: SpendingSession;
  readonly #journal: Journal;
  readonly #pipeline: string;
  readonly #terms: SpendingTerms | undefined;
  readonly #ledger: SpendingLedger | undefined;
  readonly #run = randomUUID();

  /** @param terms undefined: a run that orders nothing */
  constructor({ session, journal, pipelineDir }: Place, terms: SpendingTerms | undefined) {
    this.#session = session;
    this.#journal = journal;
    this.#pipeline = realPath(pipelineDir);
    this.#terms = terms;
    this.#ledger = session.spending;
  }

  /** Whether anything limits it. */
  get isLimited(): boolean {
    return (this.#terms?.ceilings.length ?? 0) > 0;
  }

  /**
   * Brings the ledger up to date with what the pipelines' journals know and, under a ceiling, with
   * what the service knows of the tasks that killed processes left.
   * @throws {StorageError} `ceiling_unguarded`
   * @throws {StoppedError}
   */
  async prepare(stop: AbortSignal): Promise<void> {
    const ledger = this.#requireLedger();
    if (ledger === undefined) return;
    fillFrom(ledger, this.#pipeline, this.#journal);
    fillBeside(ledger, this.#pipeline);
    settleByJournals(ledger);
    if (this.isLimited) await settleByService(this.#session, ledger, stop);
  }

  /**
   * A ledger that was deleted under a run missed what became of its orders: it is told once more.
   * @throws {StorageError} the journal cannot be read
   */
  complete(): void {
    if (this.#ledger === undefined || this.#ledger.filledTo(this.#pipeline) !== undefined) return;
    fillFrom(this.#ledger, this.#pipeline, this.#journal, { isWhole: true });
  }

  /**
   * Learns the service's time, which says what day it is, before the first order is sent; free.
   * @throws {ServiceError | TransportError} no answer came at all
   * @throws {StoppedError}
   */
  async learnTime(stop: AbortSignal): Promise<void> {
    const { serviceClock, reads, client } = this.#session;
    const isDated = this.#terms?.ceilings.some(({ period }) => period !== "run") ?? false;
    if (!isDated || serviceClock.offsetMs !== undefined) return;
    await reads.acquire(stop);
    try {
      await client.listTasks(this.#terms?.model ?? "", 1, stop);
    } catch (error) {
      // A refusal tells the time as well, and the order will meet it itself.
      if (serviceClock.offsetMs === undefined) throw error;
    }
  }

  /**
   * Sets the worst case of an order aside.
   * @param isLeaving its create leaves next
   * @throws {CeilingError} `ceiling_reached`
   * @throws {StorageError} `ceiling_unguarded`
   * @throws {InputError} `price_unknown`
   */
  reserve(order: OrderRow, isLeaving = false): void {
    const ledger = this.#requireLedger();
    if (ledger === undefined || !isOfLedger(order)) return;
    const { ceilings, price } = this.#terms ?? { ceilings: [], price: undefined };
    if (ceilings.length > 0 && price === undefined) {
      throw new InputError("price_unknown", { model: order.model });
    }
    const sends = order.sends + (isLeaving ? 1 : 0);
    const wish = reservationOf(this.#pipeline, order, price, { ...this.#occasion(), sends });
    let reserved = ledger.reserve(wish, ceilings);
    if (reserved.kind === "unfilled") {
      // The file was replaced under our hands: what it held is read again before anything counts.
      fillFrom(ledger, this.#pipeline, this.#journal, { isWhole: true });
      fillBeside(ledger, this.#pipeline);
      reserved = ledger.reserve(wish, ceilings);
    }
    if (reserved.kind === "exceeded") throw exceeded(reserved.ceiling, reserved.neededMicros);
    if (reserved.kind === "unfilled" && ceilings.length > 0) {
      throw new StorageError("ceiling_unguarded", { path: "", reason: "not filled" });
    }
  }

  /** Writes down what became of an order's money, as far as the journal knows. */
  note(order: OrderRow): void {
    if (this.#ledger === undefined || !isOfLedger(order)) return;
    const key = entryKey(this.#pipeline, order);
    const settlement = settlementOf(order, () => this.#journal.pictures.ofOrder(order.id));
    if (settlement !== undefined) this.#ledger.settle(key, settlement);
  }

  /** A run has ended: what it set aside and never sent is free again. */
  release(order: OrderRow): void {
    if (isUnsent(order)) this.#ledger?.giveBack(entryKey(this.#pipeline, order), order.sends);
  }

  /** Where the ceilings stand; empty when there is none. */
  states(): readonly CeilingState[] {
    const { run, atMs } = this.#occasion();
    const ceilings = this.#terms?.ceilings ?? [];
    return this.#ledger?.states(ceilings, { run, day: localDay(atMs) }) ?? [];
  }

  #occasion() {
    const { offsetMs } = this.#session.serviceClock;
    const atMs = this.#session.clock.now() + (offsetMs ?? 0);
    return { run: this.#run, atMs, isServiceTime: offsetMs !== undefined };
  }

  /** A rehearsal has no ledger and no ceiling. */
  #requireLedger(): SpendingLedger | undefined {
    if (this.#ledger === undefined && this.isLimited) {
      throw new StorageError("ceiling_unguarded", { path: "", reason: "no ledger" });
    }
    return this.#ledger;
  }
}

function exceeded(ceiling: CeilingState, neededMicros: number): CeilingError {
  const { period, currency, limitMicros, leftMicros, name } = ceiling;
  return new CeilingError("ceiling_reached", {
    period,
    currency,
    name,
    limit: amountOf(limitMicros),
    left: amountOf(leftMicros),
    needed: amountOf(neededMicros),
  });
}
