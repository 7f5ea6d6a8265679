/**
 * What was spent and what may still be, for `cost` and the page.
 * @module
 */
import type { Environment } from "../environment.ts";
import { StorageError } from "../errors.ts";
import { type CostFigures, type CostRow, costRows, sumOf } from "../ledger/cost_rows.ts";
import { LedgerHandle } from "../ledger/ledger_handle.ts";
import { localDay } from "../ledger/local_day.ts";
import { SpendingLedger } from "../ledger/spending_ledger.ts";
import type { Ceiling, CeilingState, Currency } from "../money.ts";
import { fillFrom, withJournal } from "./ledger_filling.ts";
import { settleByJournals } from "./ledger_recovery.ts";
import { realPath } from "./task_owners.ts";

/** By what costs are told apart. */
export const COST_KEYS = ["day", "model", "pipeline"] as const;

/** One of {@link COST_KEYS}. */
export type CostKey = typeof COST_KEYS[number];

/** What was spent on one day, on one model, in one pipeline, or in all. */
export interface CostGroup extends CostFigures {
  /** The day, the model's name, the pipeline's path; empty for all. */
  readonly name: string;
  /** Undefined: no price is known, so the sums say nothing. */
  readonly currency: Currency | undefined;
}

/** What was spent. */
export interface Cost {
  readonly rows: readonly CostRow[];
  /** Since when every order is counted; undefined: nothing was ever. */
  readonly countsFromMs: number | undefined;
  readonly ceilings: readonly CeilingState[];
}

/** Whose spending to tell, up to when, and against which ceilings. */
export interface CostOptions {
  readonly env: Environment;
  readonly ceilings: readonly Ceiling[];
  /** Of this pipeline alone. */
  readonly pipelineDir: string | undefined;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/**
 * Reads what was spent, after settling what the journals at hand can settle. Sends nothing.
 * @throws {StorageError} `ledger_unreadable`
 */
export function costOf({ env, ceilings, pipelineDir, nowMs }: CostOptions): Cost {
  const pipeline = pipelineDir === undefined ? undefined : realPath(pipelineDir);
  const file = new LedgerHandle(env, "existing");
  try {
    const ledger = new SpendingLedger(file);
    settleByJournals(ledger);
    if (pipeline !== undefined) withJournal(pipeline, (each) => fillFrom(ledger, pipeline, each));
    const found = costRows(file, pipeline);
    const states = ledger.states(ceilings, { run: undefined, day: localDay(nowMs) });
    const { trouble, path } = file;
    if (trouble !== undefined) {
      const reason = trouble.facts["reason"] ?? trouble.code;
      const isDamaged = trouble.code === "ledger_damaged";
      throw new StorageError("ledger_unreadable", { path, reason, isDamaged });
    }
    return {
      rows: found?.rows ?? [],
      countsFromMs: found?.countsFromMs,
      ceilings: states ??
        ceilings.map((each) => ({ ...each, spentMicros: 0, leftMicros: each.limitMicros })),
    };
  } finally {
    file.close();
  }
}

/** Rows put together by day, model or pipeline, in the order of the names; currencies stay apart. */
export function groupCost(rows: readonly CostRow[], by: CostKey): CostGroup[] {
  const groups = Map.groupBy(rows, (row) => `${row[by]}\0${row.currency ?? ""}`);
  return [...groups.values()].flatMap((each) => {
    const [first] = each;
    if (first === undefined) return [];
    return [{ name: first[by], currency: first.currency, ...sumOf(each) }];
  }).sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** All rows together, a group a currency. */
export function totalCost(rows: readonly CostRow[]): CostGroup[] {
  const groups = Map.groupBy(rows, ({ currency }) => currency);
  return [...groups].map(([currency, each]) => ({ name: "", currency, ...sumOf(each) }));
}
