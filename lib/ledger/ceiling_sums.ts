/**
 * What is spent under a ceiling, as the ledger counts it.
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Ceiling, CeilingState } from "../money.ts";
import { monthOf } from "./local_day.ts";

/** Which run, and which local day. */
export interface When {
  /** Undefined: of no run; nothing is spent in it. */
  readonly run: string | undefined;
  /** `YYYY-MM-DD` */
  readonly day: string;
}

/** Where a ceiling stands. */
export function ceilingState(db: DatabaseSync, ceiling: Ceiling, when: When): CeilingState {
  const spentMicros = spent(db, ceiling, when);
  return { ...ceiling, spentMicros, leftMicros: Math.max(0, ceiling.limitMicros - spentMicros) };
}

function spent(db: DatabaseSync, { period, currency }: Ceiling, { run, day }: When): number {
  const sum = "SELECT COALESCE(SUM(counted_micros), 0) AS micros FROM entries WHERE currency = ?";
  const month = monthOf(day);
  const [row] = period === "run"
    ? db.prepare(`${sum} AND run = ?`).all(currency, run ?? "")
    : period === "day"
    ? db.prepare(`${sum} AND day = ?`).all(currency, day)
    : db.prepare(`${sum} AND day BETWEEN ? AND ?`).all(currency, month.first, month.last);
  return Number(row?.["micros"] ?? 0);
}

/** The ceiling that leaves the least; undefined: there is none. */
export function tightest<T extends CeilingState>(states: readonly T[]): T | undefined {
  return states.toSorted((a, b) => a.leftMicros - b.leftMicros)[0];
}
