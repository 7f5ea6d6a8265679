/**
 * Tests that spend their time waiting, several at once. Each is a test of its own and starts when its
 * turn comes; once two neighbours have run, those behind them start a little earlier, so that a
 * whole file is quick and a single test, chosen by its name, runs alone.
 */
import test, { after } from "node:test";

/** Scenarios in the order of their tests. */
export type ScenarioTable = Readonly<Record<string, () => Promise<void>>>;

/**
 * Registers one flat test for every entry; the key is its name.
 * @param atOnce run side by side at most
 */
export function scenarios(table: ScenarioTable, atOnce = 5): void {
  const queue = new ScenarioQueue(Object.values(table), atOnce);
  Object.keys(table).forEach((name, at) => test(name, () => queue.result(at)));
  // Of tests chosen by name: what was started for neighbours that were not chosen comes to its end.
  after(() => queue.settled());
}

/** Starts scenarios no earlier than needed and no more than a few at once. */
export class ScenarioQueue {
  readonly #acts: readonly (() => Promise<void>)[];
  readonly #atOnce: number;
  readonly #results = new Map<number, Promise<void>>();
  #running = 0;
  /** The scenario after the last that may start now. */
  #end = 0;

  constructor(acts: readonly (() => Promise<void>)[], atOnce: number) {
    this.#acts = acts;
    this.#atOnce = atOnce;
  }

  /** The end of a scenario, which is started if it was not. */
  async result(at: number): Promise<void> {
    const hasFollowed = this.#results.has(at - 1);
    this.#end = Math.max(this.#end, hasFollowed ? at + 2 * this.#atOnce : at + 1);
    const result = this.#start(at);
    this.#startMore(at);
    await result;
  }

  /** When everything that was started has ended, well or not. */
  async settled(): Promise<void> {
    this.#end = 0;
    await Promise.allSettled(this.#results.values());
  }

  #start(at: number): Promise<void> {
    const known = this.#results.get(at);
    if (known !== undefined) return known;
    this.#running++;
    const act = this.#acts[at] ?? (() => Promise.reject(new Error(`There is no scenario ${at}.`)));
    const result = act().finally(() => {
      this.#running--;
      this.#startMore(at);
    });
    // Each failure is reported by its own test, which may be awaited later.
    result.catch(() => {});
    this.#results.set(at, result);
    return result;
  }

  #startMore(from: number): void {
    for (let at = from + 1; at < Math.min(this.#end, this.#acts.length); at++) {
      if (this.#running >= this.#atOnce) return;
      this.#start(at);
    }
  }
}
