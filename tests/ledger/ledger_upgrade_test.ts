import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { LedgerHandle } from "../../lib/ledger/ledger_handle.ts";
import { LEDGER_APPLICATION_ID, LEDGER_MIGRATIONS } from "../../lib/ledger/ledger_schema.ts";
import { SentLedger } from "../../lib/ledger/sent_ledger.ts";
import { SpendingLedger } from "../../lib/ledger/spending_ledger.ts";

const PIPELINE = "/films/Цветок";

/** A ledger of version 2 with 0.03 USD billed on a day. */
function withVersion2(act: (env: { XDG_STATE_HOME: string }, path: string) => void): void {
  const home = mkdtempSync(join(tmpdir(), "учёт версии 2 "));
  try {
    const env = { XDG_STATE_HOME: home };
    const { path } = new LedgerHandle(env, "view");
    mkdirSync(dirname(path), { recursive: true });
    const db = new DatabaseSync(path);
    for (const step of LEDGER_MIGRATIONS.slice(0, 2)) db.exec(step);
    db.exec(`PRAGMA application_id = ${LEDGER_APPLICATION_ID}; PRAGMA user_version = 2`);
    db.exec(
      `INSERT INTO entries (pipeline, order_id, ordered_at_ms, run, illustration, service, place,
         model, currency, pictures, picture_micros, state, is_final, sends, billed, counted_micros,
         day, at_ms, is_service_time)
       VALUES ('${PIPELINE}', 1, 5, 'run', 1, 'https://service.example', 'singapore', 'model', 'USD',
         1, 30000, 'billed', 1, 1, 1, 30000, '2026-11-24', 5, 1)`,
    );
    db.close();
    act(env, path);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function spentMicros(file: LedgerHandle): number | undefined {
  const ceiling = {
    period: "day",
    currency: "USD",
    limitMicros: 100_000,
    name: "",
    path: undefined,
  } as const;
  const states = new SpendingLedger(file).states([ceiling], { run: undefined, day: "2026-11-24" });
  return states?.[0]?.spentMicros;
}

test("what an older version spent is shown before the ledger is upgraded, byte for byte as it was", () =>
  withVersion2((env, path) => {
    const before = readFileSync(path);
    const file = new LedgerHandle(env, "view");
    assert.equal(spentMicros(file), 30_000);
    file.close();
    assert.deepEqual(readFileSync(path), before);
  }));

test("the upgrade keeps what was spent, and what is sent from then on is remembered", () =>
  withVersion2((env) => {
    const file = new LedgerHandle(env);
    assert.equal(file.trouble, undefined);
    assert.equal(spentMicros(file), 30_000);
    const sent = new SentLedger(file);
    const entry = {
      pipeline: PIPELINE,
      orderId: 2,
      orderedAtMs: 6,
      service: "https://service.example",
      folder: "1 2",
      taskId: undefined,
      content: "{}",
    };
    sent.put(entry);
    sent.put({ ...entry, taskId: "t-1" });
    assert.deepEqual(sent.of(PIPELINE), [{ ...entry, taskId: "t-1" }]);
    assert.deepEqual(sent.of("/films/other"), []);
    sent.forget(entry);
    assert.deepEqual(sent.of(PIPELINE), []);
    file.close();
  }));
