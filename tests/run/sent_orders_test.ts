import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { LedgerHandle } from "../../lib/ledger/ledger_handle.ts";
import { SentLedger } from "../../lib/ledger/sent_ledger.ts";
import { SpendingLedger } from "../../lib/ledger/spending_ledger.ts";
import { Journal } from "../../lib/pipeline/journal.ts";
import type { OrderRow } from "../../lib/pipeline/journal_rows.ts";
import { fillFrom } from "../../lib/run/ledger_filling.ts";
import { reservationOf, settlementOf } from "../../lib/run/order_money.ts";
import { SentOrders } from "../../lib/run/sent_orders.ts";
import { plainSpec } from "../support/plain_order.ts";

/** Far from the moment at which a test's journal is begun anew, so that no two orders share one. */
const HOUR_MS = 3_600_000;

/** A pipeline's folder and a ledger, without a run around them. */
class Scene implements Disposable {
  readonly home = mkdtempSync(join(tmpdir(), "отправленное "));
  readonly dir = join(this.home, "pipeline_Цветок");
  readonly file = new LedgerHandle({ XDG_STATE_HOME: join(this.home, "state") });
  readonly ledger = new SentLedger(this.file);

  constructor() {
    mkdirSync(this.dir);
  }

  open(atMs = Date.now()): Journal {
    return Journal.open(join(this.dir, ".alibaba"), () => atMs);
  }

  /** What a run notes and restores here; its illustrations have this prompt. */
  sent(journal: Journal, prompt: string = plainSpec(1).prompt): SentOrders {
    return new SentOrders(this.ledger, journal, {
      dir: this.dir,
      illustrations: [{ index: 1, prompt } as never],
    });
  }

  /** An order of number 1 as it is while its create is at the service. */
  send(journal: Journal, runId: number): OrderRow {
    const [planned] = journal.orders.plan(runId, [plainSpec(1)], false);
    const id = planned?.order.id ?? 0;
    journal.orders.claim(id, runId);
    journal.orders.countSend(id, undefined);
    return orderOf(journal, id);
  }

  /** Gives back what was lost; returns the states of all orders then. */
  restored(journal: Journal, prompt?: string): string[] {
    this.sent(journal, prompt).restore(journal.runs.begin("resume"));
    return journal.orders.list().map(({ state }) => state);
  }

  [Symbol.dispose](): void {
    this.file.close();
    rmSync(this.home, { recursive: true });
  }
}

function orderOf(journal: Journal, id: number): OrderRow {
  const order = journal.orders.get(id);
  assert.ok(order !== undefined);
  return order;
}

test("a task that the journal could not take stays known when the order is noted once more", () => {
  using scene = new Scene();
  const journal = scene.open();
  const order = scene.send(journal, journal.runs.begin("generate"));
  const sent = scene.sent(journal);
  sent.note(order);
  sent.note({ ...order, taskId: "task-1" });
  sent.note(order);
  assert.deepEqual(scene.ledger.of(scene.dir).map(({ taskId }) => taskId), ["task-1"]);
  journal.close();
});

test("a row that cannot be read keeps its number, and stops no run", () => {
  using scene = new Scene();
  const journal = scene.open();
  const order = scene.send(journal, journal.runs.begin("generate"));
  journal.orders.accept(order.id, "task-1", undefined);
  scene.sent(journal).note(orderOf(journal, order.id));
  const { path } = journal;
  journal.close();
  const db = new DatabaseSync(path);
  db.exec("UPDATE orders SET width = -5");
  db.close();
  const again = scene.open();
  assert.deepEqual(scene.restored(again), []);
  assert.deepEqual(scene.ledger.of(scene.dir).map(({ taskId }) => taskId), ["task-1"]);
  again.close();
});

test("an order that was refused and never sent again is no lost order", () => {
  using scene = new Scene();
  const journal = scene.open();
  const runId = journal.runs.begin("generate");
  const order = scene.send(journal, runId);
  scene.sent(journal).note(order);
  // Killed while it waits to be sent again.
  journal.orders.release(order.id);
  journal.runs.end(runId);
  journal.orders.sweep();
  assert.deepEqual(scene.restored(journal), ["dropped"]);
  assert.deepEqual(scene.ledger.of(scene.dir), []);
  journal.close();
});

test("another film in a new folder of the same name gets none of the old one's orders", () => {
  using scene = new Scene();
  const journal = scene.open();
  const order = scene.send(journal, journal.runs.begin("generate"));
  journal.orders.accept(order.id, "task-1", undefined);
  scene.sent(journal).note(orderOf(journal, order.id));
  journal.close();
  rmSync(join(scene.dir, ".alibaba"), { recursive: true });
  const cleared = scene.open();
  assert.deepEqual(scene.restored(cleared, "Another book"), ["open"], "it is the same folder");
  cleared.close();
  rmSync(scene.dir, { recursive: true });
  mkdirSync(scene.dir);
  const other = scene.open();
  assert.deepEqual(scene.restored(other, "Another book"), []);
  assert.deepEqual(scene.restored(other), ["open"], "its own picture, written down again");
  other.close();
});

test("an order that comes back under another number holds its money once, and gives it back", () => {
  using scene = new Scene();
  const spending = new SpendingLedger(scene.file);
  const nowMs = Date.now();
  const journal = scene.open(nowMs - HOUR_MS);
  fillFrom(spending, scene.dir, journal);
  const order = scene.send(journal, journal.runs.begin("generate"));
  const occasion = { run: "run", atMs: nowMs, isServiceTime: false, sends: 1 };
  const price = { currency: "USD", pictureMicros: 30_000 } as const;
  spending.reserve(reservationOf(scene.dir, order, price, occasion), []);
  scene.sent(journal).note(order);
  journal.orders.lose(order.id);
  journal.close();
  rmSync(join(scene.dir, ".alibaba"), { recursive: true });

  const again = scene.open(nowMs);
  again.orders.plan(again.runs.begin("generate"), [plainSpec(7)], false);
  assert.deepEqual(scene.restored(again), ["planned", "unknown"]);
  fillFrom(spending, scene.dir, again);
  const ceiling = { period: "month", currency: "USD", limitMicros: 1_000_000 } as const;
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const spentMicros = () =>
    spending.states([{ ...ceiling, name: "", path: undefined }], { run: undefined, day })
      ?.map((state) => state.spentMicros);
  assert.deepEqual(spentMicros(), [30_000]);
  const [, lost] = again.orders.list();
  assert.ok(lost !== undefined);
  again.orders.end(lost.id, "failed", undefined);
  const key = { pipeline: scene.dir, orderId: lost.id, orderedAtMs: lost.createdAtMs };
  const settlement = settlementOf(orderOf(again, lost.id), () => []);
  assert.ok(settlement !== undefined);
  spending.settle(key, settlement);
  assert.deepEqual(spentMicros(), [0]);
  again.close();
});
