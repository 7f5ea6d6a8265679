/**
 * Regenerations the page has begun, in flight until they end or the server is stopped. What they
 * order is in the journal before it is sent, so nothing depends on this memory.
 * @module
 */
import type { Pipeline } from "../pipeline/folder.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import type { RunPlan } from "../run/plan.ts";
import { regenerate, resume } from "../run/run.ts";
import { DEFAULT_WAIT_MS, type RunSettings, type Session } from "../run/context.ts";
import type { OrderOutcome, RunEvent, RunReport } from "../run/events.ts";
import type { ServiceAccess } from "../run/service_access.ts";

/** An order some job sees to. */
export interface OrderInHand {
  readonly order: OrderRow;
  /** The latest happening. */
  readonly event: RunEvent;
}

/** A plan whose order is not in the journal yet. */
export interface Pending {
  readonly id: number;
  readonly index: number;
  readonly plan: RunPlan;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
}

/** Something a job could not do. */
export interface Trouble {
  readonly id: number;
  readonly index: number;
  readonly outcome: OrderOutcome | undefined;
  readonly error: unknown;
}

/** Most troubles that are remembered. */
const MAX_TROUBLES = 200;

/** The jobs of one server. */
export class Jobs {
  readonly #open: () => Promise<ServiceAccess>;
  readonly #onEvent: (event: RunEvent) => void;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #pending = new Map<number, Pending>();
  readonly #inHand = new Map<number, OrderInHand>();
  readonly #troubles = new Map<number, Trouble>();
  #access: Promise<ServiceAccess> | undefined;
  #lastId = 0;
  #revision = 0;

  /**
   * @param open opens the service; called when it is needed first, and again after it failed
   * @param onEvent told of everything that happens
   */
  constructor(open: () => Promise<ServiceAccess>, onEvent: (event: RunEvent) => void = () => {}) {
    this.#open = open;
    this.#onEvent = onEvent;
  }

  /** Grows with everything that happens. */
  get revision(): number {
    return this.#revision;
  }

  /** Plans that are not orders yet, of one illustration. */
  pending(index: number): Pending[] {
    return [...this.#pending.values()].filter((each) => each.index === index);
  }

  /** Orders in hand, of one illustration. */
  inHand(index: number): OrderInHand[] {
    return [...this.#inHand.values()].filter(({ order }) => order.illustration === index);
  }

  /** What went wrong and was not dismissed, of one illustration. */
  troubles(index: number): Trouble[] {
    return [...this.#troubles.values()].filter((each) => each.index === index);
  }

  /** A trouble was read. */
  dismiss(id: number): void {
    if (this.#troubles.delete(id)) this.#revision++;
  }

  /**
   * The service, opened when it is not.
   * @throws {InputError} `key_missing`
   */
  async session(): Promise<Session> {
    this.#access ??= this.#open();
    try {
      return (await this.#access).session;
    } catch (error) {
      this.#access = undefined;
      throw error;
    }
  }

  /** Begins to carry out a plan about one illustration. */
  begin(session: Session, plan: RunPlan, index: number): void {
    const id = ++this.#lastId;
    this.#pending.set(id, { id, index, plan, sinceMs: session.clock.now() });
    const settings = this.#settings((event) => this.#note(event, id));
    this.#follow(id, index, regenerate(session, plan, settings));
  }

  /** Begins to finish what earlier runs left; `index` is where failures are shown. */
  beginResume(session: Session, pipeline: Pipeline, orderIds: number[], index: number): void {
    const settings = this.#settings((event) => this.#note(event, undefined));
    this.#follow(++this.#lastId, index, resume(session, pipeline, settings, { orderIds }));
  }

  /** Stops in good order: what is open stays in the journal, what is being sent is let finish. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
    await (await this.#access?.catch(() => undefined))?.close();
  }

  #settings(onEvent: (event: RunEvent) => void): RunSettings {
    return { command: "review", waitMs: DEFAULT_WAIT_MS, stop: this.#stop.signal, onEvent };
  }

  #note(event: RunEvent, pendingId: number | undefined): void {
    this.#revision++;
    this.#onEvent(event);
    const order = event.type === "ended" ? event.outcome.order : event.order;
    if (event.type === "ended") this.#inHand.delete(order.id);
    else this.#inHand.set(order.id, { order, event });
    const pending = pendingId === undefined ? undefined : this.#pending.get(pendingId);
    if (pending?.index === order.illustration) this.#pending.delete(pending.id);
  }

  #follow(id: number, index: number, report: Promise<RunReport>): void {
    const end = report
      .then(({ outcomes, leftovers, wasStopped }) => {
        for (const outcome of [...outcomes, ...leftovers]) {
          if (outcome.result !== "made" && !wasStopped) this.#complain(index, outcome, undefined);
        }
      })
      .catch((error) => this.#complain(index, undefined, error))
      .finally(() => {
        this.#pending.delete(id);
        this.#running.delete(end);
        this.#revision++;
      });
    this.#running.add(end);
  }

  #complain(asked: number, outcome: OrderOutcome | undefined, error: unknown): void {
    const id = ++this.#lastId;
    const index = outcome?.order.illustration ?? asked;
    this.#troubles.set(id, { id, index, outcome, error });
    const oldest = this.#troubles.keys().next().value;
    if (this.#troubles.size > MAX_TROUBLES && oldest !== undefined) this.#troubles.delete(oldest);
  }
}
