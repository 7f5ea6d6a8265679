import test from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../lib/wan/emulator/emulator.ts";
import {
  create,
  createTask,
  HandClock,
  KEY,
  NOON_MS,
  query,
  rehearse,
  send,
} from "../support/loopback.ts";

const WIDE_OPEN = { perSecond: 100, concurrent: 100 };

test("the rate limit counts one model's creates of the last second", async () => {
  await rehearse({}, async (emulator, clock) => {
    const statusOf = async (model: string) => (await create(emulator, { model })).status;
    const flash = "wan2.2-t2i-flash";
    assert.deepEqual([await statusOf(flash), await statusOf(flash), await statusOf(flash)], [
      200,
      200,
      429,
    ]);
    assert.equal(await statusOf("wan2.2-t2i-plus"), 200);
    clock.advance(900);
    assert.equal(await statusOf(flash), 429);
    clock.advance(100);
    assert.equal(await statusOf(flash), 200);
  });
});

test("surplus tasks wait PENDING for a slot of their model, first come first served", async () => {
  await rehearse({ limits: { perSecond: 100, concurrent: 2 } }, async (emulator, clock) => {
    for (let index = 0; index < 5; index++) await createTask(emulator);
    await createTask(emulator, { model: "wan2.2-t2i-flash" });
    const statuses = () => emulator.tasks().map(({ status }) => status[0]).join("");
    assert.equal(statuses(), "PPPPPP");
    clock.advance(500);
    assert.equal(statuses(), "RRPPPR");
    clock.advance(1_000);
    assert.equal(statuses(), "SSRRPS");
    clock.advance(1_000);
    assert.equal(statuses(), "SSSSRS");
    clock.advance(1_000);
    assert.equal(statuses(), "SSSSSS");
  });
});

test("when told so, surplus tasks are refused with Throttling.Concurrency instead", async () => {
  const limits = { perSecond: 100, concurrent: 1 };
  await rehearse({ overflow: "refuse", limits }, async (emulator, clock) => {
    await createTask(emulator);
    const refused = await create(emulator);
    assert.equal(refused.status, 429);
    assert.equal(JSON.parse(refused.text).code, "Throttling.Concurrency");
    clock.advance(1_100);
    await createTask(emulator);
  });
});

test("only a pending task can be canceled; its slot goes to the next, nothing is billed", async () => {
  await rehearse({ limits: { perSecond: 100, concurrent: 1 } }, async (emulator, clock) => {
    const [first, second, third] = [
      await createTask(emulator),
      await createTask(emulator),
      await createTask(emulator),
    ];
    const cancel = (id: string) =>
      send(`${emulator.baseUrl}/tasks/${id}/cancel`, { method: "POST", headers: KEY });
    clock.advance(100);
    const done = await cancel(second);
    assert.equal(done.status, 200);
    assert.deepEqual(Object.keys(JSON.parse(done.text)), ["request_id"]);
    for (const id of [first, second, "1111"]) {
      const refused = await cancel(id);
      assert.equal(refused.status, 400);
      assert.equal(JSON.parse(refused.text).code, "UnsupportedOperation");
    }
    clock.advance(1_000);
    assert.equal((await query(emulator, second)).output.task_status, "CANCELED");
    assert.equal((await query(emulator, third)).output.task_status, "RUNNING");
    clock.advance(5_000);
    assert.deepEqual(emulator.tasks().map(({ billed }) => billed), [4, 0, 4]);
  });
});

test("unknown ids and tasks older than 24 hours are UNKNOWN, with HTTP 200", async () => {
  await rehearse({}, async (emulator, clock) => {
    const id = await createTask(emulator);
    const strange = await send(`${emulator.baseUrl}/tasks/1111`, { headers: KEY });
    assert.equal(strange.status, 200);
    assert.equal(strange.headers["content-type"], "application/json;charset=UTF-8");
    assert.deepEqual(JSON.parse(strange.text).output, { task_id: "1111", task_status: "UNKNOWN" });
    clock.advance(24 * 3_600_000 - 1);
    assert.equal((await query(emulator, id)).output.task_status, "SUCCEEDED");
    clock.advance(1);
    assert.deepEqual((await query(emulator, id)).output, { task_id: id, task_status: "UNKNOWN" });
  });
});

test("the task list pages and filters, newest first, in epoch milliseconds", async () => {
  await rehearse({ limits: WIDE_OPEN }, async (emulator, clock) => {
    const list = async (search: string, slash = "") =>
      JSON.parse((await send(`${emulator.baseUrl}/tasks${slash}${search}`, { headers: KEY })).text);
    const ids: string[] = [];
    for (let index = 0; index < 12; index++) {
      ids.unshift(await createTask(emulator, index === 3 ? { model: "wan2.2-t2i-flash" } : {}));
      clock.advance(1_000);
    }
    const first = await list("");
    assert.equal("output" in first, false);
    const { total, total_page, page_no, page_size } = first;
    assert.deepEqual({ total, total_page, page_no, page_size }, {
      total: 12,
      total_page: 2,
      page_no: 1,
      page_size: 10,
    });
    const idsOf = (answer: { data: { task_id: string }[] }) =>
      answer.data.map((row) => row.task_id);
    assert.deepEqual(idsOf(first), ids.slice(0, 10));
    assert.deepEqual(idsOf(await list("?page_no=2", "/")), ids.slice(10));
    assert.deepEqual(idsOf(await list("?model_name=wan2.2-t2i-flash")), [ids[8]]);
    assert.deepEqual(idsOf(await list(`?task_id=${ids[5]}`)), [ids[5]]);
    assert.deepEqual(idsOf(await list("?status=RUNNING")), [ids[0]]);
    const window = "?start_time=20260301120002&end_time=20260301120004";
    assert.deepEqual(idsOf(await list(window)), ids.slice(7, 10));
    const oldest = (await list(`?task_id=${ids[11]}`)).data[0];
    assert.equal(oldest.gmt_create, NOON_MS);
    assert.equal(oldest.end_time, NOON_MS + 1_015);
    assert.equal("end_time" in first.data[0], false);
    const tooWide = await list("?start_time=20260301120000&end_time=20260302120100");
    assert.equal(tooWide.code, "InvalidParameter");
  });
});

test("query, list and cancel share their limit of requests a second", async () => {
  await rehearse({ maxQueriesPerSecond: 2 }, async (emulator, clock) => {
    const get = (path: string, method = "GET") =>
      send(emulator.baseUrl + path, { method, headers: KEY });
    assert.equal((await get("/tasks/1")).status, 200);
    assert.equal((await get("/tasks/1/cancel", "POST")).status, 400);
    const refused = await get("/tasks/");
    assert.equal(refused.status, 429);
    assert.equal(JSON.parse(refused.text).code, "Throttling.RateQuota");
    clock.advance(1_000);
    assert.equal((await get("/tasks")).status, 200);
  });
});

test("a restarted emulator still knows the tasks of its state file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "репетиция с пробелом "));
  try {
    const stateFile = join(folder, "состояние", "задачи emulator.json");
    const clock = new HandClock();
    const first = await startEmulator({ clock, stateFile, durationMs: [1_000, 1_000] });
    const [done, canceled] = [await createTask(first), await createTask(first)];
    await send(`${first.baseUrl}/tasks/${canceled}/cancel`, { method: "POST", headers: KEY });
    await first.close();
    clock.advance(2_000);
    const second = await startEmulator({ clock, stateFile });
    try {
      const { output } = await query(second, done);
      assert.equal(output.task_status, "SUCCEEDED");
      const url = output.results?.[0]?.url ?? "";
      assert.ok(url.startsWith(second.pictureOrigin));
      assert.equal((await send(url)).status, 200);
      assert.equal((await query(second, canceled)).output.task_status, "CANCELED");
      assert.deepEqual(readdirSync(join(folder, "состояние")), ["задачи emulator.json"]);
    } finally {
      await second.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a damaged state file is an error and is left as it is", async () => {
  const folder = mkdtempSync(join(tmpdir(), "репетиция "));
  try {
    const stateFile = join(folder, "tasks.json");
    writeFileSync(stateFile, "{");
    await assert.rejects(startEmulator({ stateFile }), { code: "emulator_state_unreadable" });
    assert.equal(readFileSync(stateFile, "utf8"), "{");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a port that is taken is an error, not a crash", async () => {
  await rehearse({}, async (emulator) => {
    const port = Number(new URL(emulator.baseUrl).port);
    await assert.rejects(startEmulator({ port }), { code: "port_unusable" });
  });
});

test("run times stay in their range and repeat for the same requests", async () => {
  const runTimes = async () => {
    const times: number[] = [];
    await rehearse({ durationMs: [2_000, 4_000], limits: WIDE_OPEN }, async (emulator, clock) => {
      for (let index = 0; index < 6; index++) {
        await createTask(emulator, { input: { prompt: `картина ${index % 3}` } });
      }
      clock.advance(10_000);
      for (const { startedAtMs, endedAtMs } of emulator.tasks()) {
        times.push((endedAtMs ?? 0) - (startedAtMs ?? 0));
      }
    });
    return times;
  };
  const times = await runTimes();
  assert.ok(times.every((ms) => ms >= 2_000 && ms <= 4_000), String(times));
  assert.ok(new Set(times).size > 3, String(times));
  assert.deepEqual(await runTimes(), times);
});

test("tasks that come after a look, or after one was canceled, take their turn like the others", async () => {
  await rehearse({ limits: { perSecond: 100, concurrent: 1 } }, async (emulator, clock) => {
    const statuses = () => emulator.tasks().map(({ status }) => status[0]).join("");
    await createTask(emulator);
    assert.equal(statuses(), "P");
    await createTask(emulator);
    clock.advance(500);
    assert.equal(statuses(), "RP");
    clock.advance(1_000);
    assert.equal(statuses(), "SR");
    const third = await createTask(emulator);
    await createTask(emulator);
    await send(`${emulator.baseUrl}/tasks/${third}/cancel`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}` },
    });
    assert.equal(statuses(), "SRCP");
    clock.advance(1_000);
    assert.equal(statuses(), "SSCR");
    clock.advance(1_000);
    assert.equal(statuses(), "SSCS");
  });
});
