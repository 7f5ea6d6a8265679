import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Journal } from "../../lib/pipeline/journal.ts";
import { runProgram } from "../support/harness.ts";
import { filesBelow, journalRows } from "../support/journals.ts";
import { send } from "../support/loopback.ts";
import { overStdio } from "../support/mcp_client.ts";
import { withReview } from "../support/review_browser.ts";
import { journalVersion, openJournal, refresh, rowsOf, withVersion1 } from "../support/version1.ts";

const timeout = { timeout: 120_000 };

/** What its last run ordered, and nobody fetched. */
const SAME_ORDER = ["--model", "wan2.2-t2i-flash", "--size", "512*512", "--rehearse"];

const NEW_COLUMNS = ["protocol", "service_sent_at_ms", "sends", "address_key", "reason"];

function run(dir: string, ...args: string[]) {
  return runProgram([...args, "--pipeline-dir", dir, "--lang", "en"]);
}

/** Makes any command that changes something bring the journal to today's version. */
async function upgrade(dir: string): Promise<void> {
  const nothing = await run(dir, "undo", "--index", "4");
  assert.match(nothing.stderr, /❌/, "there is no decision about 4");
  assert.equal(journalVersion(dir), 2);
}

function tasksOrdered(dir: string): number {
  return JSON.parse(readFileSync(join(dir, ".alibaba", "rehearsal.json"), "utf8")).tasks.length;
}

test(
  "looking at a folder of version 1 shows it all and changes not one byte",
  timeout,
  () =>
    withVersion1(async (dir, home) => {
      const before = filesBelow(dir);
      const listed = await run(dir, "list", "--json");
      assert.equal(listed.code, 0, listed.stderr);
      const { illustrations } = JSON.parse(listed.stdout);
      assert.deepEqual(
        illustrations.map((each: { candidates: { id: string }[] }) =>
          each.candidates.map(({ id }) => id)
        ),
        [["c3", "c4", "o5"], ["c1", "c2", "o6"], ["c8"], ["c7"]],
      );
      assert.equal(illustrations[0].accepted.pictureId, "c3");
      assert.equal(illustrations[1].accepted, undefined);
      assert.deepEqual(
        illustrations.map((each: { openOrders: unknown[] }) => each.openOrders.length),
        [0, 0, 1, 1],
      );
      await run(dir, "doctor");
      await run(dir, "--indices", "1-4", "--dry-run", ...SAME_ORDER);
      const session = await overStdio({ root: home });
      const answer = await session.call("list_illustrations", { pipeline: "pipeline_Версия 1" });
      assert.match(answer.text, /accepted c3/);
      await session.call("view_illustration", { pipeline: "pipeline_Версия 1", index: 1 });
      await session.close();
      await withReview(dir, {}, async ({ address }) => {
        const page = await send(address);
        assert.ok(page.status === 200 || page.status === 302 || page.status === 303);
        const cookie = String(page.headers["set-cookie"]).split(";")[0] ?? "";
        const state = await send(new URL("/api/state", address).href, { headers: { cookie } });
        assert.match(state.text, /"decision":\{"id":1,"kind":"accept","picture":"c3"/);
      }, "--rehearse");
      assert.deepEqual(filesBelow(dir), before);
    }),
);

test(
  "the upgrade keeps every row, every reference and the indexes",
  timeout,
  () =>
    withVersion1(async (dir) => {
      const tables = ["runs", "orders", "pictures", "decisions"];
      const before = tables.map((table) => rowsOf(dir, table));
      // A look at orders takes note of runs that died; nothing else may change.
      await upgrade(dir);
      const after = tables.map((table) => rowsOf(dir, table, NEW_COLUMNS));
      assert.deepEqual(after, before);
      assert.deepEqual(journalRows(dir, "PRAGMA foreign_key_check"), []);
      assert.deepEqual(
        journalRows(dir, "PRAGMA integrity_check").map((row) => ({ ...row })),
        [{ integrity_check: "ok" }],
      );
      const indexes = journalRows(dir, "SELECT name FROM sqlite_master WHERE type = 'index'");
      for (
        const name of [
          "orders_by_illustration",
          "orders_by_fingerprint",
          "orders_by_state",
          "pictures_by_illustration",
          "pictures_by_sha256",
          "pictures_by_address",
          "decisions_by_illustration",
          "recommendations_by_illustration",
        ]
      ) assert.ok(indexes.some((each) => each["name"] === name), name);
      const protocols = journalRows(dir, "SELECT DISTINCT protocol, sends FROM orders");
      assert.deepEqual(protocols.map((row) => ({ ...row })), [{
        protocol: "text2image",
        sends: 1,
      }]);
      // References are watched over again.
      const db = openJournal(dir);
      db.exec("PRAGMA foreign_keys = ON");
      assert.throws(() => db.exec("UPDATE pictures SET order_id = 99 WHERE id = 1"));
      assert.throws(() => db.exec("UPDATE decisions SET undoes_id = 99 WHERE id = 3"));
      db.close();
    }),
);

test(
  "what was ordered before the upgrade is fetched after it",
  timeout,
  () =>
    withVersion1(async (dir) => {
      refresh(dir);
      const resumed = await run(dir, "resume", "--rehearse");
      assert.equal(resumed.code, 0, resumed.stderr);
      const states = journalRows(dir, "SELECT state FROM orders ORDER BY id");
      assert.deepEqual(states.map((row) => row["state"]), Array(6).fill("settled"));
      const saved = journalRows(dir, "SELECT file FROM pictures WHERE order_id IN (5, 6)");
      assert.equal(saved.length, 2);
      for (const { file } of saved) {
        assert.ok(existsSync(join(dir, ".alibaba", "pictures", String(file))));
      }
      assert.equal(tasksOrdered(dir), 6, "nothing was ordered anew");
    }),
);

test(
  "an order that is open during the upgrade is recognised and not bought again",
  timeout,
  () =>
    withVersion1(async (dir) => {
      refresh(dir);
      const ordered = await run(dir, "--indices", "3,4", "--no-confirm", ...SAME_ORDER);
      assert.equal(ordered.code, 0, ordered.stderr);
      assert.equal(tasksOrdered(dir), 6);
      assert.equal(journalRows(dir, "SELECT id FROM orders").length, 6);
    }),
);

test(
  "decisions of version 1 are taken back, and others made, as ever",
  timeout,
  () =>
    withVersion1(async (dir) => {
      const original = () => readFileSync(join(dir, "images", "illustration_01.png"));
      const prompts = readFileSync(join(dir, "illustrations.json"), "utf8");
      const accepted = original();
      const undone = await run(dir, "undo", "--index", "1");
      assert.equal(undone.code, 0, undone.stderr);
      const [kept] = journalRows(dir, "SELECT file FROM pictures WHERE kind = 'original'");
      const former = readFileSync(join(dir, ".alibaba", "pictures", String(kept?.["file"])));
      assert.deepEqual(original(), former);
      assert.equal(readFileSync(join(dir, "images", "video_01.mp4"), "utf8"), "clip of 1");
      assert.notEqual(accepted.length, former.length);
      const again = await run(dir, "accept", "--index", "1", "--candidate", "c3", "--save-prompt");
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(original(), accepted);
      assert.equal(readFileSync(join(dir, "illustrations.json"), "utf8"), prompts);
      const other = await run(dir, "accept", "--index", "2", "--candidate", "2");
      assert.equal(other.code, 0, other.stderr);
      assert.equal((await run(dir, "undo", "--index", "2")).code, 0);
    }),
);

test("a folder that others could read is closed to them by the first command that writes", {
  ...timeout,
  skip: process.platform === "win32",
}, () =>
  withVersion1(async (dir) => {
    const modeOf = (path: string) => (statSync(join(dir, path)).mode & 0o777).toString(8);
    const before = modeOf(".alibaba");
    await run(dir, "list");
    assert.equal(modeOf(".alibaba"), before, "looking changes nothing");
    await upgrade(dir);
    assert.equal(modeOf(".alibaba"), "700");
    assert.equal(modeOf(".alibaba/journal.db"), "600");
  }));

test(
  "an older program refuses a newer journal with a sentence and leaves it alone",
  timeout,
  () =>
    withVersion1(async (dir) => {
      await upgrade(dir);
      const db = openJournal(dir);
      db.exec("PRAGMA user_version = 3");
      db.close();
      const before = filesBelow(dir);
      for (
        const args of [["list"], ["accept", "--index", "1"], ["undo", "--index", "1"], [
          "resume",
          "--rehearse",
        ], ["--indices", "1", "--no-confirm", "--rehearse"]]
      ) {
        const refused = await run(dir, ...args);
        assert.notEqual(refused.code, 0, args.join(" "));
        assert.match(
          refused.stderr + refused.stdout,
          /was made by a newer version of this program/,
        );
      }
      const after = filesBelow(dir);
      assert.equal(
        after.get(join(".alibaba", "journal.db")),
        before.get(join(".alibaba", "journal.db")),
      );
    }),
);

test(
  "a server that runs while a newer program upgrades the journal says so",
  timeout,
  () =>
    withVersion1(async (dir, home) => {
      await upgrade(dir);
      const pipeline = "pipeline_Версия 1";
      const session = await overStdio({ root: home });
      assert.equal((await session.call("list_illustrations", { pipeline })).isError, false);
      const journal = Journal.open(join(dir, ".alibaba"));
      const view = Journal.view(join(dir, ".alibaba"));
      const db = openJournal(dir);
      // As a newer version would: a column that today's program does not know how to fill.
      db.exec(`ALTER TABLE runs ADD COLUMN shape TEXT NOT NULL DEFAULT 'x';
      ALTER TABLE decisions RENAME TO choices; PRAGMA user_version = 3`);
      db.close();
      const newer = { code: "journal_newer" };
      assert.throws(() => journal.runs.begin("generate"), newer);
      assert.throws(() => journal.transaction(() => journal.orders.list()), newer);
      assert.throws(() => journal.decisions.list(), newer);
      assert.throws(() => view?.decisions.list(), newer);
      journal.close();
      view?.close();
      for (
        const [tool, args] of [
          ["list_illustrations", { pipeline }],
          ["accept_illustration", { pipeline, index: 1, candidate: "c3" }],
        ] as const
      ) {
        const reply = await session.call(tool, args);
        assert.ok(reply.isError, tool);
        assert.match(reply.text, /newer version/);
      }
      await session.close();
    }),
);
