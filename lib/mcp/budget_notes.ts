/**
 * What a ceiling leaves, in the words of an answer.
 * @module
 */
import { CeilingError, GeneratorError } from "../errors.ts";
import type { BackgroundRun } from "../run/background_run.ts";
import { budgetOf, planBudget } from "../run/budget.ts";
import type { CeilingHit } from "../run/events.ts";
import type { RunPlan } from "../run/plan.ts";
import { budgetLines, fitLine } from "../text/spending_texts.ts";
import type { ServerContext } from "./server_context.ts";

/** What the ceilings leave and how much of a plan fits, before it is carried out. */
export function planNotes(plan: RunPlan, { settings }: ServerContext): string[] {
  return budgetLines(planBudget([plan], settings.env, Date.now()), "en").map(sentence);
}

/** How much of a plan fitted when it was carried out, and what is left now. */
export function spentNotes(
  plan: RunPlan,
  job: BackgroundRun,
  { settings }: ServerContext,
): string[] {
  const hit = hitOf(plan, job);
  const nowMs = job.session.serviceClock.now() ?? Date.now();
  const budget = budgetOf(plan.rules.ceilings, settings.env, nowMs);
  return [
    ...(hit === undefined ? [] : [fitLine(hit, "en")]),
    ...budgetLines(budget === undefined ? undefined : { ...budget, hit: undefined }, "en"),
  ].map(sentence);
}

/** What the ceilings leave, for an answer that orders nothing: settings in disorder are not its business. */
export function leftNotes(context: ServerContext): string[] {
  try {
    const { rules } = context.callSettings().service;
    const budget = budgetOf(rules.ceilings, context.settings.env, Date.now());
    return budgetLines(budget === undefined ? undefined : { ...budget, hit: undefined }, "en")
      .map(sentence);
  } catch (error) {
    if (error instanceof GeneratorError) return [];
    throw error;
  }
}

function hitOf({ entries }: RunPlan, job: BackgroundRun): CeilingHit | undefined {
  const refused = job.orders.flatMap(({ id }) => {
    const outcome = job.outcome(id);
    return outcome?.error instanceof CeilingError ? [outcome] : [];
  });
  const [first] = refused;
  if (first?.error === undefined) return undefined;
  const asked = entries.filter(({ underWay }) => underWay === undefined)
    .reduce((sum, { order }) => sum + order.n, 0);
  const missing = refused.reduce((sum, { order }) => sum + order.n, 0);
  return { asked, fitting: Math.max(0, asked - missing), facts: first.error.facts };
}

function sentence(line: string): string {
  return `${line}.`;
}
