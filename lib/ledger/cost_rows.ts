/**
 * What was spent, as the ledger tells it: one row a day, pipeline, model, region and currency.
 * @module
 */
import type { Currency } from "../money.ts";
import { CURRENCIES } from "../money.ts";
import { ENTRY_STATES, type EntryState } from "./entry.ts";
import type { LedgerHandle } from "./ledger_handle.ts";

/** Pictures and money, by where they stand. */
export interface CostFigures {
  /** Pictures by state. */
  readonly pictures: Readonly<Record<EntryState, number>>;
  readonly billedMicros: number;
  /** Set aside for what is under way. */
  readonly reservedMicros: number;
  /** It may have been billed; nobody can tell yet, or ever. */
  readonly unknownMicros: number;
}

/** What was spent on one day in one pipeline, with one model of one region, in one currency. */
export interface CostRow extends CostFigures {
  /** The user's local day, `YYYY-MM-DD`. */
  readonly day: string;
  /** The folder's path. */
  readonly pipeline: string;
  readonly model: string;
  /** A region's name, or the address of a service of somebody's own. */
  readonly region: string;
  /** Undefined: no price is known, so the sums say nothing. */
  readonly currency: Currency | undefined;
}

/** Everything the ledger knows, in rows. */
export interface CostRows {
  readonly rows: readonly CostRow[];
  /** Since when every order is counted, epoch milliseconds; what is older came from journals. */
  readonly countsFromMs: number | undefined;
}

/** Read in the order of an index that holds all it needs: a hundred thousand entries take a moment. */
const GROUPS = `
SELECT day, pipeline, model, place, currency, state, SUM(pictures) AS pictures,
  SUM(billed) AS billed, SUM(counted_micros) AS micros
FROM entries INDEXED BY entries_by_cost
GROUP BY day, pipeline, model, place, currency, state`;

/**
 * Reads what was spent.
 * @param pipeline of this one alone: its folder's real path
 * @returns undefined when the ledger cannot be read
 */
export function costRows(file: LedgerHandle, pipeline: string | undefined): CostRows | undefined {
  return file.attempt((db) => {
    const [from] = db.prepare("SELECT value FROM facts WHERE name = 'counts_from_ms'").all();
    const groups = db.prepare(GROUPS).all()
      .filter((group) => pipeline === undefined || group["pipeline"] === pipeline);
    return {
      rows: rowsOf(groups),
      countsFromMs: from === undefined ? undefined : Number(from["value"]),
    };
  });
}

/** Groups of one row follow each other, a state each. */
function rowsOf(groups: readonly Record<string, unknown>[]): CostRow[] {
  const rows: CostRow[] = [];
  for (const group of groups) {
    const [day, pipeline, model, region] = [
      group["day"],
      group["pipeline"],
      group["model"],
      group["place"],
    ]
      .map(String) as [string, string, string, string];
    const currency = CURRENCIES.find((each) => each === group["currency"]);
    const last = rows.at(-1);
    const isSame = last?.day === day && last.pipeline === pipeline && last.model === model &&
      last.region === region && last.currency === currency;
    const figures = figuresOf(group);
    if (isSame) rows[rows.length - 1] = { ...last, ...sumOf([last, figures]) };
    else rows.push({ day, pipeline, model, region, currency, ...figures });
  }
  return rows;
}

function figuresOf(group: Record<string, unknown>): CostFigures {
  const state = ENTRY_STATES.find((each) => each === group["state"]) ?? "unknown";
  const [asked, billed, micros] = [group["pictures"], group["billed"], group["micros"]]
    .map((each) => Number(each ?? 0)) as [number, number, number];
  const pictures = { reserved: 0, unknown: 0, billed: 0, free: 0, refused: 0, [state]: asked };
  if (state === "billed") {
    pictures.billed = billed;
    pictures.free = Math.max(0, asked - billed);
  }
  return {
    pictures,
    billedMicros: state === "billed" ? micros : 0,
    reservedMicros: state === "reserved" ? micros : 0,
    unknownMicros: state === "unknown" ? micros : 0,
  };
}

/** Adds figures up. */
export function sumOf(all: readonly CostFigures[]): CostFigures {
  const pictures = { reserved: 0, unknown: 0, billed: 0, free: 0, refused: 0 };
  let [billedMicros, reservedMicros, unknownMicros] = [0, 0, 0];
  for (const each of all) {
    billedMicros += each.billedMicros;
    reservedMicros += each.reservedMicros;
    unknownMicros += each.unknownMicros;
    for (const state of Object.keys(pictures) as EntryState[]) {
      pictures[state] += each.pictures[state];
    }
  }
  return { pictures, billedMicros, reservedMicros, unknownMicros };
}
