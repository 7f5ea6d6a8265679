import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Fault, parseFaults } from "../../lib/wan/emulator/emulator.ts";
import { create, createTask, KEY, query, rehearse, send } from "../support/loopback.ts";

const once = (on: "create" | "query" | "list" | "cancel", effect: unknown): Fault =>
  ({ on, do: effect }) as Fault;

test("a create that is dropped made no task, one dropped afterwards made it", async () => {
  const faults = [once("create", { kind: "drop" }), once("create", { kind: "drop-after" })];
  await rehearse({ faults }, async (emulator) => {
    const before = await create(emulator);
    assert.equal(before.status, undefined);
    assert.equal(before.brokenBy, "ECONNRESET");
    assert.equal(before.wasConnected, true);
    assert.equal(emulator.tasks().length, 0);

    const after = await create(emulator, { input: { prompt: "потерянный ответ" } });
    assert.equal(after.brokenBy, "ECONNRESET");
    assert.equal(after.wasConnected, true);
    assert.deepEqual(emulator.tasks().map(({ prompt }) => prompt), ["потерянный ответ"]);
    assert.equal(emulator.log[1]?.taskId, emulator.tasks()[0]?.taskId);
    assert.deepEqual(emulator.log.map(({ status }) => status), [0, 0]);

    assert.equal((await create(emulator)).status, 200);
  });
});

test("refusals come with their headers, in either envelope", async () => {
  const quota = {
    kind: "refuse",
    status: 429,
    code: "Throttling.AllocationQuota",
    message: "Free allocated quota exceeded.",
    headers: { "Retry-After": "1849295" },
  };
  const compatible = {
    kind: "refuse",
    status: 401,
    code: "invalid_api_key",
    message: "Incorrect API key provided. ",
    envelope: "compatible",
  };
  await rehearse({ faults: [once("create", quota), once("create", compatible)] }, async (
    emulator,
  ) => {
    const first = await create(emulator);
    assert.deepEqual([first.status, first.headers["retry-after"]], [429, "1849295"]);
    const { code, message, request_id } = JSON.parse(first.text);
    assert.deepEqual([code, message], [quota.code, quota.message]);
    assert.equal(first.headers["x-request-id"], request_id);
    const second = await create(emulator);
    assert.equal(second.headers["content-type"], undefined);
    assert.equal(JSON.parse(second.text).error.code, "invalid_api_key");
  });
});

test("queries, lists and cancels can meet a web page, garbage or a dropped connection", async () => {
  const faults = [
    once("query", { kind: "html", status: 502 }),
    once("list", { kind: "garbage" }),
    once("cancel", { kind: "drop" }),
  ];
  await rehearse({ faults }, async (emulator) => {
    const get = (path: string, method = "GET") =>
      send(emulator.baseUrl + path, { method, headers: KEY });
    const page = await get("/tasks/1");
    assert.deepEqual([page.status, page.headers["content-type"]], [502, "text/html"]);
    const garbage = await get("/tasks/");
    assert.equal(garbage.status, 200);
    assert.throws(() => JSON.parse(garbage.text));
    const dropped = await get("/tasks/1/cancel", "POST");
    assert.deepEqual([dropped.brokenBy, dropped.wasConnected], ["ECONNRESET", true]);
    assert.equal((await get("/tasks/1")).status, 200);
  });
});

test("a hanging request gets no answer, does not act, and does not hold up the end", async () => {
  const faults = [
    once("create", { kind: "hang" }),
    once("query", { kind: "hang", ms: 20 }),
    once("query", { kind: "hang" }),
  ];
  let last: Promise<unknown> = Promise.resolve();
  await rehearse({ faults }, async (emulator) => {
    const hung = await send(`${emulator.baseUrl}/services/aigc/text2image/image-synthesis`, {
      method: "POST",
      headers: KEY,
      body: "{}",
      leaveAfterMs: 100,
    });
    assert.equal(hung.brokenBy, "LEFT");
    assert.equal(emulator.tasks().length, 0);
    const url = `${emulator.baseUrl}/tasks/1`;
    assert.equal((await send(url, { headers: KEY })).brokenBy, "ECONNRESET");
    last = send(url, { headers: KEY });
    while (emulator.log.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  });
  await last;
});

test("a delayed create still makes its task, and the next fault acts after the delay", async () => {
  const faults = [
    once("create", { kind: "delay", ms: 30 }),
    once("create", { kind: "html", status: 503 }),
  ];
  await rehearse({ faults }, async (emulator) => {
    assert.equal((await create(emulator)).status, 503);
    emulator.addFaults([once("create", { kind: "delay", ms: 10 })]);
    assert.equal((await create(emulator)).status, 200);
    assert.equal(emulator.tasks().length, 1);
  });
});

test("times, skip and match say how often, from when on and for what", async () => {
  const match = { prompt: "сова", model: "wan2.2-t2i-flash" };
  const effect = { kind: "html" } as const;
  const limits = { perSecond: 100, concurrent: 100 };
  await rehearse(
    { limits, faults: [{ on: "create", times: 2, skip: 1, match, do: effect }] },
    async (
      emulator,
    ) => {
      const statusOf = async (prompt: string, model: string) =>
        (await create(emulator, { model, input: { prompt } })).status;
      assert.equal(await statusOf("сова", "wan2.2-t2i-plus"), 200);
      assert.equal(await statusOf("ворон", "wan2.2-t2i-flash"), 200);
      const statuses: unknown[] = [];
      for (let index = 0; index < 4; index++) {
        statuses.push(await statusOf("сова на ели", "wan2.2-t2i-flash"));
      }
      assert.deepEqual(statuses, [200, 503, 503, 200]);
    },
  );
});

test("tasks fail, fail only when extended, or fail in single places, billing what came out", async () => {
  const inspected = { code: "DataInspectionFailed", message: "Output data may contain …" };
  const timedOut = { code: "InternalError.Timeout", message: "An internal timeout error …" };
  const faults: Fault[] = [
    { on: "task", match: { prompt: "A" }, do: { kind: "fail", ...inspected } },
    { on: "task", match: { prompt: "B" }, do: { kind: "fail-when-extended", ...inspected } },
    { on: "task", match: { prompt: "C" }, do: { kind: "partial", places: { "2": timedOut } } },
    {
      on: "task",
      match: { prompt: "D" },
      do: { kind: "partial", places: { "1": timedOut, "2": inspected } },
    },
  ];
  await rehearse({ faults }, async (emulator, clock) => {
    const make = (prompt: string, prompt_extend = true) =>
      createTask(emulator, { input: { prompt }, parameters: { n: 2, prompt_extend } });
    const ids = [await make("A"), await make("B", false), await make("B"), await make("C")];
    clock.advance(1_000);
    ids.push(await make("D"));
    clock.advance(3_000);
    const answers = await Promise.all(ids.map((id) => query(emulator, id)));
    const statuses = answers.map(({ output }) => output.task_status);
    assert.deepEqual(statuses, ["FAILED", "SUCCEEDED", "FAILED", "SUCCEEDED", "FAILED"]);
    assert.equal(answers[0]?.output.code, "DataInspectionFailed");
    assert.equal(answers[2]?.output.code, "DataInspectionFailed");
    const partial = answers[3];
    assert.ok(partial?.output.results?.[0]?.url);
    assert.deepEqual(partial?.output.results?.[1], timedOut);
    assert.deepEqual(partial?.usage, { image_count: 1 });
    assert.deepEqual(partial?.output.task_metrics, { TOTAL: 2, SUCCEEDED: 1, FAILED: 1 });
    assert.deepEqual(emulator.tasks().map(({ billed }) => billed), [0, 2, 0, 1, 0]);
  });
});

test("tasks can end in any status, be unknown at first, and take any time", async () => {
  const statuses = ["UNKNOWN", "CANCELED", "CANCELLED", "SUSPENDED"] as const;
  const faults: Fault[] = statuses.map((status) => ({
    on: "task",
    match: { prompt: `!${status}!` },
    do: { kind: "status", status },
  }));
  faults.push(
    { on: "task", match: { prompt: "slow" }, do: { kind: "duration", ms: 50_000 } },
    { on: "task", match: { prompt: "slow" }, do: { kind: "unknown-at-first", queries: 2 } },
  );
  await rehearse({ faults, limits: { perSecond: 9, concurrent: 9 } }, async (emulator, clock) => {
    const ids: string[] = [];
    for (const status of statuses) {
      ids.push(await createTask(emulator, { input: { prompt: `!${status}!` } }));
    }
    const slow = await createTask(emulator, { input: { prompt: "slow" } });
    const statusOf = async (id: string) => (await query(emulator, id)).output.task_status;
    clock.advance(2_000);
    assert.deepEqual(await Promise.all(ids.map(statusOf)), statuses);
    assert.equal(await statusOf(slow), "UNKNOWN");
    assert.equal(await statusOf(slow), "UNKNOWN");
    assert.equal(await statusOf(slow), "RUNNING");
    clock.advance(48_100);
    assert.equal(await statusOf(slow), "SUCCEEDED");
    assert.deepEqual(emulator.tasks().map(({ billed }) => billed), [0, 0, 0, 0, 4]);
  });
});

test("faults come and go through the control routes; nonsense is refused with its place", async () => {
  await rehearse({}, async (emulator) => {
    const url = emulator.baseUrl.replace("/api/v1", "/emulator/faults");
    const body = JSON.stringify([{ on: "create", times: 0, do: { kind: "html" } }]);
    assert.equal((await send(url, { method: "POST", body })).status, 204);
    assert.equal((await create(emulator)).status, 503);
    assert.equal((await create(emulator)).status, 503);
    assert.equal((await send(url, { method: "DELETE" })).status, 204);
    assert.equal((await create(emulator)).status, 200);
    const wrong = await send(url, {
      method: "POST",
      body: '[{"on":"create","do":{"kind":"cut"}}]',
    });
    assert.equal(wrong.status, 400);
    assert.equal(JSON.parse(wrong.text).code, "faults_invalid");
  });
});

test("a fault file is read as a whole or refused as a whole", () => {
  assert.equal(parseFaults('[{"on":"task","do":{"kind":"duration","ms":5}}]').length, 1);
  const nonsense = [
    "{",
    "{}",
    '[{"on":"create","do":{"kind":"expired"}}]',
    '[{"on":"query","do":{"kind":"drop-after"}}]',
    '[{"on":"create","tmes":1,"do":{"kind":"drop"}}]',
    '[{"on":"create","do":{"kind":"refuse","status":200,"code":"x","message":"y"}}]',
    '[{"on":"task","do":{"kind":"partial","places":{"5":{"code":"x","message":"y"}}}}]',
  ];
  for (const text of nonsense) {
    assert.throws(() => parseFaults(text), { code: "faults_invalid" }, text);
  }
});

test("the fault file shown in the documentation can be read", () => {
  for (const page of ["emulator.md", "emulator.ru.md"]) {
    const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8");
    const example = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
    assert.equal(parseFaults(example).length, 4, page);
  }
});
