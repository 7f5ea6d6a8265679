/**
 * What the steps of a run share: the place, the service, the limits, and how to tell what happens.
 * @module
 */
import { type Finding, GeneratorError, StoppedError, UnexpectedError } from "../errors.ts";
import type { SentLedger } from "../ledger/sent_ledger.ts";
import type { SpendingLedger } from "../ledger/spending_ledger.ts";
import type { TaskLedger } from "../ledger/task_ledger.ts";
import { recoverDecisions } from "../pipeline/decision_files.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { HEARTBEAT_EVERY_MS } from "../pipeline/runs_table.ts";
import { Store } from "../pipeline/store.ts";
import { CreatesInFlight } from "./creates_in_flight.ts";
import type { RunEvent } from "./events.ts";
import { SentOrders } from "./sent_orders.ts";
import { Spending, type SpendingTerms } from "./spending.ts";
import { TaskOwners } from "./task_owners.ts";
import { TaskWatch } from "./task_watch.ts";
import type { WanClient } from "../wan/client.ts";
import { offerOf } from "../wan/order.ts";
import { type Clock, type Rate, RateLimiter, repeat, Slots } from "../wan/pacing.ts";
import { regionOf, REHEARSAL } from "../wan/regions.ts";
import { ServiceClock } from "../wan/service_clock.ts";

/** Most reads of task states in a second, over all tasks: below the service's 20 for the account. */
const READ_RATE = { count: 15, windowMs: 1_100 } as const;

/** Most readings of task lists among them. */
const LIST_READ_RATE = { count: 8, windowMs: 1_100 } as const;

/** Pictures fetched at once; more only compete for the same line. */
const MAX_DOWNLOADS = 4;

/** Bodies with pictures that are made and sent at once: one may take 50 MB while it is. */
const MAX_UPLOADS = 1;

/** The limits of one model, shared by all orders of a process. */
export interface ModelLimits {
  readonly creates: RateLimiter;
  readonly inFlight: CreatesInFlight;
  readonly tasks: Slots;
  readonly watch: TaskWatch;
}

/** The service with its limits. One a process and address, so that parallel runs share them. */
export class Session {
  readonly client: WanClient;
  /** How the journal names it: the base address, or `rehearsal`. */
  readonly service: string;
  readonly clock: Clock;
  /** The service's own time, which alone says how old a task is. */
  readonly serviceClock: ServiceClock;
  /** Whose a task is across pipelines; undefined: a rehearsal, whose tasks nobody else sees. */
  readonly ledger: TaskLedger | undefined;
  /** The user's money across pipelines; undefined: a rehearsal, which costs nothing. */
  readonly spending: SpendingLedger | undefined;
  /** What was sent and is not fetched yet, across pipelines; undefined: a rehearsal. */
  readonly sent: SentLedger | undefined;
  readonly reads: RateLimiter;
  /** Readings of task lists, of all models together: they are reads as well. */
  readonly listReads: RateLimiter;
  readonly downloads = new Slots(MAX_DOWNLOADS);
  /** Creates with pictures, which are large: few are in memory at once. */
  readonly uploads = new Slots(MAX_UPLOADS);
  readonly #maxOpenTasks: number | undefined;
  readonly #limits = new Map<string, ModelLimits>();

  /** @param maxOpenTasks instead of the model's own limit */
  constructor(
    client: WanClient,
    options: {
      readonly isRehearsal: boolean;
      readonly clock: Clock;
      readonly maxOpenTasks?: number | undefined;
      readonly ledger?: TaskLedger | undefined;
      readonly spending?: SpendingLedger | undefined;
      readonly sent?: SentLedger | undefined;
    },
  ) {
    this.client = client;
    this.serviceClock = client.serviceClock = new ServiceClock(options.clock);
    this.ledger = options.ledger;
    this.spending = options.spending;
    this.sent = options.sent;
    this.service = options.isRehearsal ? REHEARSAL : client.baseUrl;
    this.clock = options.clock;
    this.reads = new RateLimiter(READ_RATE, options.clock);
    this.listReads = new RateLimiter(LIST_READ_RATE, options.clock);
    this.#maxOpenTasks = options.maxOpenTasks;
  }

  /** What protects paid work elsewhere and is missing here; empty when nothing is. */
  get notes(): readonly Finding[] {
    const trouble = this.ledger?.trouble;
    return trouble === undefined ? [] : [trouble];
  }

  /** The limits of a model, by the name that is sent. */
  limits(model: string): ModelLimits {
    const known = this.#limits.get(model);
    if (known !== undefined) return known;
    const { rate, maxOpenTasks } = offerOf(model, regionOf(this.client.baseUrl));
    const limits = {
      creates: new RateLimiter(withMargin(rate), this.clock),
      inFlight: new CreatesInFlight(),
      tasks: new Slots(this.#maxOpenTasks ?? maxOpenTasks),
      watch: new TaskWatch(this, model),
    };
    this.#limits.set(model, limits);
    return limits;
  }
}

/** Requests sent a full window apart arrive a little closer together, and would be refused for it. */
function withMargin({ count, windowMs }: Rate): Rate {
  return { count, windowMs: windowMs * 1.1 };
}

/** How long a run waits, how it is stopped, and who hears of it. */
export interface RunSettings {
  /** What it is called in the journal, e.g. `generate`. */
  readonly command: string;
  /** How long to wait for a task. @default {900_000} */
  readonly waitMs: number;
  /** Aborted to stop: nothing new is sent, what is open stays open. */
  readonly stop: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

/** The documented wait for a task. */
export const DEFAULT_WAIT_MS = 900_000;

/** A run in progress. */
export interface RunContext extends RunSettings {
  readonly session: Session;
  readonly pipeline: Pipeline;
  readonly journal: Journal;
  readonly store: Store;
  readonly runId: number;
  /** Whose the service's tasks are. */
  readonly owners: TaskOwners;
  /** What it may spend. */
  readonly spending: Spending;
  /** What is sent and not fetched yet, should the journal be lost. */
  readonly sent: SentOrders;
  /** Why nothing more is sent: a refusal that every further order would meet. */
  blockade: GeneratorError | undefined;
  /** Creates accepted so far. */
  accepted: number;
  /** Pictures billed so far. */
  billed: number;
  /** Pictures saved so far. */
  saved: number;
  /** Orders as the journal last had them, by id. */
  readonly lastSeen: Map<number, OrderRow>;
}

/**
 * Opens a run, calls `work` and closes it again, whatever happens.
 * @param terms undefined: it orders nothing
 * @throws {StorageError} when the journal or the folders cannot be used
 */
export async function withRun<T>(
  session: Session,
  pipeline: Pipeline,
  settings: RunSettings,
  work: (context: RunContext) => Promise<T>,
  terms?: SpendingTerms,
): Promise<T> {
  const journal = Journal.open(pipeline.stateDir, () => session.clock.now());
  try {
    const store = new Store(pipeline, journal);
    await store.prepare();
    recoverDecisions(pipeline, journal);
    const runId = journal.runs.begin(settings.command);
    const endHeartbeat = repeat(HEARTBEAT_EVERY_MS, () => heartbeat(journal, runId));
    try {
      const counters = {
        blockade: undefined,
        accepted: 0,
        billed: 0,
        saved: 0,
        lastSeen: new Map(),
      };
      const owners = new TaskOwners(journal, session.ledger, pipeline.dir);
      const spending = new Spending({ session, journal, pipelineDir: pipeline.dir }, terms);
      const sent = new SentOrders(session.sent, journal, pipeline);
      // Before the money of such orders is settled: that of what is fetched needs no asking.
      sent.restore(runId);
      await spending.prepare(settings.stop);
      const parts = { session, pipeline, journal, store, runId, owners, spending, sent };
      const result = await work({ ...settings, ...counters, ...parts });
      spending.complete();
      return result;
    } finally {
      endHeartbeat();
      endRun(journal, runId);
    }
  } finally {
    journal.close();
  }
}

/** A missed beat must not cost the answer of a create; the next one may succeed. */
function heartbeat(journal: Journal, runId: number): void {
  try {
    journal.runs.heartbeat(runId);
  } catch {
    // A disk that stays full is told by whoever writes to it next.
  }
}

/** A run that cannot be ended in the journal is known to be dead as soon as its process is gone. */
function endRun(journal: Journal, runId: number): void {
  try {
    journal.runs.end(runId);
    journal.orders.sweep();
  } catch {
    // What ended the run, or what it did, is what must be told.
  }
}

/** Anything thrown as one of ours; a bug becomes an {@link UnexpectedError} with it as its cause. */
export function asGeneratorError(error: unknown): GeneratorError {
  return error instanceof GeneratorError ? error : new UnexpectedError(error);
}

/** Whether the error says that somebody asked to stop. */
export function isStop(error: unknown): boolean {
  return error instanceof StoppedError;
}
