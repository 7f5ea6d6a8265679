/**
 * What keeping accounts costs: a reservation alone, and `cost` over a hundred thousand entries.
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reservation } from "../../lib/ledger/entry.ts";
import { LedgerHandle } from "../../lib/ledger/ledger_handle.ts";
import { type FilledEntry, SpendingLedger } from "../../lib/ledger/spending_ledger.ts";
import type { Ceiling } from "../../lib/money.ts";
import { median, run, scriptCommand } from "./measured.ts";

const ENTRIES = 100_000;
const PIPELINES = 20;
const DAYS = 365;
const DAY_MS = 24 * 3_600_000;

/** Figures in milliseconds. */
export interface SpendingFigures {
  /** One reservation under a ceiling for the day and one for the month, in an empty ledger. */
  readonly reservationMs: number;
  /** The same beside {@link ENTRIES} others. */
  readonly lateReservationMs: number;
  /** `cost --json`, from start to end. */
  readonly costMs: number;
}

/** Measures in a ledger of its own. */
export async function measureSpending(): Promise<SpendingFigures> {
  const home = await mkdtemp(join(tmpdir(), "bench ledger "));
  const file = new LedgerHandle({ XDG_STATE_HOME: home });
  try {
    const ledger = new SpendingLedger(file);
    ledger.fill("/films/0", [], 0);
    const reservationMs = reserveMany(ledger, ENTRIES + 1);
    for (let at = 0; at < PIPELINES; at++) ledger.fill(`/films/${at}`, history(at), ENTRIES);
    const lateReservationMs = reserveMany(ledger, 2 * ENTRIES);
    const times: number[] = [];
    for (let at = 0; at < 5; at++) {
      const { ms, code, output } = await run([...scriptCommand("main.ts"), "cost", "--json"], {
        XDG_STATE_HOME: home,
      });
      if (code !== 0) throw new Error(output);
      times.push(ms);
    }
    return { reservationMs, lateReservationMs, costMs: median(times) };
  } finally {
    file.close();
    await rm(home, { recursive: true, force: true });
  }
}

const CEILINGS: readonly Ceiling[] = (["day", "month"] as const).map((period) => ({
  period,
  currency: "USD",
  limitMicros: 1e12,
  name: "ALIBABA_MAX_USD_PER_DAY",
  path: undefined,
}));

function reserveMany(ledger: SpendingLedger, firstId: number): number {
  const times = Array.from({ length: 200 }, (_, at) => {
    const startMs = performance.now();
    ledger.reserve(entry("/films/0", firstId + at, Date.now()), CEILINGS);
    return performance.now() - startMs;
  });
  return median(times);
}

function history(pipeline: number): FilledEntry[] {
  return Array.from({ length: ENTRIES / PIPELINES }, (_, at) => ({
    reservation: entry(`/films/${pipeline}`, at + 1, Date.now() - (at % DAYS) * DAY_MS),
    settlement: {
      state: at % 50 === 0 ? "unknown" : "billed",
      billed: 1,
      isFinal: true,
      taskId: `${pipeline} ${at}`,
    },
  }));
}

function entry(pipeline: string, orderId: number, atMs: number): Reservation {
  return {
    pipeline,
    orderId,
    orderedAtMs: atMs,
    illustration: orderId % 30,
    service: "https://dashscope-intl.aliyuncs.com/api/v1",
    region: "singapore",
    model: ["wan2.5-t2i-preview", "wan2.2-t2i-flash", "wan2.6-t2i"][orderId % 3] ?? "",
    currency: "USD",
    pictures: 1,
    pictureMicros: 30_000,
    referencesMicros: 0,
    run: `run ${orderId}`,
    atMs,
    isServiceTime: true,
    sends: 1,
  };
}
