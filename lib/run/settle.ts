/**
 * Settling orders whose create was not answered: each gets its own task out of the service's list, or
 * the list proves that nothing was made. Neither is ever assumed, since one would lose a paid picture
 * and the other pay for it twice.
 * @module
 */
import { GeneratorError, ServiceError, StoppedError, TransportError } from "../errors.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { untilStopped } from "../wan/pacing.ts";
import { isForeignAnswer } from "../wan/refusal.ts";
import type { TaskListRow } from "../wan/wire.ts";
import { asGeneratorError, refreshed, type RunContext } from "./context.ts";
import { type Loss, LostCreate, type Reading } from "./lost_create.ts";
import { type KnownTask, TaskCensus, type TaskList } from "./task_census.ts";
import { likenessOf, matchTasks } from "./task_match.ts";

/** Pauses between readings of the list; the last one again and again. */
const PAUSES_MS = [1_000, 2_000, 3_000, 5_000] as const;

/** So many lists in other words than the service's, and none in its own, are no accident. */
const MIN_FOREIGN_LISTS = 3;

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
export type Settlements = Map<string, Settlement>;

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
  const known = context.settlements.get(order.model) ?? new Settlement(context, order.model);
  context.settlements.set(order.model, known);
  return known.add(order, loss);
}

interface Case {
  readonly lost: LostCreate;
  readonly end: (verdict: Verdict) => void;
  readonly fail: (error: unknown) => void;
}

/** The rows of a list that could be somebody's, and what is known of them. */
interface Suspects {
  readonly finished: readonly KnownTask[];
  readonly unfinished: readonly TaskListRow[];
  readonly showsLater: (order: OrderRow) => boolean;
}

/** The orders of one model that are settled together. */
export class Settlement {
  readonly #context: RunContext;
  readonly #model: string;
  readonly #census: TaskCensus;
  readonly #cases = new Map<number, Case>();
  #isWorking = false;
  #foreignLists = 0;
  #error: GeneratorError | undefined;

  constructor(context: RunContext, model: string) {
    this.#context = context;
    this.#model = model;
    this.#census = new TaskCensus(context.session, model);
  }

  /** Adds an order; see {@link settle}. */
  add(order: OrderRow, loss: Loss | undefined): Promise<Verdict> {
    return new Promise((end, fail) => {
      const lost = new LostCreate(order, loss, this.#context.session.clock.now());
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
      this.#adopt(suspects.finished);
      const reading = { readAtMs: list.readAtMs, serviceNowMs: session.serviceClock.now() };
      for (const each of [...this.#cases.values()]) this.#judge(each, list, reading, suspects);
    }
    for (const each of [...this.#cases.values()]) {
      const isOver = each.lost.isOver(session.clock.now(), this.#context.waitMs);
      if (isOver) this.#end(each, { kind: "unknown", error: this.#error });
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
      this.#error = undefined;
      return list;
    } catch (error) {
      this.#noteFailure(asGeneratorError(error));
      return undefined;
    }
  }

  /** A list that cannot be read in passing is read again; what will not pass ends the settling. */
  #noteFailure(error: GeneratorError): void {
    if (error instanceof StoppedError) throw error;
    this.#error = error;
    const { client } = this.#context.session;
    if (isForeignAnswer(error) && !client.hasSpoken) {
      if (++this.#foreignLists < MIN_FOREIGN_LISTS) return;
      for (const each of [...this.#cases.values()]) this.#endForeign(each, error);
      return;
    }
    const isFinal = error instanceof ServiceError
      ? error.authoritative && error.retry === "never"
      : error instanceof TransportError && error.isLasting;
    if (!isFinal) return;
    for (const each of [...this.#cases.values()]) this.#end(each, { kind: "unknown", error });
  }

  /** Only where the create itself was answered in foreign words, too, was it never the service. */
  #endForeign(each: Case, error: GeneratorError): void {
    const { client } = this.#context.session;
    const isNever = each.lost.loss !== undefined && isForeignAnswer(each.lost.loss.error);
    if (!isNever) return this.#end(each, { kind: "unknown", error });
    const status = error instanceof ServiceError ? error.status : Number(error.facts["status"]);
    const facts = { host: new URL(client.baseUrl).host, baseUrl: client.baseUrl, status };
    const cause = new TransportError("not_the_service", "connect", facts, error);
    this.#end(each, { kind: "foreign", error: cause });
  }

  /** Sent by this very process, when the service's time was not known yet. */
  #learnTimes(): void {
    const { session, journal } = this.#context;
    const { offsetMs } = session.serviceClock;
    for (const { lost } of this.#cases.values()) {
      const { id, sentAtMs, serviceSentAtMs } = lost.order;
      const isKnown = serviceSentAtMs !== undefined || sentAtMs === undefined;
      if (isKnown || lost.loss === undefined || offsetMs === undefined) continue;
      journal.orders.noteServiceTime(id, sentAtMs + offsetMs);
      lost.order = refreshed(this.#context, lost.order);
    }
  }

  /** Sorts out what is somebody's already, and asks for the rest. */
  async #examine({ rows }: TaskList): Promise<Suspects> {
    const { owners, stop } = this.#context;
    const suspects: TaskListRow[] = [];
    const finished: KnownTask[] = [];
    const unfinished: TaskListRow[] = [];
    const ownAcceptedAtMs: number[] = [];
    for (const row of rows) {
      const own = owners.ownOrder(row.taskId);
      if (own !== undefined) ownAcceptedAtMs.push(own.acceptedAtMs ?? 0);
      else if (this.#isSuspect(row)) suspects.push(row);
    }
    for (const row of suspects) {
      const known = row.status === "succeeded"
        ? await this.#census.ask(row, stop).catch((error) => this.#noteFailure(error))
        : undefined;
      if (known === undefined) unfinished.push(row);
      else finished.push(known);
    }
    const latestOwnMs = Math.max(0, ...ownAcceptedAtMs);
    return { finished, unfinished, showsLater: (order) => latestOwnMs > (order.sentAtMs ?? 0) };
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

  #adopt(finished: readonly KnownTask[]): void {
    const { journal, session } = this.#context;
    const sending = journal.orders.beingSent(session.service, this.#model);
    const cases = [...this.#cases.values()]
      .filter(({ lost }) => !sending.some(({ prompt }) => prompt === lost.order.prompt))
      .toSorted((a, b) => (a.lost.order.sentAtMs ?? 0) - (b.lost.order.sentAtMs ?? 0));
    const wishes = cases.map(({ lost }) => {
      const fitting = finished
        .filter((task) => lost.canBe(task.row) && likenessOf(lost.order, task) === "same")
        .toSorted((a, b) => lost.distanceMs(a.row) - lost.distanceMs(b.row));
      return [lost.order.id, fitting.map(({ row }) => row.taskId)] as const;
    });
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
    if (!this.#cases.has(lost.order.id)) return;
    if (lost.isSurelyGone(reading)) return this.#end(each, { kind: "gone" });
    if (!lost.isListCurrent(reading, suspects.showsLater(lost.order))) return;
    const { owners } = this.#context;
    const isUnclear = !list.isWhole ||
      suspects.unfinished.some((row) => lost.canBe(row)) ||
      suspects.finished.some((task) =>
        lost.canBe(task.row) && owners.ownOrder(task.row.taskId) === undefined &&
        likenessOf(lost.order, task) !== "other"
      );
    if (!isUnclear) return this.#end(each, { kind: "absent" });
    if (lost.isBlockedTooLong(reading)) this.#end(each, { kind: "unknown", error: this.#error });
  }

  #end({ lost, end }: Case, verdict: Verdict): void {
    this.#cases.delete(lost.order.id);
    end(verdict);
  }
}
