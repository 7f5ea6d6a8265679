/**
 * Sentences the page shows, made by whoever starts it: this room knows codes and facts only.
 * @module
 */
import type { Finding } from "../errors.ts";
import type { PlanBudget } from "../run/budget.ts";
import type { PlanPrice, RunPlan } from "../run/plan.ts";
import type { OrderOutcome, RunEvent } from "../run/events.ts";
import type { PageLang } from "../page/state.ts";

/** How facts become sentences, in both languages. */
export interface Messages {
  /** The page's own words by language and key. */
  readonly words: Readonly<Record<PageLang, Readonly<Record<string, string>>>>;
  /** Anything thrown: what happened, details, what to do. */
  error(error: unknown, lang: PageLang): readonly string[];
  /** A warning or a note. */
  finding(finding: Finding, lang: PageLang): readonly string[];
  /** Why a plan must not be carried out; empty when it may. */
  problems(plan: RunPlan, lang: PageLang): readonly string[];
  /** Why an order did not end as asked; empty when it did. */
  outcome(outcome: OrderOutcome, lang: PageLang): readonly string[];
  /** A happening of a run; undefined: not worth a line. */
  event(event: RunEvent, lang: PageLang): string | undefined;
  /** `$0.03` */
  money(amount: number, currency: string | undefined): string;
  /** What the ceilings leave, and how much of a plan fits; empty without ceilings. */
  budget(budget: PlanBudget | undefined, lang: PageLang): readonly string[];
  /** What a plan should cost. */
  price(price: PlanPrice, isRehearsal: boolean, lang: PageLang): string;
}
