import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import type { Reservation } from "../../lib/ledger/entry.ts";
import { LEDGER_FILE, LedgerHandle } from "../../lib/ledger/ledger_handle.ts";
import { localDay } from "../../lib/ledger/local_day.ts";
import { SpendingLedger } from "../../lib/ledger/spending_ledger.ts";
import type { Ceiling, Period } from "../../lib/money.ts";

const PIPELINE = "/films/Цветок";
const NOON = new Date(2026, 10, 24, 12).getTime();
const DAY_MS = 24 * 3_600_000;

function withLedger(act: (ledger: SpendingLedger, home: string, file: LedgerHandle) => void): void {
  const home = mkdtempSync(join(tmpdir(), "учёт расходов "));
  const file = new LedgerHandle({ XDG_STATE_HOME: home });
  try {
    const ledger = new SpendingLedger(file);
    ledger.fill(PIPELINE, [], 0);
    act(ledger, home, file);
  } finally {
    file.close();
    rmSync(home, { recursive: true, force: true });
  }
}

const order = (orderId: number, more: Partial<Reservation> = {}): Reservation => ({
  pipeline: PIPELINE,
  orderId,
  orderedAtMs: NOON,
  illustration: orderId,
  service: "https://dashscope-intl.aliyuncs.com/api/v1",
  region: "singapore",
  model: "wan2.5-t2i-preview",
  currency: "USD",
  pictures: 1,
  pictureMicros: 30_000,
  referencesMicros: 0,
  run: "run 1",
  atMs: NOON,
  isServiceTime: true,
  sends: 0,
  ...more,
});

const ceiling = (period: Period, limitMicros: number): Ceiling => ({
  period,
  currency: "USD",
  limitMicros,
  name: `ALIBABA_MAX_USD_PER_${period.toUpperCase()}`,
  path: undefined,
});

const leftToday = (ledger: SpendingLedger, limitMicros: number, atMs = NOON) =>
  ledger.states([ceiling("day", limitMicros)], { run: undefined, day: localDay(atMs) })?.[0]
    ?.leftMicros;

test("a ceiling is kept to the micro: exactly as much as it says fits, and not one more", () =>
  withLedger((ledger) => {
    const limits = [ceiling("day", 90_000)];
    assert.equal(ledger.reserve(order(1, { pictures: 2 }), limits).kind, "reserved");
    const tooMuch = ledger.reserve(order(2, { referencesMicros: 1 }), limits);
    assert.equal(tooMuch.kind, "exceeded", "one micro more than is left");
    assert.ok(tooMuch.kind === "exceeded");
    assert.deepEqual([tooMuch.ceiling.leftMicros, tooMuch.neededMicros], [30_000, 30_001]);
    assert.equal(ledger.reserve(order(3), limits).kind, "reserved");
    assert.equal(leftToday(ledger, 90_000), 0);
  }));

test("of several ceilings each holds: a run's, a day's, a month's", () =>
  withLedger((ledger) => {
    const limits = [ceiling("run", 60_000), ceiling("day", 90_000), ceiling("month", 120_000)];
    const kinds = [
      order(1),
      order(2),
      order(3), // the run's
      order(4, { run: "run 2" }),
      order(5, { run: "run 2" }), // the day's
      order(6, { run: "run 2", atMs: NOON + DAY_MS }),
      order(7, { run: "run 3", atMs: NOON + DAY_MS }), // the month's
      order(8, { run: "run 3", atMs: NOON + 10 * DAY_MS }), // December
    ].map((each) => ledger.reserve(each, limits)).map((reserved) =>
      reserved.kind === "exceeded" ? reserved.ceiling.period : reserved.kind
    );
    assert.deepEqual(kinds, [
      "reserved",
      "reserved",
      "run",
      "reserved",
      "day",
      "reserved",
      "month",
      "reserved",
    ]);
  }));

test("what is set aside for an order counts once, however often it is asked for", () =>
  withLedger((ledger) => {
    const limits = [ceiling("day", 30_000)];
    for (const sends of [0, 1, 2]) {
      assert.equal(ledger.reserve(order(1, { sends }), limits).kind, "reserved");
    }
    assert.equal(leftToday(ledger, 30_000), 0);
  }));

test("an order that is sent after midnight counts on the new day, or is not sent", () =>
  withLedger((ledger) => {
    const limits = [ceiling("day", 30_000)];
    ledger.reserve(order(1), limits);
    ledger.reserve(order(2, { atMs: NOON + DAY_MS }), limits);
    const late = ledger.reserve(order(1, { atMs: NOON + DAY_MS, sends: 1 }), limits);
    assert.equal(late.kind, "exceeded");
    assert.equal(leftToday(ledger, 30_000), 30_000, "and holds nothing on the old one");
  }));

test("what the service billed counts, what it did not bill is free again", () =>
  withLedger((ledger) => {
    const limits = [ceiling("day", 1_000_000)];
    const wishes = [1, 2, 3, 4, 5].map((id) => order(id, { pictures: 4, referencesMicros: 3_000 }));
    for (const wish of wishes) ledger.reserve(wish, limits);
    const [first, second, third, fourth] = wishes as [
      Reservation,
      Reservation,
      Reservation,
      Reservation,
    ];
    ledger.settle(first, { state: "billed", billed: 3, isFinal: true });
    ledger.settle(second, { state: "free", isFinal: true });
    ledger.settle(third, { state: "refused", isFinal: true });
    ledger.settle(fourth, { state: "unknown", isFinal: true });
    const spent = 93_000 + 123_000 + 123_000;
    assert.equal(leftToday(ledger, 1_000_000), 1_000_000 - spent);
    assert.equal(ledger.open().length, 1);
  }));

test("an older reading of a journal opens nothing that was settled since; a better one closes what was unknown", () =>
  withLedger((ledger) => {
    ledger.reserve(order(1), []);
    ledger.settle(order(1), { state: "unknown", isFinal: true });
    ledger.settle(order(1), { state: "reserved", isFinal: false });
    assert.equal(ledger.open().length, 0);
    ledger.settle(order(1), { state: "free", isFinal: true });
    assert.equal(leftToday(ledger, 30_000), 30_000);
    ledger.settle(order(1), { state: "unknown", isFinal: true });
    assert.equal(leftToday(ledger, 30_000), 30_000);
  }));

test("nothing is given back that may be on its way to the service", () =>
  withLedger((ledger) => {
    ledger.reserve(order(1, { sends: 1 }), []);
    ledger.giveBack(order(1), 0);
    assert.equal(ledger.open().length, 1, "the journal that was read does not know of that create");
    ledger.giveBack(order(1), 1);
    assert.equal(ledger.open().length, 0);
  }));

test("a copy of a pipeline bills no task twice, and a moved one is settled by its task", () =>
  withLedger((ledger) => {
    ledger.reserve(order(1), []);
    ledger.settle(order(1), { state: "reserved", isFinal: false, taskId: "t-1" });
    const copy = { ...order(1), pipeline: "/films/копия" };
    const billed = { state: "billed", billed: 1, isFinal: true, taskId: "t-1" } as const;
    ledger.fill(copy.pipeline, [{ reservation: copy, settlement: billed }], 1);
    assert.equal(leftToday(ledger, 90_000), 60_000);
    ledger.settle({ ...order(1), pipeline: "/films/переехал" }, billed);
    assert.equal(ledger.open().length, 0);
    assert.equal(leftToday(ledger, 90_000), 60_000);
  }));

test("an order whose time was this machine's moves to the service's day; one that the service dated stays", () =>
  withLedger((ledger) => {
    ledger.reserve(order(1, { isServiceTime: false, atMs: NOON - DAY_MS }), []);
    ledger.settle(order(1), { state: "reserved", isFinal: false, serviceAtMs: NOON });
    assert.equal(leftToday(ledger, 30_000), 0);
    ledger.settle(order(1), { state: "unknown", isFinal: false, serviceAtMs: NOON + DAY_MS });
    assert.equal(leftToday(ledger, 30_000), 0);
  }));

test("a ledger that is deleted while it is open takes no more entries: it is filled again first", () =>
  withLedger((ledger, home) => {
    const limits = [ceiling("day", 60_000)];
    ledger.reserve(order(1), limits);
    for (const end of ["", "-wal", "-shm"]) {
      rmSync(join(home, "alibaba-image-generator", LEDGER_FILE + end), { force: true });
    }
    assert.equal(ledger.reserve(order(2), limits).kind, "unfilled");
    const settlement = { state: "reserved", isFinal: false } as const;
    ledger.fill(PIPELINE, [{ reservation: order(1), settlement }], 1);
    assert.equal(ledger.reserve(order(2), limits).kind, "reserved");
    assert.equal(ledger.reserve(order(3), limits).kind, "exceeded");
  }));

test("without a ledger nothing is spent under a ceiling, and everything goes on without one", () => {
  const file = new LedgerHandle({});
  const ledger = new SpendingLedger(file);
  assert.equal(ledger.reserve(order(1), []).kind, "reserved");
  assert.throws(
    () => ledger.reserve(order(1), [ceiling("day", 1_000_000)]),
    { code: "ceiling_unguarded" },
  );
});
