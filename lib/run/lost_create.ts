/**
 * A create whose answer was lost: when its task can have been made, and how long the service's list
 * must be watched before its silence proves anything. All rules of time for settling stand here.
 * @module
 */
import type { GeneratorError } from "../errors.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import type { ServiceClock } from "../wan/service_clock.ts";
import type { TaskListRow } from "../wan/wire.ts";

/** A slow gateway may hand a create on this long after its sender has given up. */
const SLOW_GATEWAY_MS = 20_000;

/** Without a later task of our own in it, the list may lag this much. */
const LIST_LAG_MS = 60_000;

/** Tasks that may be ours and still run are waited for this long, once the list is current. */
const OTHERS_WAIT_MS = 60_000;

/** A create that has been sent may be on its way as long as its sender waits. */
const MAX_CREATE_MS = 60_000;

/** Around the time of sending by the service's clock, which is known to about a second. */
const EARLIEST_MS = 60_000;
const LATEST_MS = 600_000;

/** The list shows 24 hours; near its end nothing is proven by it. */
const LISTED_MS = 23 * 3_600_000;

/** Tasks live 24 hours from creation or from completion, and one may take three. */
export const SURELY_GONE_MS = 28 * 3_600_000;

/** How the answer was lost, when this run saw it. */
export interface Loss {
  /** By this machine's clock. */
  readonly atMs: number;
  readonly error: GeneratorError;
}

/** One reading of the list, as it concerns time. */
export interface Reading {
  /** When it began, by this machine's clock. */
  readonly readAtMs: number;
  /** By the service's clock; undefined: it has not told its time. */
  readonly serviceNowMs: number | undefined;
}

/** An order in state `unknown` while it is being settled. */
export class LostCreate {
  order: OrderRow;
  readonly loss: Loss | undefined;
  readonly #beganAtMs: number;
  readonly #serviceClock: ServiceClock;
  #blockedSinceMs: number | undefined;

  /**
   * @param loss undefined: an earlier run, or another process, lost it
   * @param serviceClock of the session that settles it
   */
  constructor(order: OrderRow, loss: Loss | undefined, serviceClock: ServiceClock) {
    this.order = order;
    this.loss = loss;
    this.#beganAtMs = serviceClock.here();
    this.#serviceClock = serviceClock;
  }

  /** When it was sent by the service's clock; undefined while that clock is not to be trusted. */
  get #serviceSentAtMs(): number | undefined {
    return this.#serviceClock.isSteady ? this.order.serviceSentAtMs : undefined;
  }

  /** The earliest time, by the service's clock, at which its task can have been made. */
  get earliestMs(): number {
    const { sentAtMs } = this.order;
    const serviceSentAtMs = this.#serviceSentAtMs;
    if (serviceSentAtMs === undefined) return 0;
    return Math.min(serviceSentAtMs, sentAtMs ?? serviceSentAtMs) - EARLIEST_MS;
  }

  /**
   * Whether a task was made at a time that fits. Every time does where the service's clock was not
   * known when the create was sent: this machine's may have been set since. Where it was, this
   * machine's time of sending fits as well: a single wrong `Date` header, a gateway's own or a cache's,
   * must not hide the task that the list shows.
   */
  canBe({ createdAtMs }: TaskListRow): boolean {
    const { sentAtMs } = this.order;
    const serviceSentAtMs = this.#serviceSentAtMs;
    if (serviceSentAtMs === undefined) return true;
    return [serviceSentAtMs, sentAtMs].some((atMs) =>
      atMs !== undefined && createdAtMs >= atMs - EARLIEST_MS && createdAtMs <= atMs + LATEST_MS
    );
  }

  /** How far a task is from the time of sending, for telling equal ones apart. */
  distanceMs({ createdAtMs }: TaskListRow): number {
    return Math.abs(createdAtMs - (this.order.serviceSentAtMs ?? this.order.sentAtMs ?? 0));
  }

  /**
   * Whether the list would show the task if there were one.
   * @param showsLater whether it shows a task of ours that was accepted after this one was sent
   */
  isListCurrent(reading: Reading, showsLater: boolean): boolean {
    if ((this.#ageMs(reading) ?? 0) >= LISTED_MS) return false;
    return this.#waitedMs(reading) >= (showsLater ? SLOW_GATEWAY_MS : LIST_LAG_MS);
  }

  /** Whether the service has deleted whatever there was, by its own clock. */
  isSurelyGone(reading: Reading): boolean {
    return (this.#ageMs(reading) ?? 0) >= SURELY_GONE_MS;
  }

  /** Takes note that the list is current and still proves nothing; true when that lasts too long. */
  isBlockedTooLong({ readAtMs }: Reading): boolean {
    this.#blockedSinceMs ??= readAtMs;
    return readAtMs - this.#blockedSinceMs >= OTHERS_WAIT_MS;
  }

  /** Whether all patience is over, whatever the list is like. */
  isOver(nowMs: number, waitMs: number): boolean {
    return nowMs - this.#beganAtMs >= Math.min(waitMs, 2 * LIST_LAG_MS + OTHERS_WAIT_MS);
  }

  #ageMs({ serviceNowMs }: Reading): number | undefined {
    const serviceSentAtMs = this.#serviceSentAtMs;
    if (serviceNowMs === undefined || serviceSentAtMs === undefined) return undefined;
    return serviceNowMs - serviceSentAtMs;
  }

  #waitedMs(reading: Reading): number {
    const { readAtMs } = reading;
    if (this.loss !== undefined) return readAtMs - this.loss.atMs;
    return Math.max(readAtMs - this.#beganAtMs, (this.#ageMs(reading) ?? 0) - MAX_CREATE_MS);
  }
}
