/**
 * Settling orders whose create was not answered: each gets its own task out of the service's list, or
 * the list proves that nothing was made. Neither is ever assumed, since one would lose a paid picture
 * and the other pay for it twice.
 * @module
 */
import type { GeneratorError, TransportError } from "../errors.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { untilStopped } from "../wan/pacing.ts";
import { isForeignAnswer } from "../wan/refusal.ts";
import type { TaskListRow } from "../wan/wire.ts";
import { type RunContext } from "./context.ts";
import { refreshed } from "./kept_order.ts";
import { ListFailures } from "./list_failures.ts";
import { type Loss, LostCreate, type Reading } from "./lost_create.ts";
import { Suspects } from "./suspects.ts";
import { TaskCensus, type TaskList } from "./task_census.ts";
import { matchTasks } from "./task_match.ts";

/** Pauses between readings of the list; the last one again and again. */
const PAUSES_MS = [1_000, 2_000, 3_000, 5_000] as const;

/** How settling an order ended. */
export type Verdict =
  /** It has its task, or somebody else has settled it: the journal says how it goes on. */
  | { readonly kind: "settled" }
  /** Proven: nothing was made and nothing is billed. */
  | { readonly kind: "absent" }
  /** Whatever there was, the service has deleted it. */
  | { readonly kind: "gone" }
  /** The address is not the service: nothing counts as sent. */
  | { readonly kind: "foreign"; readonly error: TransportError }
  /** Neither could be shown; it may have been accepted and billed. */
  | { readonly kind: "unknown"; readonly error: GeneratorError | undefined };

/** What is being settled in a run, by model. */
const SETTLEMENTS = new WeakMap<RunContext, Map<string, Settlement>>();

/**
 * Settles an order in state `unknown` together with all others of its model in this run, reading the
 * list once for all.
 * @param loss how the answer was lost; undefined when this run did not send it
 * @throws {StoppedError}
 */
export function settle(
  context: RunContext,
  order: OrderRow,
  loss: Loss | undefined,
): Promise<Verdict> {
  const settlements = SETTLEMENTS.get(context) ?? new Map<string, Settlement>();
  SETTLEMENTS.set(context, settlements);
  const known = settlements.get(order.model) ?? new Settlement(context, order.model);
  settlements.set(order.model, known);
  return known.add(order, loss);
}

interface Case {
  readonly lost: LostCreate;
  readonly end: (verdict: Verdict) => void;
  readonly fail: (error: unknown) => void;
}

/** The orders of one model that are settled together. */
class Settlement {
  readonly #context: RunContext;
  readonly #model: string;
  readonly #census: TaskCensus;
  readonly #failures: ListFailures;
  readonly #cases = new Map<number, Case>();
  #isWorking = false;

  constructor(context: RunContext, model: string) {
    this.#context = context;
    this.#model = model;
    this.#census = new TaskCensus(context.session, model);
    this.#failures = new ListFailures(context.session.client);
  }

  /** Adds an order; see {@link settle}. */
  add(order: OrderRow, loss: Loss | undefined): Promise<Verdict> {
    return new Promise((end, fail) => {
      const lost = new LostCreate(order, loss, this.#context.session.serviceClock);
      this.#cases.set(order.id, { lost, end, fail });
      if (!this.#isWorking) void this.#work();
    });
  }

  /** Reads the list until every case has ended; others may be added meanwhile. */
  async #work(): Promise<void> {
    const { session, stop } = this.#context;
    this.#isWorking = true;
    try {
      for (let round = 0; this.#cases.size > 0; round++) {
        await session.clock.wait(PAUSES_MS[round] ?? PAUSES_MS.at(-1) ?? 0, stop);
        await this.#round();
      }
    } catch (error) {
      const open = [...this.#cases.values()];
      this.#cases.clear();
      for (const { fail } of open) fail(error);
    } finally {
      this.#isWorking = false;
    }
  }

  async #round(): Promise<void> {
    this.#refresh();
    if (this.#cases.size === 0) return;
    const list = await this.#read();
    const { session, stop } = this.#context;
    if (list !== undefined) {
      // A create that is not answered yet may own what the list shows.
      await untilStopped(session.limits(this.#model).inFlight.answered(), stop);
      this.#learnTimes();
      const suspects = await this.#examine(list);
      this.#refresh();
      this.#adopt(suspects);
      const reading = { readAtMs: list.readAtMs, serviceNowMs: session.serviceClock.now() };
      for (const each of [...this.#cases.values()]) this.#judge(each, list, reading, suspects);
    }
    for (const each of [...this.#cases.values()]) {
      const isOver = each.lost.isOver(session.clock.now(), this.#context.waitMs);
      if (isOver) this.#end(each, { kind: "unknown", error: this.#failures.last });
    }
  }

  /** Orders that another process has settled are done. */
  #refresh(): void {
    for (const each of [...this.#cases.values()]) {
      each.lost.order = refreshed(this.#context, each.lost.order);
      if (each.lost.order.state !== "unknown") this.#end(each, { kind: "settled" });
    }
  }

  async #read(): Promise<TaskList | undefined> {
    const since = Math.min(...[...this.#cases.values()].map(({ lost }) => lost.earliestMs));
    try {
      const list = await this.#census.list(since, this.#context.stop);
      this.#failures.forget();
      return list;
    } catch (error) {
      this.#noteFailure(error);
      return undefined;
    }
  }

  /** A list that cannot be read in passing is read again; what will not pass ends the settling. */
  #noteFailure(thrown: unknown): void {
    const kind = this.#failures.note(thrown);
    if (kind === "passing") return;
    const error = this.#failures.last;
    for (const each of [...this.#cases.values()]) {
      // Only where the create itself was answered in foreign words, too, was it never the service.
      const { loss } = each.lost;
      const wasNever = kind === "foreign" && loss !== undefined && isForeignAnswer(loss.error);
      this.#end(
        each,
        wasNever
          ? { kind: "foreign", error: this.#failures.notTheService() }
          : { kind: "unknown", error },
      );
    }
  }

  /** Sent by this very process, when the service's time was not known yet. */
  #learnTimes(): void {
    const { session, journal } = this.#context;
    const { isSteady, offsetMs } = session.serviceClock;
    for (const { lost } of this.#cases.values()) {
      const { id, sentAtMs, serviceSentAtMs } = lost.order;
      const isKnown = serviceSentAtMs !== undefined || sentAtMs === undefined;
      if (isKnown || lost.loss === undefined || offsetMs === undefined || !isSteady) continue;
      journal.orders.noteServiceTime(id, sentAtMs + offsetMs);
      lost.order = refreshed(this.#context, lost.order);
    }
  }

  /** Sorts out what is somebody's already, and asks for the rest. */
  async #examine({ rows }: TaskList): Promise<Suspects> {
    const { owners, stop } = this.#context;
    const suspects = new Suspects(owners);
    const left: TaskListRow[] = [];
    for (const row of rows) {
      const own = owners.ownOrder(row.taskId);
      if (own !== undefined) suspects.noteOwn(own);
      else if (this.#isSuspect(row)) left.push(row);
    }
    for (const row of left) {
      const known = row.status === "succeeded"
        ? await this.#census.ask(row, stop).catch((error) => this.#noteFailure(error))
        : undefined;
      if (known === undefined) suspects.unfinished.push(row);
      else suspects.finished.push(known);
    }
    return suspects;
  }

  /** Whether a task could be a case's. What failed or was cancelled is billed to nobody. */
  #isSuspect(row: TaskListRow): boolean {
    if (row.status === "failed" || row.status === "canceled") return false;
    if (![...this.#cases.values()].some(({ lost }) => lost.canBe(row))) return false;
    const owner = this.#context.owners.ledgerOwner(row.taskId);
    if (owner === undefined) return true;
    // Written down in the ledger, and the journal could not be written any more.
    const own = owner === "elsewhere" ? undefined : this.#cases.get(owner);
    if (own?.lost.canBe(row)) this.#give(own, row.taskId);
    return false;
  }

  /** Orders sent first choose first; an order whose twin is on its way in another process waits. */
  #adopt(suspects: Suspects): void {
    const { journal, session } = this.#context;
    const sending = journal.orders.beingSent(session.service, this.#model);
    const wishes = [...this.#cases.values()]
      .map(({ lost }) => lost)
      .filter(({ order }) => !sending.some(({ prompt }) => prompt === order.prompt))
      .toSorted((a, b) => (a.order.sentAtMs ?? 0) - (b.order.sentAtMs ?? 0))
      .map((lost) => [lost.order.id, suspects.fitting(lost).map(({ row }) => row.taskId)] as const);
    for (const [orderId, taskId] of matchTasks(new Map(wishes))) {
      const own = this.#cases.get(orderId);
      if (own !== undefined) this.#give(own, taskId);
    }
  }

  #give(own: Case, taskId: string): void {
    const { order } = own.lost;
    if (!this.#context.owners.adopt(order, taskId)) return;
    this.#context.accepted++;
    this.#context.onEvent({ type: "located", order: refreshed(this.#context, order) });
    this.#end(own, { kind: "settled" });
  }

  #judge(each: Case, list: TaskList, reading: Reading, suspects: Suspects): void {
    const { lost } = each;
    if (lost.isSurelyGone(reading)) return this.#end(each, { kind: "gone" });
    if (!lost.isListCurrent(reading, suspects.showsLaterThan(lost.order))) return;
    const orders = this.#context.journal.orders.unfinished();
    const only = list.isWhole ? suspects.onlyOneFor(lost, orders) : undefined;
    if (only !== undefined) return this.#give(each, only.row.taskId);
    if (list.isWhole && suspects.isClearFor(lost)) return this.#end(each, { kind: "absent" });
    if (!lost.isBlockedTooLong(reading)) return;
    this.#end(each, { kind: "unknown", error: this.#failures.last });
  }

  #end({ lost, end }: Case, verdict: Verdict): void {
    this.#cases.delete(lost.order.id);
    end(verdict);
  }
}
