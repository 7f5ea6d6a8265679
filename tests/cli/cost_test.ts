import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { LedgerHandle } from "../../lib/ledger/ledger_handle.ts";
import { SpendingLedger } from "../../lib/ledger/spending_ledger.ts";
import type { Settlement } from "../../lib/ledger/entry.ts";
import { runProgram, withPipeline } from "../support/harness.ts";

const DAY_MS = 24 * 3_600_000;
const NOW = Date.now();

/** A ledger of two films, three models, two currencies and every state. */
function withLedger(act: (env: Record<string, string>) => Promise<void>): Promise<void> {
  return withPipeline(async ({ home }) => {
    const env = { XDG_STATE_HOME: join(home, "состояние"), ALIBABA_LANG: "en" };
    const file = new LedgerHandle(env);
    const billed = (count: number): Settlement => ({
      state: "billed",
      billed: count,
      isFinal: true,
    });
    const rows: readonly (readonly [string, number, "USD" | "CNY", string, Settlement])[] = [
      ["/films/Первый", 0, "USD", "wan2.5-t2i-preview", billed(2)],
      ["/films/Первый", 1, "USD", "wan2.5-t2i-preview", billed(1)],
      ["/films/Второй", 0, "CNY", "wan2.2-t2i-flash", billed(2)],
      ["/films/Второй", 0, "USD", '=cmd,"x"', { state: "unknown", isFinal: true }],
      ["/films/Второй", 0, "USD", "wan2.5-t2i-preview", { state: "free", isFinal: true }],
      ["/films/Второй", 0, "USD", "wan2.5-t2i-preview", { state: "refused", isFinal: true }],
    ];
    const entries = rows.map(([pipeline, daysAgo, currency, model, settlement], at) => ({
      reservation: {
        pipeline,
        orderId: at + 1,
        orderedAtMs: NOW,
        illustration: 1,
        service: "https://dashscope-intl.aliyuncs.com/api/v1",
        region: "singapore",
        model,
        currency,
        pictures: 2,
        pictureMicros: 30_000,
        referencesMicros: 0,
        run: "run",
        atMs: NOW - daysAgo * DAY_MS,
        isServiceTime: true,
        sends: 1,
      },
      settlement,
    }));
    new SpendingLedger(file).fill("/films", entries, 1);
    file.close();
    await act(env);
  });
}

test("cost tells sums, states and bars, currencies apart, and what is unknown stays visible", () =>
  withLedger(async (env) => {
    const { stdout, code } = await runProgram(["cost"], { env });
    assert.equal(code, 0);
    assert.match(stdout, /Spent: \$0\.09, 3 pictures; unknown \$0\.06; refused 2/);
    assert.match(stdout, /Spent: ¥0\.06, 2 pictures/);
    assert.match(stdout, /wan2\.5-t2i-preview +█+ +\$0\.09/);
    assert.match(stdout, /=cmd,"x" +░+ +\$0\.00, 0 pictures; unknown \$0\.06/);
    assert.match(stdout, /\/films\/Первый/);
    const days = await runProgram(["cost", "--by", "day"], { env });
    assert.doesNotMatch(days.stdout, /By model/);
  }));

test("cost --json has amounts as decimal numbers that add up to the micro", () =>
  withLedger(async (env) => {
    const told = JSON.parse((await runProgram(["cost", "--json"], { env })).stdout);
    const dollars = told.totals.find((each: { currency: string }) => each.currency === "USD");
    assert.deepEqual([dollars.billed, dollars.unknown, dollars.reserved], [0.09, 0.06, 0]);
    assert.deepEqual(dollars.pictures, { reserved: 0, unknown: 2, billed: 3, free: 3, refused: 2 });
    const models = told.models.filter((each: { currency: string }) => each.currency === "USD")
      .reduce((sum: number, each: { billed: number }) => sum + each.billed, 0);
    assert.equal(models, 0.09);
    assert.equal(told.days.length, 3);
  }));

test("cost --csv has a row a day, film, model and region, safe for a spreadsheet", () =>
  withLedger(async (env) => {
    const { stdout } = await runProgram(["cost", "--csv"], { env });
    const [head, ...rows] = stdout.trim().split("\n");
    assert.match(head ?? "", /^day,pipeline,model,region,currency,billed,reserved,unknown,/);
    assert.equal(rows.length, 5);
    assert.ok(stdout.includes(`"'=cmd,""x"""`), "no cell is a formula");
    assert.ok(
      rows.some((row) => row.includes("/films/Второй,wan2.2-t2i-flash,singapore,CNY,0.06")),
    );
    const both = await runProgram(["cost", "--csv", "--json"], { env });
    assert.equal(both.code, 2);
  }));

test("where nothing was spent cost says so, and makes no ledger", () =>
  withPipeline(async ({ home }) => {
    const env = { XDG_STATE_HOME: join(home, "пусто"), ALIBABA_LANG: "en" };
    for (let at = 0; at < 2; at++) {
      const { stdout, code } = await runProgram(["cost"], { env });
      assert.equal(code, 0);
      assert.match(stdout, /Nothing has been spent yet/);
    }
  }));
