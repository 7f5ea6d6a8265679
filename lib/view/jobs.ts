/**
 * What the page's server has ordered, illustration by illustration, and what of it went wrong.
 * @module
 */
import type { Pipeline } from "../pipeline/folder.ts";
import type { BackgroundRun, OrderInHand } from "../run/background_run.ts";
import { BackgroundRuns } from "../run/background_runs.ts";
import type { Session } from "../run/context.ts";
import type { OrderOutcome, RunEvent } from "../run/events.ts";
import type { RunPlan } from "../run/plan.ts";
import type { ServiceAccess } from "../run/service_access.ts";
import { REHEARSAL } from "../wan/regions.ts";

/** A plan whose order is not in the journal yet. */
export interface Pending {
  readonly id: number;
  readonly plan: RunPlan;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
}

/** Something a run could not do. */
export interface Trouble {
  readonly id: number;
  readonly index: number;
  readonly outcome: OrderOutcome | undefined;
  readonly error: unknown;
  readonly isRehearsal: boolean;
}

/** Most troubles that are remembered. */
const MAX_TROUBLES = 200;

/** The background runs of one page, and the service they share. */
export class Jobs {
  readonly #open: () => Promise<ServiceAccess>;
  readonly #runs: BackgroundRuns;
  /** Where failures are shown that concern no order. */
  readonly #askedFor = new WeakMap<BackgroundRun, number>();
  readonly #troubles = new Map<number, Trouble>();
  #access: Promise<ServiceAccess> | undefined;
  #lastTroubleId = 0;
  #dismissed = 0;

  /**
   * @param open opens the service; called when it is needed first, and again after it failed
   * @param onEvent told of everything that happens
   */
  constructor(open: () => Promise<ServiceAccess>, onEvent: (event: RunEvent) => void = () => {}) {
    this.#open = open;
    this.#runs = new BackgroundRuns("review", { onEvent, onEnd: (run) => this.#noteEnd(run) });
  }

  /** Grows with everything that happens. */
  get revision(): number {
    return this.#runs.revision + this.#dismissed;
  }

  /** Plans that are not orders yet, of one illustration. */
  pending(index: number): Pending[] {
    return this.#runs.all.filter((run) => run.awaits(index)).flatMap(({ id, plan, sinceMs }) =>
      plan === undefined ? [] : [{ id, plan, sinceMs }]
    );
  }

  /** Orders in hand, of one illustration. */
  inHand(index: number): OrderInHand[] {
    return this.#runs.all.flatMap(({ inHand }) => inHand)
      .filter(({ order }) => order.illustration === index);
  }

  /** What went wrong and was not dismissed, of one illustration. */
  troubles(index: number): Trouble[] {
    return [...this.#troubles.values()].filter((each) => each.index === index);
  }

  /** A trouble was read. */
  dismiss(id: number): void {
    if (this.#troubles.delete(id)) this.#dismissed++;
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

  /** Begins to order what a plan about one illustration says. */
  begin(session: Session, plan: RunPlan, index: number): void {
    this.#askedFor.set(this.#runs.order(session, plan), index);
  }

  /** Begins to finish what earlier runs left; `index` is where failures are shown. */
  beginResume(session: Session, pipeline: Pipeline, orderIds: number[], index: number): void {
    this.#askedFor.set(this.#runs.resume(session, pipeline, orderIds), index);
  }

  /** Stops in good order: what is open stays in the journal, what is being sent is let finish. */
  async stop(): Promise<void> {
    await this.#runs.close();
    await (await this.#access?.catch(() => undefined))?.close();
  }

  #noteEnd(run: BackgroundRun): void {
    const isRehearsal = run.session.service === REHEARSAL;
    if (run.error !== undefined) {
      const index = this.#askedFor.get(run) ?? 0;
      this.#addTrouble({ index, outcome: undefined, error: run.error, isRehearsal });
    }
    if (run.wasStopped) return;
    for (const outcome of run.outcomes) {
      if (outcome.result !== "made") {
        const index = outcome.order.illustration;
        this.#addTrouble({ index, outcome, error: undefined, isRehearsal });
      }
    }
  }

  #addTrouble(trouble: Omit<Trouble, "id">): void {
    const id = ++this.#lastTroubleId;
    this.#troubles.set(id, { id, ...trouble });
    const oldest = this.#troubles.keys().next().value;
    if (this.#troubles.size > MAX_TROUBLES && oldest !== undefined) this.#troubles.delete(oldest);
  }
}
