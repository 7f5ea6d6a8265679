/**
 * Runs that go on while nobody waits for them, so that every picture is saved the moment it is ready.
 * Their memory is the journal: nothing depends on this process staying alive.
 * @module
 */
import { fingerprintOf } from "../pipeline/fingerprint.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import type { RunPlan } from "./plan.ts";
import { regenerate, resume } from "./run.ts";
import { DEFAULT_WAIT_MS, type RunSettings, type Session } from "./context.ts";
import type { OrderOutcome, RunEvent, RunReport } from "./events.ts";

/** An order that a job sees to. */
export interface JobOrder {
  readonly id: number;
  readonly index: number;
  /** It was under way before: this job bought nothing. */
  readonly isAdopted: boolean;
}

/** One run in the background. */
export class Job {
  readonly session: Session;
  readonly pipeline: Pipeline;
  readonly #stop = new AbortController();
  readonly #wanted: ReadonlySet<string>;
  readonly #orders = new Map<number, JobOrder>();
  readonly #touched = new Set<number>();
  readonly #outcomes = new Map<number, OrderOutcome>();
  readonly #onChange: () => void;
  readonly #begun = Promise.withResolvers<void>();
  #done: Promise<void> = Promise.resolve();
  #isOver = false;
  #error: unknown;

  /**
   * @param wanted fingerprints of the orders that were asked for; empty: every order the run takes up
   * @param onChange told at every happening
   */
  constructor(
    session: Session,
    pipeline: Pipeline,
    wanted: readonly string[],
    onChange: () => void,
  ) {
    this.session = session;
    this.pipeline = pipeline;
    this.#wanted = new Set(wanted);
    this.#onChange = onChange;
  }

  /** Whether the run has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Why it could not be carried out at all. */
  get error(): unknown {
    return this.#error;
  }

  /** The orders that were asked for, as far as they are in the journal. */
  get orders(): JobOrder[] {
    return [...this.#orders.values()];
  }

  /** Whether all that was asked for is in the journal. */
  get isBooked(): boolean {
    return this.#isOver || this.#orders.size >= this.#wanted.size;
  }

  /** Resolves when the first order is in hand, or the run has ended without one. */
  begun(): Promise<void> {
    return this.#begun.promise;
  }

  /** Whether the order is in this run's hands at this moment. */
  isAtWork(orderId: number): boolean {
    return !this.#isOver && this.#touched.has(orderId) && !this.#outcomes.has(orderId);
  }

  /** How an order ended as far as this run is concerned. */
  outcome(orderId: number): OrderOutcome | undefined {
    return this.#outcomes.get(orderId);
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
      this.#begun.resolve();
      this.#onChange();
    });
  }

  /** Stops in good order: nothing new is sent, what is being sent is let finish. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  #note(event: RunEvent): void {
    if (event.type === "began") this.#noteOrder(event.order, event.isAdopted);
    if (event.type === "ended") this.#outcomes.set(event.outcome.order.id, event.outcome);
    this.#onChange();
  }

  #noteOrder(order: OrderRow, isAdopted: boolean): void {
    this.#touched.add(order.id);
    this.#begun.resolve();
    if (this.#wanted.size > 0 && !this.#wanted.has(order.fingerprint)) return;
    this.#orders.set(order.id, { id: order.id, index: order.illustration, isAdopted });
  }
}

/** The background runs of a process. */
export class Background {
  readonly #jobs = new Set<Job>();
  readonly #waiting = new Set<() => void>();
  readonly #command: string;

  /** @param command how the runs are called in the journal */
  constructor(command: string) {
    this.#command = command;
  }

  /** Begins to carry out a plan. */
  order(session: Session, plan: RunPlan): Job {
    const wanted = plan.entries.map(({ order }) => fingerprintOf(order));
    const job = this.#add(session, plan.pipeline, wanted);
    job.start(this.#command, (settings) => regenerate(session, plan, settings));
    return job;
  }

  /** Begins to finish what earlier runs left: these orders, or all. */
  resume(session: Session, pipeline: Pipeline, orderIds: readonly number[] | undefined): Job {
    const job = this.#add(session, pipeline, []);
    job.start(this.#command, (settings) => resume(session, pipeline, settings, { orderIds }));
    return job;
  }

  /** Runs of a pipeline that have not ended. */
  jobsOf(pipelineDir: string): Job[] {
    return [...this.#jobs].filter(({ pipeline }) => pipeline.dir === pipelineDir);
  }

  /** Resolves when anything happens in any run, after the time, or when stopped. Never rejects. */
  changed(maxMs: number, stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, Math.max(0, maxMs));
      const waiting = this.#waiting;
      function done() {
        clearTimeout(timer);
        waiting.delete(done);
        stop.removeEventListener("abort", done);
        resolve();
      }
      waiting.add(done);
      stop.addEventListener("abort", done, { once: true });
      if (stop.aborted) done();
    });
  }

  /** Stops everything in good order. */
  async close(): Promise<void> {
    await Promise.all([...this.#jobs].map((job) => job.stop()));
  }

  #add(session: Session, pipeline: Pipeline, wanted: readonly string[]): Job {
    const job = new Job(session, pipeline, wanted, () => {
      if (job.isOver) this.#jobs.delete(job);
      for (const wake of this.#waiting) wake();
    });
    this.#jobs.add(job);
    return job;
  }
}
