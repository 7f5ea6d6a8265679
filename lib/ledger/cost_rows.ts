/**
 * What was spent, as the ledger tells it: one row a day, pipeline, model, region and currency.
 * @module
 */
import type { Currency } from "../money.ts";
import { CURRENCIES } from "../money.ts";
import type { EntryState } from "./entry.ts";
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

/** One row. */
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

/** All rows. */
export interface CostRows {
  readonly rows: readonly CostRow[];
  /** Since when every order is counted, epoch milliseconds; what is older came from journals. */
  readonly countsFromMs: number | undefined;
}

const GROUPS = `
SELECT day, pipeline, model, COALESCE(region, service) AS place, currency,
  SUM(CASE WHEN state = 'billed' THEN COALESCE(billed, 0) ELSE 0 END) AS billed,
  SUM(CASE WHEN state = 'reserved' THEN pictures ELSE 0 END) AS reserved,
  SUM(CASE WHEN state = 'unknown' THEN pictures ELSE 0 END) AS unknown,
  SUM(CASE WHEN state = 'free' THEN pictures
    WHEN state = 'billed' THEN MAX(0, pictures - COALESCE(billed, 0)) ELSE 0 END) AS free,
  SUM(CASE WHEN state = 'refused' THEN pictures ELSE 0 END) AS refused,
  SUM(CASE WHEN state = 'billed' THEN counted_micros ELSE 0 END) AS billed_micros,
  SUM(CASE WHEN state = 'reserved' THEN counted_micros ELSE 0 END) AS reserved_micros,
  SUM(CASE WHEN state = 'unknown' THEN counted_micros ELSE 0 END) AS unknown_micros
FROM entries WHERE ? IS NULL OR pipeline = ?
GROUP BY day, pipeline, model, place, currency`;

/**
 * Reads what was spent.
 * @param pipeline of this one alone: its folder's real path
 * @returns undefined when the ledger cannot be read
 */
export function costRows(file: LedgerHandle, pipeline: string | undefined): CostRows | undefined {
  return file.attempt((db) => {
    const rows = db.prepare(GROUPS).all(pipeline ?? null, pipeline ?? null);
    const [from] = db.prepare("SELECT value FROM facts WHERE name = 'counts_from_ms'").all();
    return {
      rows: rows.map(rowOf),
      countsFromMs: from === undefined ? undefined : Number(from["value"]),
    };
  });
}

function rowOf(row: Record<string, unknown>): CostRow {
  const count = (name: string) => Number(row[name] ?? 0);
  return {
    day: String(row["day"]),
    pipeline: String(row["pipeline"]),
    model: String(row["model"]),
    region: String(row["place"]),
    currency: CURRENCIES.find((each) => each === row["currency"]),
    pictures: {
      billed: count("billed"),
      reserved: count("reserved"),
      unknown: count("unknown"),
      free: count("free"),
      refused: count("refused"),
    },
    billedMicros: count("billed_micros"),
    reservedMicros: count("reserved_micros"),
    unknownMicros: count("unknown_micros"),
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
