/**
 * What was spent and what a ceiling leaves, for the head of the page.
 * @module
 */
import type { Environment } from "../environment.ts";
import { GeneratorError } from "../errors.ts";
import { LedgerHandle } from "../ledger/ledger_handle.ts";
import { tightest } from "../ledger/ceiling_sums.ts";
import { costRows } from "../ledger/cost_rows.ts";
import { amountOf, type Ceiling } from "../money.ts";
import type { PageLang, PageSpending } from "../page/state.ts";
import { type Budget, budgetOf } from "../run/budget.ts";
import { groupCost } from "../run/cost.ts";
import { formatMoney } from "../text/money.ts";
import { budgetLines, leftInShort } from "../text/spending_texts.ts";

/** Days that are drawn as bars. */
const SHOWN_DAYS = 14;

/** Where the page reads it from. */
export interface SpendingSource {
  readonly env: Environment;
  readonly ceilings: readonly Ceiling[];
}

/**
 * Reads it; nothing is changed.
 * @returns undefined when no ledger can be read and no ceiling is set
 */
export function pageSpending(
  { env, ceilings }: SpendingSource,
  lang: PageLang,
): PageSpending | undefined {
  const budget = budgetOf(ceilings, env, Date.now());
  const days = daysOf(env);
  if (budget === undefined && days.length === 0) return undefined;
  const least = tightest(budget?.states ?? []);
  return {
    headline: least === undefined ? "" : leftInShort(least, lang),
    left: budget === undefined ? [] : leftOf(budget, lang),
    days,
  };
}

function leftOf(budget: Budget, lang: PageLang) {
  return budgetLines({ ...budget, hit: undefined }, lang);
}

/** Bars have the height of a share: amounts of different currencies are not compared. */
function daysOf(env: Environment): PageSpending["days"] {
  const file = new LedgerHandle(env, "view");
  try {
    const groups = groupCost(costRows(file, undefined)?.rows ?? [], "day")
      .filter(({ currency, billedMicros, unknownMicros }) =>
        currency !== undefined && billedMicros + unknownMicros > 0
      ).slice(-SHOWN_DAYS);
    const most = (currency: string | undefined) =>
      Math.max(
        ...groups.filter((each) => each.currency === currency)
          .map(({ billedMicros, unknownMicros }) => billedMicros + unknownMicros),
      );
    return groups.map(({ name, currency, billedMicros, unknownMicros }) => ({
      day: name,
      amount: formatMoney(amountOf(billedMicros), currency),
      unknown: unknownMicros === 0 ? "" : formatMoney(amountOf(unknownMicros), currency),
      share: billedMicros / most(currency),
      unknownShare: unknownMicros / most(currency),
    }));
  } catch (error) {
    if (error instanceof GeneratorError) return [];
    throw error;
  } finally {
    file.close();
  }
}
