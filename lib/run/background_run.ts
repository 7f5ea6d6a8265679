/**
 * One run that goes on while nobody waits for it: what it sees to, and what became of that so far.
 * @module
 */
import { fingerprintOf } from "../pipeline/fingerprint.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { DEFAULT_WAIT_MS, type RunSettings, type Session } from "./context.ts";
import type { OrderOutcome, RunEvent, RunReport } from "./events.ts";
import type { RunPlan } from "./plan.ts";

/** An order that a background run was asked for. */
export interface BackgroundOrder {
  readonly id: number;
  readonly index: number;
  /** It was under way before: this run bought nothing. */
  readonly isAdopted: boolean;
}

/** An order that the run has in hand at this moment. */
export interface OrderInHand {
  readonly order: OrderRow;
  /** The latest happening. */
  readonly event: RunEvent;
}

/** What a background run is made of. */
export interface BackgroundRunParts {
  /** Of its own within the process. */
  readonly id: number;
  readonly session: Session;
  readonly pipeline: Pipeline;
  /** What is ordered; undefined: it only finishes what earlier runs left. */
  readonly plan: RunPlan | undefined;
  /** Told at every happening; the event is undefined when the run has ended. */
  readonly onChange: (event: RunEvent | undefined) => void;
}

/** A run that goes on while nobody waits for it; its orders and their ends are kept for whoever asks later. */
export class BackgroundRun {
  readonly id: number;
  readonly session: Session;
  readonly pipeline: Pipeline;
  /** Undefined: it only finishes what earlier runs left. */
  readonly plan: RunPlan | undefined;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
  readonly #onChange: (event: RunEvent | undefined) => void;
  readonly #stop = new AbortController();
  readonly #wanted: ReadonlySet<string>;
  readonly #orders = new Map<number, BackgroundOrder>();
  readonly #inHand = new Map<number, OrderInHand>();
  readonly #outcomes = new Map<number, OrderOutcome>();
  readonly #begun = Promise.withResolvers<void>();
  #done: Promise<void> = Promise.resolve();
  #isOver = false;
  #error: unknown;

  constructor({ id, session, pipeline, plan, onChange }: BackgroundRunParts) {
    this.id = id;
    this.session = session;
    this.pipeline = pipeline;
    this.plan = plan;
    this.sinceMs = session.clock.now();
    this.#wanted = new Set(plan?.entries.map(({ order }) => fingerprintOf(order)));
    this.#onChange = onChange;
  }

  /** Whether the run has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether it was asked to stop: what it left is nobody's fault. */
  get wasStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Why it could not go on at all. */
  get error(): unknown {
    return this.#error;
  }

  /** The orders that were asked for, as far as they are in the journal; all it took up without a plan. */
  get orders(): BackgroundOrder[] {
    return [...this.#orders.values()];
  }

  /** Whether all that was asked for is in the journal. */
  get isRecorded(): boolean {
    return this.#isOver || this.#orders.size >= this.#wanted.size;
  }

  /** Whether the plan orders something of this illustration that is not in the journal yet. */
  awaits(index: number): boolean {
    const isPlanned = this.plan?.entries.some((entry) => entry.index === index) ?? false;
    return isPlanned && !this.#isOver && this.orders.every((order) => order.index !== index);
  }

  /** Resolves when the first order is in hand, or the run has ended without one. */
  begun(): Promise<void> {
    return this.#begun.promise;
  }

  /** The orders in hand at this moment. */
  get inHand(): OrderInHand[] {
    return [...this.#inHand.values()];
  }

  /** Whether an order is in this run's hands at this moment. */
  isAtWork(orderId: number): boolean {
    return this.#inHand.has(orderId);
  }

  /** How an order ended as far as this run is concerned. */
  outcome(orderId: number): OrderOutcome | undefined {
    return this.#outcomes.get(orderId);
  }

  /** How all orders ended that have ended so far, those of earlier runs among them. */
  get outcomes(): OrderOutcome[] {
    return [...this.#outcomes.values()];
  }

  /** Starts; called once. */
  start(command: string, run: (settings: RunSettings) => Promise<RunReport>): void {
    const settings = {
      command,
      waitMs: DEFAULT_WAIT_MS,
      stop: this.#stop.signal,
      onEvent: (event: RunEvent) => this.#note(event),
    };
    this.#done = run(settings).then(() => {}, (error) => {
      this.#error = error;
    }).finally(() => {
      this.#isOver = true;
      this.#inHand.clear();
      this.#begun.resolve();
      this.#onChange(undefined);
    });
  }

  /** Stops in good order: nothing new is sent, what is being sent is let finish. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  #note(event: RunEvent): void {
    if (event.type === "ended") {
      const { order } = event.outcome;
      this.#inHand.delete(order.id);
      this.#outcomes.set(order.id, event.outcome);
    } else if (!this.#outcomes.has(event.order.id)) {
      this.#inHand.set(event.order.id, { order: event.order, event });
    }
    if (event.type === "began") this.#noteOrder(event.order, event.isAdopted);
    this.#onChange(event);
  }

  #noteOrder(order: OrderRow, isAdopted: boolean): void {
    this.#begun.resolve();
    if (this.plan !== undefined && !this.#wanted.has(order.fingerprint)) return;
    this.#orders.set(order.id, { id: order.id, index: order.illustration, isAdopted });
  }
}
