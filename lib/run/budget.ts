/**
 * What the ceilings still allow, told before anything is sent. Only looked at: what counts is decided
 * when an order is sent, by the service's clock.
 * @module
 */
import type { Environment } from "../environment.ts";
import type { Finding } from "../errors.ts";
import { LedgerHandle } from "../ledger/ledger_handle.ts";
import { localDay } from "../ledger/local_day.ts";
import { SpendingLedger } from "../ledger/spending_ledger.ts";
import { amountOf, type Ceiling, type CeilingState } from "../money.ts";
import { orderMicros } from "../wan/price.ts";
import type { CeilingHit } from "./events.ts";
import type { RunPlan } from "./plan.ts";

/** Where the ceilings stand. */
export interface Budget {
  readonly states: readonly CeilingState[];
  /** Why the ledger cannot be looked at: nothing will be sent then. */
  readonly trouble: Finding | undefined;
}

/** Where the ceilings stand for a plan. */
export interface PlanBudget extends Budget {
  /** Undefined: everything fits. */
  readonly hit: CeilingHit | undefined;
}

/**
 * Where ceilings stand now.
 * @param env where the platform names its state folder
 * @param nowMs the service's time as far as it is known, epoch milliseconds
 * @returns undefined when there is no ceiling
 */
export function budgetOf(
  ceilings: readonly Ceiling[],
  env: Environment,
  nowMs: number,
): Budget | undefined {
  if (ceilings.length === 0) return undefined;
  const file = new LedgerHandle(env, "view");
  try {
    const when = { run: undefined, day: localDay(nowMs) };
    const states = new SpendingLedger(file).states(ceilings, when);
    return { states: states ?? ceilings.map(untouched), trouble: file.trouble };
  } finally {
    file.close();
  }
}

/** Nothing was ever spent as far as is known. */
function untouched(ceiling: Ceiling): CeilingState {
  return { ...ceiling, spentMicros: 0, leftMicros: ceiling.limitMicros };
}

/**
 * How much of some plans fits, with what is left; parameters as for {@link budgetOf}.
 * @param plans for one address
 */
export function planBudget(
  plans: readonly RunPlan[],
  env: Environment,
  nowMs: number,
): PlanBudget | undefined {
  const budget = budgetOf(plans[0]?.rules.ceilings ?? [], env, nowMs);
  if (budget === undefined) return undefined;
  const orders = plans.flatMap(({ entries, offer: { price } }) =>
    entries.filter(({ underWay }) => underWay === undefined).map(({ order }) => ({
      n: order.n,
      illustration: order.illustration,
      neededMicros: price === undefined ? 0 : orderMicros(price, order),
    }))
  ).toSorted((a, b) => a.illustration - b.illustration);
  let usedMicros = 0;
  let fitting = 0;
  let first: { state: CeilingState; leftMicros: number; neededMicros: number } | undefined;
  for (const { n, neededMicros } of orders) {
    const [state] = budget.states
      .filter(({ leftMicros }) => leftMicros - usedMicros < neededMicros)
      .toSorted((a, b) => a.leftMicros - b.leftMicros);
    if (state === undefined) {
      usedMicros += neededMicros;
      fitting += n;
    } else {
      first ??= { state, leftMicros: state.leftMicros - usedMicros, neededMicros };
    }
  }
  if (first === undefined) return { ...budget, hit: undefined };
  const { period, currency, name, limitMicros } = first.state;
  const facts = {
    period,
    currency,
    name,
    limit: amountOf(limitMicros),
    left: amountOf(first.leftMicros),
    needed: amountOf(first.neededMicros),
  };
  return { ...budget, hit: { asked: orders.reduce((sum, { n }) => sum + n, 0), fitting, facts } };
}
