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
  /** Pipelines with the same prompts, each served by a program of its own at the same time. */
  readonly pipelines: number;
  /** How far the service's clock is ahead of ours. */
  readonly skewMs: number;
  /** How far our clock is set forward after the first run. */
  readonly jumpMs: number;
  /** The faults go on during the first `resume`. */
  readonly isStubborn: boolean;
  /** Ctrl-C when so many requests have come in; 0 = never. */
  readonly stopAfter: number;
  readonly troubles: readonly Trouble[];
}

const HOUR_MS = 3_600_000;

/** Ours right; fifteen minutes off; a day and more off either way. */
const SKEWS_MS = [0, 15 * 60_000, -15 * 60_000, -25 * HOUR_MS, -29 * HOUR_MS, 29 * HOUR_MS];

/** Not at all; past the service's 24 hours and past all doubt; back by three hours. */
const JUMPS_MS = [25 * HOUR_MS, 29 * HOUR_MS, -3 * HOUR_MS];

const trouble: fc.Arbitrary<Trouble> = fc.record({
  name: fc.constantFrom(...TROUBLE_NAMES),
  times: fc.constantFrom(1, 1, 2, 0),
  skip: fc.constantFrom(0, 0, 0, 1, 2),
});

/**
 * Where neither a create nor the task list is ever answered in the service's words, the address counts
 * as something else and nothing as sent: from outside, a real service that behaves so cannot be told
 * from a login page.
 */
const STRANGE_WORDS = ["web page 403", "garbage"];

function isLikeAnotherServer({ troubles }: Scenario): boolean {
  const meets = (on: string, after: string, isEnough: (times: number) => boolean) =>
    troubles.some(({ name, times }) =>
      isEnough(times) && STRANGE_WORDS.some((word) => name === `${on}: ${word}${after}`)
    );
  return meets("create", " afterwards", () => true) && meets("list", "", (times) => times === 0);
}

const pair: fc.Arbitrary<Scenario> = fc.record({
  orders: fc.constantFrom(2, 3),
  n: fc.constantFrom(1, 2, 3),
  areTwins: fc.constantFrom(false, false, true),
  pipelines: fc.constantFrom(1, 1, 1, 2),
  skewMs: fc.constantFrom(0, 0, ...SKEWS_MS),
  jumpMs: fc.constantFrom(0, 0, 0, 0, ...JUMPS_MS),
  isStubborn: fc.constantFrom(false, false, true),
  stopAfter: fc.constantFrom(0, 0, 0, 0, 0, 1, 3, 6, 10),
  troubles: fc.array(trouble, { minLength: 1, maxLength: 2 }),
}).filter((scenario) => !isLikeAnotherServer(scenario));

/** What the task list is read for. */
const LOST_ANSWER: Trouble = { name: "create: dropped afterwards", times: 1, skip: 0 };

/** Random scenarios: the same seed gives the same ones. */
export function randomScenarios(seed: number, count: number): Scenario[] {
  return fc.sample(fc.noBias(pair), { seed, numRuns: count });
}

/** Nothing goes wrong. */
export const PLAIN: Scenario = {
  orders: 2,
  n: 2,
  areTwins: false,
  pipelines: 1,
  skewMs: 0,
  jumpMs: 0,
  isStubborn: false,
  stopAfter: 0,
  troubles: [],
};

/** Every trouble alone, once and for ever, then every clock. */
export function singleScenarios(): Scenario[] {
  const alone = TROUBLE_NAMES.flatMap((name) =>
    [1, 0].map((times) => ({
      ...PLAIN,
      troubles: [{ name, times, skip: 0 }, ...(name.startsWith("list:") ? [LOST_ANSWER] : [])],
    }))
  );
  return [
    ...alone,
    ...SKEWS_MS.map((skewMs) => ({ ...PLAIN, skewMs })),
    ...JUMPS_MS.map((jumpMs) => ({ ...PLAIN, jumpMs, stopAfter: 3 })),
  ];
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

/** The prompt of an illustration. */
export function promptOf({ areTwins }: Scenario, index: number): string {
  return areTwins ? "A flower in an old book" : `A flower in an old book, scene ${index}`;
}

/** Orders of the same prompt in a trial. */
export function ordersOfPrompt({ areTwins, orders, pipelines }: Scenario): number {
  return (areTwins ? orders : 1) * pipelines;
}
