/** What a trial is made of, drawn at random from a seed. */
import fc from "fast-check";
import { type Trouble, TROUBLE_NAMES } from "./troubles.ts";

/** One trial. */
export interface Scenario {
  /** Illustrations ordered. */
  readonly orders: number;
  /** Pictures of each. */
  readonly n: number;
  /** All illustrations have the same prompt. */
  readonly areTwins: boolean;
  /** How far the service's clock is ahead of ours. */
  readonly skewMs: number;
  /** Ctrl-C when so many requests have come in; 0 = never. */
  readonly stopAfter: number;
  readonly troubles: readonly Trouble[];
}

const HOUR_MS = 3_600_000;

/** Ours right; fifteen minutes off; a day and more off either way. */
const SKEWS_MS = [0, 15 * 60_000, -15 * 60_000, -25 * HOUR_MS, -29 * HOUR_MS, 29 * HOUR_MS];

const trouble: fc.Arbitrary<Trouble> = fc.record({
  name: fc.constantFrom(...TROUBLE_NAMES),
  times: fc.constantFrom(1, 1, 2, 0),
  skip: fc.constantFrom(0, 0, 0, 1, 2),
});

const pair: fc.Arbitrary<Scenario> = fc.record({
  orders: fc.constantFrom(2, 3),
  n: fc.constantFrom(1, 2, 3),
  areTwins: fc.constantFrom(false, false, true),
  skewMs: fc.constantFrom(0, 0, ...SKEWS_MS),
  stopAfter: fc.constantFrom(0, 0, 0, 0, 0, 1, 3, 6, 10),
  troubles: fc.array(trouble, { minLength: 1, maxLength: 2 }),
});

/** What the task list is read for. */
const LOST_ANSWER: Trouble = { name: "create: dropped afterwards", times: 1, skip: 0 };

/** Random scenarios: the same seed gives the same ones. */
export function randomScenarios(seed: number, count: number): Scenario[] {
  return fc.sample(fc.noBias(pair), { seed, numRuns: count });
}

/** Every trouble alone, once and for ever, then every clock. */
export function singleScenarios(): Scenario[] {
  const plain = { orders: 2, n: 2, areTwins: false, skewMs: 0, stopAfter: 0 };
  const alone = TROUBLE_NAMES.flatMap((name) =>
    [1, 0].map((times) => ({
      ...plain,
      troubles: [{ name, times, skip: 0 }, ...(name.startsWith("list:") ? [LOST_ANSWER] : [])],
    }))
  );
  return [...alone, ...SKEWS_MS.map((skewMs) => ({ ...plain, skewMs, troubles: [] }))];
}

/** Troubles alone and random pairs in turn, all in an order that the seed decides. */
export function shuffledScenarios(seed: number, count: number): Scenario[] {
  const singles = singleScenarios();
  const [order = singles] = fc.sample(
    fc.shuffledSubarray(singles, { minLength: singles.length }),
    { seed, numRuns: 1 },
  );
  const pairs = randomScenarios(seed, count);
  return pairs.flatMap((each, at) => [order[at], each])
    .filter((each) => each !== undefined).slice(0, count);
}
