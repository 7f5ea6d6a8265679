import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { Journal } from "../../lib/pipeline/journal.ts";
import type { OrderSpec } from "../../lib/pipeline/journal_rows.ts";
import { plainSpec } from "../support/plain_order.ts";

const START_MS = Date.parse("2026-03-01T12:00:00Z");

async function withJournal(
  act: (
    journal: Journal,
    later: (ms: number) => void,
    stateDir: string,
    /** The same journal as another process has it open. */
    others: Journal,
  ) => void,
): Promise<void> {
  const stateDir = await mkdtemp(join(tmpdir(), "журнал и заказы "));
  let nowMs = START_MS;
  const journal = Journal.open(stateDir, () => nowMs);
  const others = Journal.open(stateDir, () => nowMs);
  try {
    act(journal, (ms) => nowMs += ms, stateDir, others);
  } finally {
    others.close();
    journal.close();
    await rm(stateDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

const spec = (illustration: number, more: Partial<OrderSpec> = {}) =>
  plainSpec(illustration, {
    prompt: `Цветок ${illustration}`,
    width: 1024,
    height: 1024,
    ...more,
  });

/** Makes a run look like that of a process that is gone. */
function killRun(stateDir: string, runId: number): void {
  const db = new DatabaseSync(join(stateDir, "journal.db"));
  db.prepare("UPDATE runs SET pid = 2147480000, host = ? WHERE id = ?").run(hostname(), runId);
  db.close();
}

test("an order that is sent has one sender: the second process is refused the right to send", () =>
  withJournal((journal) => {
    const [one, two] = [journal.runs.begin("generate"), journal.runs.begin("generate")];
    const [planned] = journal.orders.plan(one, [spec(1)], false);
    const id = planned?.order.id ?? 0;
    assert.equal(journal.orders.claim(id, two), false, "its own run is alive");
    assert.equal(journal.orders.claim(id, one), true);
    assert.equal(journal.orders.claim(id, one), false, "it is being sent already");
  }));

test("the same order of a living run is adopted; another one is planned anew", () =>
  withJournal((journal) => {
    const [one, two] = [journal.runs.begin("generate"), journal.runs.begin("generate")];
    const [first] = journal.orders.plan(one, [spec(1)], false);
    const again = journal.orders.plan(two, [spec(1), spec(1, { seed: 7 }), spec(2)], false);
    assert.deepEqual(again.map(({ isAdopted }) => isAdopted), [true, false, false]);
    assert.equal(again[0]?.order.id, first?.order.id);
    assert.equal(journal.orders.plan(two, [spec(1)], true)[0]?.isAdopted, false, "--again");
  }));

test("everything that makes an order another order counts", () =>
  withJournal((journal) => {
    const run = journal.runs.begin("generate");
    journal.orders.plan(run, [spec(1)], false);
    const others: Partial<OrderSpec>[] = [
      { service: "rehearsal" },
      { model: "wan2.2-t2i-flash" },
      { prompt: "Другой" },
      { negativePrompt: "текст" },
      { width: 1280 },
      { height: 720 },
      { n: 2 },
      { seed: 0 },
      { promptExtend: true },
      { watermark: true },
    ];
    for (const other of others) {
      assert.equal(journal.orders.findSame(spec(1, other)), undefined, JSON.stringify(other));
    }
    const sameMoney = { unitPrice: 99, currency: "CNY", parentId: 5 };
    assert.ok(journal.orders.findSame(spec(1, sameMoney)) !== undefined);
  }));

test("what a dead run had planned is dropped, what it was sending may have been paid", () =>
  withJournal((journal, _later, stateDir, others) => {
    const dead = journal.runs.begin("generate");
    const [a, b, c] = journal.orders.plan(dead, [spec(1), spec(2), spec(3)], false);
    const ids = [a, b, c].map((each) => each?.order.id ?? 0);
    journal.orders.claim(ids[1] ?? 0, dead);
    journal.orders.claim(ids[2] ?? 0, dead);
    journal.orders.accept(ids[2] ?? 0, "task-3", "request-3");
    others.orders.sweep();
    assert.equal(journal.orders.get(ids[0] ?? 0)?.state, "planned", "it is alive so far");
    killRun(stateDir, dead);
    others.orders.sweep();
    const states = ids.map((id) => journal.orders.get(id)?.state);
    assert.deepEqual(states, ["dropped", "unknown", "open"]);
    assert.deepEqual(journal.orders.unfinished().map(({ id }) => id), ids.slice(1));
  }));

test("the service's own answer takes a task back from a twin that had adopted it", () =>
  withJournal((journal) => {
    const run = journal.runs.begin("generate");
    const [a, b] = journal.orders.plan(run, [spec(1), spec(2)], false);
    const ids = [a, b].map((each) => each?.order.id ?? 0) as [number, number];
    for (const id of ids) journal.orders.claim(id, run);
    journal.orders.lose(ids[0]);
    assert.ok(journal.orders.adopt(ids[0], "task-1"));
    assert.equal(journal.orders.adopt(ids[0], "task-2"), false, "it has one");
    assert.ok(journal.orders.accept(ids[1], "task-1", undefined));
    assert.deepEqual(journal.orders.ofTask("task-1")?.id, ids[1]);
    assert.deepEqual(ids.map((id) => journal.orders.get(id)?.state), ["unknown", "open"]);
    assert.equal(journal.orders.adopt(ids[0], "task-1"), false, "it is somebody's");
  }));

test("a twin whose pictures are written down keeps the task; the other looks for its own", () =>
  withJournal((journal) => {
    const run = journal.runs.begin("generate");
    const [a, b] = journal.orders.plan(run, [spec(1), spec(2)], false);
    const ids = [a, b].map((each) => each?.order.id ?? 0) as [number, number];
    for (const id of ids) journal.orders.claim(id, run);
    journal.orders.lose(ids[0]);
    journal.orders.adopt(ids[0], "task-1");
    journal.orders.settle(ids[0], 1, undefined);
    assert.ok(journal.orders.accept(ids[1], "task-1", undefined));
    assert.deepEqual(ids.map((id) => journal.orders.get(id)?.state), ["settled", "unknown"]);
  }));

test("of two runs that prove an order was never made, only one sends it again", () =>
  withJournal((journal, later) => {
    const [first, second] = [journal.runs.begin("generate"), journal.runs.begin("generate")];
    const [planned] = journal.orders.plan(first, [spec(1)], false);
    const id = planned?.order.id ?? 0;
    journal.orders.claim(id, first);
    journal.orders.lose(id);
    const proven = journal.orders.get(id)?.sentAtMs;
    assert.equal(journal.orders.replan(id, first, proven), true);
    assert.equal(journal.orders.replan(id, second, proven), false, "it is planned already");
    later(1_000);
    assert.ok(journal.orders.claim(id, first));
    journal.orders.lose(id);
    assert.equal(journal.orders.replan(id, second, proven), false, "it was sent since");
  }));

test("however old an order is by this machine's clock, it is not given up", () =>
  withJournal((journal, later) => {
    const run = journal.runs.begin("generate");
    const [planned] = journal.orders.plan(run, [spec(1)], false);
    const id = planned?.order.id ?? 0;
    journal.orders.claim(id, run);
    journal.orders.accept(id, "task-1", undefined);
    later(365 * 24 * 3_600_000);
    journal.orders.sweep();
    assert.equal(journal.orders.get(id)?.state, "open");
    assert.equal(journal.orders.findSame(spec(1))?.id, id, "nor bought again");
  }));

test("settling counts once, however many processes see the end", () =>
  withJournal((journal) => {
    const run = journal.runs.begin("generate");
    const [planned] = journal.orders.plan(run, [spec(1, { n: 2 })], false);
    const id = planned?.order.id ?? 0;
    journal.orders.claim(id, run);
    journal.orders.accept(id, "task-1", undefined);
    const places = [{ place: 1 }, { place: 2 }];
    for (const isNews of [true, false]) {
      journal.pictures.expect(id, 1, places);
      assert.equal(journal.orders.settle(id, 2, undefined), isNews);
    }
    assert.equal(journal.pictures.ofOrder(id).length, 2);
    assert.deepEqual(journal.orders.unfinished().map((order) => order.id), [id]);
  }));

test("a step that fails half way leaves nothing behind", () =>
  withJournal((journal) => {
    const run = journal.runs.begin("generate");
    assert.throws(() =>
      journal.transaction(() => {
        journal.orders.plan(run, [spec(1)], false);
        throw new Error("half way");
      })
    );
    assert.deepEqual(journal.orders.list(), []);
  }));

test("two open journals of one pipeline see each other's changes at once", () =>
  withJournal((journal, _later, stateDir) => {
    const other = Journal.open(stateDir, () => START_MS);
    try {
      const run = other.runs.begin("generate");
      other.orders.plan(run, [spec(4)], false);
      assert.deepEqual(journal.orders.list().map(({ illustration }) => illustration), [4]);
      assert.deepEqual(journal.damage(), []);
    } finally {
      other.close();
    }
  }));

test("a run that was frozen and taken for dead does not send what others ordered meanwhile", () =>
  withJournal((journal, later, _stateDir, others) => {
    const frozen = journal.runs.begin("generate");
    const [first] = journal.orders.plan(frozen, [spec(1)], false);
    later(60_000);
    assert.equal(journal.runs.isAlive(frozen), true, "to itself it is alive");
    const awake = others.runs.begin("generate");
    const [second] = others.orders.plan(awake, [spec(1)], false);
    assert.equal(second?.isAdopted, false, "the frozen run counts as dead");
    assert.equal(others.orders.claim(second?.order.id ?? 0, awake), true);
    assert.equal(
      journal.orders.claim(first?.order.id ?? 0, frozen),
      false,
      "it would be paid twice",
    );
  }));

test("a picture the service still hands out is taken although it had been called expired", () =>
  withJournal((journal) => {
    const runId = journal.runs.begin("generate");
    const [planned] = journal.orders.plan(runId, [spec(1)], false);
    const id = planned?.order.id ?? 0;
    journal.orders.claim(id, runId);
    journal.orders.accept(id, "task-1", undefined);
    journal.orders.end(id, "expired", undefined);
    assert.equal(journal.orders.settle(id, 1, undefined), true);
    assert.equal(journal.orders.get(id)?.state, "settled");
  }));

test("a sure refusal is known to be free although another run had called the order unknown", () =>
  withJournal((journal, later, _stateDir, others) => {
    const runId = journal.runs.begin("generate");
    const [planned] = journal.orders.plan(runId, [spec(1)], false);
    const id = planned?.order.id ?? 0;
    journal.orders.claim(id, runId);
    later(60_000);
    journal.orders.sweep();
    assert.equal(journal.orders.get(id)?.state, "sending", "a run does not give itself up");
    others.orders.sweep();
    assert.equal(journal.orders.get(id)?.state, "unknown");
    journal.orders.release(id);
    assert.equal(journal.orders.get(id)?.state, "planned");
  }));

test("a clock that was set back does not keep a dead run alive for hours", () =>
  withJournal((journal, later, _stateDir, others) => {
    const runId = journal.runs.begin("generate");
    later(-3 * 3_600_000);
    assert.equal(others.runs.isAlive(runId), false);
  }));
