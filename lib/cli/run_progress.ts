/**
 * How far a run is, counted from its events.
 * @module
 */
import type { OrderOutcome, RunEvent } from "../run/events.ts";
import { orderCost } from "../run/order_cost.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import type { RunProgress } from "../text/foot_texts.ts";
import { REHEARSAL } from "../wan/regions.ts";

/** What a run was begun with; orders that earlier runs had left come on top. */
export interface PlannedWork {
  readonly numbers: readonly number[];
  readonly pictures: number;
}

interface Tracked {
  order: OrderRow;
  /** When the service took it, or when its waiting for went on; undefined: it waits for its turn. */
  openSinceMs: number | undefined;
  readonly paths: string[];
  saved: number;
  outcome: OrderOutcome | undefined;
}

/** What became of an order that ended. */
export interface EndedOrder {
  readonly outcome: OrderOutcome;
  readonly tookMs: number;
  /** Of its pictures in `images/`. */
  readonly paths: readonly string[];
}

/** The orders of a run as far as its events told of them. */
export class RunCount {
  readonly #planned: PlannedWork;
  readonly #now: () => number;
  readonly #beganAtMs: number;
  readonly #orders = new Map<number, Tracked>();

  /** @param now epoch milliseconds */
  constructor(planned: PlannedWork, now: () => number) {
    this.#planned = planned;
    this.#now = now;
    this.#beganAtMs = now();
  }

  /** Takes an event in; returns the order when it ended by it. */
  add(event: RunEvent): EndedOrder | undefined {
    const order = event.type === "ended" ? event.outcome.order : event.order;
    const known = this.#orders.get(order.id);
    const tracked: Tracked = known ??
      { order, openSinceMs: undefined, paths: [], saved: 0, outcome: undefined };
    tracked.order = order;
    if (event.type !== "began" || event.isAdopted) tracked.openSinceMs ??= this.#now();
    this.#orders.set(order.id, tracked);
    if (event.type === "saved") {
      tracked.saved++;
      if (event.path !== undefined) tracked.paths.push(event.path);
    }
    if (event.type !== "ended") return undefined;
    tracked.outcome = event.outcome;
    const { openSinceMs, paths } = tracked;
    const tookMs = this.#now() - (openSinceMs ?? this.#now());
    return { outcome: event.outcome, tookMs, paths };
  }

  /** Numbers of which an order is at the service, rising. */
  get atWork(): number[] {
    return this.#numbersOf(({ outcome, openSinceMs }) =>
      outcome === undefined && openSinceMs !== undefined
    );
  }

  #numbersOf(isMeant: (order: Tracked) => boolean): number[] {
    const meant = [...this.#orders.values()].filter(isMeant);
    return [...new Set(meant.map(({ order }) => order.illustration))].sort((a, b) => a - b);
  }

  /** How far it is now. */
  get progress(): RunProgress {
    const orders = [...this.#orders.values()];
    const saved = orders.reduce((sum, each) => sum + each.saved, 0);
    const ended = orders.filter(({ outcome }) => outcome !== undefined);
    const seen = orders.reduce((sum, { order }) => sum + order.n, 0);
    const all = Math.max(this.#planned.pictures, seen);
    // What failed is not waited for any more.
    const settled = saved + ended.reduce((sum, each) => sum + each.order.n - each.saved, 0);
    const open = new Set(this.#numbersOf(({ outcome }) => outcome === undefined));
    const numbers = new Set([
      ...this.#planned.numbers,
      ...orders.map(({ order }) => order.illustration),
    ]);
    const done = new Set(ended.map(({ order }) => order.illustration));
    const elapsedMs = this.#now() - this.#beganAtMs;
    return {
      numbers: { done: [...done].filter((each) => !open.has(each)).length, all: numbers.size },
      pictures: { done: saved, all },
      cost: costOf(orders),
      currency: orders.find(({ order }) => order.currency !== undefined)?.order.currency,
      leftMs: settled === 0 || settled >= all ? undefined : elapsedMs / settled * (all - settled),
    };
  }
}

/** Undefined where one is not known: a sum that leaves something out would be believed. */
function costOf(orders: readonly Tracked[]): number | undefined {
  const paid = orders.filter(({ saved }) => saved > 0);
  const currencies = new Set(paid.map(({ order }) => order.currency));
  if (currencies.size > 1) return undefined;
  let sum = 0;
  for (const { order, saved, outcome } of paid) {
    if (order.service === REHEARSAL) return undefined;
    const cost = orderCost(order, outcome?.order.billed ?? saved);
    if (cost === undefined) return undefined;
    sum += cost;
  }
  return paid.length === 0 ? undefined : sum;
}
