import test from "node:test";
import assert from "node:assert/strict";
import {
  type Ask,
  CREATE,
  create,
  createTask,
  KEY,
  query,
  rehearse,
  send,
} from "../support/loopback.ts";

const CREATE_PATH = "/services/aigc/text2image/image-synthesis";
const WIDE_OPEN = { perSecond: 100, concurrent: 100 };
const UUID_REGEXP = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("a create is answered PENDING with ids, and the task then runs and succeeds", async () => {
  await rehearse({}, async (emulator, clock) => {
    const answer = await create(emulator, { parameters: { n: 2 } });
    const { output, request_id } = JSON.parse(answer.text);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["content-type"], "application/json");
    assert.equal(answer.headers["x-request-id"], request_id);
    assert.match(output.task_id, UUID_REGEXP);
    assert.equal(output.task_status, "PENDING");
    assert.deepEqual((await query(emulator, output.task_id)).output, output);

    clock.advance(500);
    const running = await query(emulator, output.task_id);
    assert.deepEqual(running.output, {
      task_id: output.task_id,
      task_status: "RUNNING",
      submit_time: "2026-03-01 12:00:00.000",
      scheduled_time: "2026-03-01 12:00:00.015",
      task_metrics: { TOTAL: 2, SUCCEEDED: 0, FAILED: 0 },
    });

    clock.advance(600);
    const done = await query(emulator, output.task_id);
    assert.equal(done.output.task_status, "SUCCEEDED");
    assert.equal(done.output.end_time, "2026-03-01 12:00:01.015");
    assert.deepEqual(done.output.task_metrics, { TOTAL: 2, SUCCEEDED: 2, FAILED: 0 });
    assert.deepEqual(done.usage, { image_count: 2 });
    assert.equal(emulator.tasks()[0]?.billed, 2);
  });
});

test("without parameters four pictures are made and the prompt is rewritten", async () => {
  await rehearse({}, async (emulator, clock) => {
    const plain = await createTask(emulator);
    const own = await createTask(emulator, { parameters: { n: 1, prompt_extend: false } });
    clock.advance(2_000);
    const results = (await query(emulator, plain)).output.results ?? [];
    assert.equal(results.length, 4);
    assert.equal(results[0]?.orig_prompt, "Цветок");
    assert.ok(results[0]?.actual_prompt?.startsWith("Цветок"));
    assert.notEqual(results[0]?.actual_prompt, "Цветок");
    const [only] = (await query(emulator, own)).output.results ?? [];
    assert.equal("actual_prompt" in (only ?? {}), false);
    assert.equal(emulator.tasks()[0]?.size, "1280*1280");
  });
});

test("a prompt that is too long is cut silently, by characters", async () => {
  await rehearse({}, async (emulator, clock) => {
    const prompt = "🌷".repeat(501);
    const id = await createTask(emulator, { model: "wan2.2-t2i-flash", input: { prompt } });
    clock.advance(2_000);
    assert.equal((await query(emulator, id)).output.results?.[0]?.orig_prompt, "🌷".repeat(500));
  });
});

test("refusals come in the service's order: key, async header, JSON, model, rate", async () => {
  await rehearse({ apiKey: "right" }, async (emulator) => {
    const url = emulator.baseUrl + CREATE_PATH;
    const post = async (headers: Record<string, string>, body: string) => {
      const { status, text } = await send(url, { method: "POST", headers, body });
      const { code, message } = JSON.parse(text);
      return [status, code, message];
    };
    const right = { authorization: "Bearer right" };
    const async = { ...right, "x-dashscope-async": "enable" };
    const good = JSON.stringify({ model: "wan2.2-t2i-flash", input: { prompt: "x" } });
    assert.deepEqual(await post({}, "{"), [401, "InvalidApiKey", "No API-key provided."]);
    assert.deepEqual(await post({ authorization: "Bearer wrong" }, "{"), [
      401,
      "InvalidApiKey",
      "Invalid API-key provided.",
    ]);
    assert.deepEqual(await post(right, "{"), [
      403,
      "AccessDenied",
      "current user api does not support synchronous calls.",
    ]);
    assert.equal((await post(async, "{"))[1], "BadRequest.IllegalInput");
    assert.equal((await post(async, "{}"))[1], "BadRequest.EmptyModel");
    const unknown = await post(async, '{"model":"wan9"}');
    assert.deepEqual(unknown, [400, "InvalidParameter", "Model not exist."]);
    await post(async, good);
    await post(async, good);
    assert.deepEqual((await post(async, good)).slice(0, 2), [429, "Throttling.RateQuota"]);
    assert.equal(emulator.tasks().length, 2);
  });
});

test("the refusal of a key carries no content type", async () => {
  await rehearse({}, async (emulator) => {
    const answer = await send(`${emulator.baseUrl}/tasks/1`);
    assert.equal(answer.status, 401);
    assert.equal(answer.headers["content-type"], undefined);
    assert.equal(answer.headers["x-request-id"], JSON.parse(answer.text).request_id);
  });
});

test("synchronous calls and synchronous models are refused with the official sentences", async () => {
  await rehearse({}, async (emulator) => {
    const both = `${emulator.baseUrl}/services/aigc/multimodal-generation/generation`;
    const plain = await send(both, { method: "POST", headers: KEY, body: "{}" });
    const async = await send(both, { method: "POST", headers: CREATE, body: "{}" });
    const model = await create(emulator, { model: "qwen-image-2.0" });
    const newer = await create(emulator, { model: "wan2.6-t2i" });
    assert.match(plain.text, /does not support synchronous calls/);
    assert.match(async.text, /does not support asynchronous calls/);
    assert.match(model.text, /does not support asynchronous calls/);
    assert.deepEqual([plain.status, async.status, model.status], [403, 403, 403]);
    assert.match(newer.text, /url error, please check url/);
  });
});

test("each region has its own model names; without a region both are known", async () => {
  const refusedIn = async (region: "singapore" | "beijing" | undefined) => {
    const names: string[] = [];
    await rehearse({ region, unknownModel: 404 }, async (emulator) => {
      for (const model of ["wan2.1-t2i-plus", "wanx2.1-t2i-plus", "wanx2.0-t2i-turbo"]) {
        const answer = await create(emulator, { model });
        if (answer.status === 200) continue;
        assert.equal(answer.status, 404);
        assert.equal(JSON.parse(answer.text).code, "ModelNotFound");
        names.push(model);
      }
    });
    return names;
  };
  assert.deepEqual(await refusedIn("singapore"), ["wanx2.1-t2i-plus", "wanx2.0-t2i-turbo"]);
  assert.deepEqual(await refusedIn("beijing"), ["wan2.1-t2i-plus"]);
  assert.deepEqual(await refusedIn(undefined), []);
});

test("prompt, size and n are judged inside the task, which then fails unbilled", async () => {
  await rehearse({ limits: WIDE_OPEN }, async (emulator, clock) => {
    const bad: readonly Ask[] = [
      { input: {} },
      { parameters: { n: 5 } },
      { parameters: { n: 1.5 } },
      { parameters: { seed: -1 } },
      { parameters: { size: "1280x1280" } },
      { parameters: { size: "700*700" } },
      { parameters: { size: "2880*600" } },
      { parameters: { size: "1500*1500" } },
      { model: "wan2.2-t2i-flash", parameters: { size: "511*1000" } },
      { model: "wan2.2-t2i-flash", parameters: { size: "1441*1000" } },
    ];
    const ids: string[] = [];
    for (const ask of bad) ids.push(await createTask(emulator, ask));
    clock.advance(2_000);
    for (const [index, id] of ids.entries()) {
      const { output, usage } = await query(emulator, id);
      assert.equal(output.task_status, "FAILED", JSON.stringify(bad[index]));
      assert.equal(output.code, "InvalidParameter");
      assert.equal(usage, undefined);
    }
    assert.equal(
      (await query(emulator, ids[0] ?? "")).output.message,
      "Field required: input.prompt",
    );
    assert.equal(emulator.tasks().every(({ billed }) => billed === 0), true);
  });
});

test("strict sizes fail small wan2.5 pictures but not the four recommended sizes", async () => {
  await rehearse({ strictSizes: true, limits: WIDE_OPEN }, async (emulator, clock) => {
    const statusOf = async (size: string) => {
      const id = await createTask(emulator, { parameters: { n: 1, size } });
      clock.advance(2_000);
      return (await query(emulator, id)).output.task_status;
    };
    for (
      const size of ["1280*1280", "1104*1472", "1472*1104", "960*1696", "1696*960", "768*2700"]
    ) {
      assert.equal(await statusOf(size), "SUCCEEDED", size);
    }
    assert.equal(await statusOf("1280*720"), "FAILED");
  });
  await rehearse({}, async (emulator, clock) => {
    const id = await createTask(emulator, { parameters: { n: 1, size: "1280*720" } });
    clock.advance(2_000);
    assert.equal((await query(emulator, id)).output.task_status, "SUCCEEDED");
  });
});

test("the compatible interface lists the models for a good key, and wraps its refusal", async () => {
  await rehearse({ apiKey: "right", region: "beijing" }, async (emulator) => {
    const url = emulator.baseUrl.replace("/api/v1", "/compatible-mode/v1/models");
    const good = await send(url, { headers: { authorization: "Bearer right" } });
    assert.equal(good.status, 200);
    assert.ok(
      JSON.parse(good.text).data.some(({ id }: { id: string }) => id === "wanx2.0-t2i-turbo"),
    );
    const bad = await send(url, { headers: { authorization: "Bearer wrong" } });
    assert.equal(bad.status, 401);
    assert.equal(JSON.parse(bad.text).error.code, "invalid_api_key");
  });
});

test("answers are compressed when that is switched on and the client accepts it", async () => {
  await rehearse({ gzip: true }, async (emulator) => {
    const url = `${emulator.baseUrl}/tasks/1`;
    const packed = await send(url, { headers: { ...KEY, "accept-encoding": "gzip" } });
    assert.equal(packed.headers["content-encoding"], "gzip");
    assert.equal(packed.bytes.subarray(0, 2).toString("hex"), "1f8b");
    assert.equal((await send(url, { headers: KEY })).headers["content-encoding"], undefined);
    const fetched = await fetch(url, { headers: KEY });
    assert.equal((await fetched.json()).output.task_status, "UNKNOWN");
  });
});

test("the log tells what was sent where, without the key, also through the control routes", async () => {
  await rehearse({}, async (emulator, clock) => {
    const id = await createTask(emulator, { parameters: { n: 1 } });
    clock.advance(2_000);
    const url = (await query(emulator, id)).output.results?.[0]?.url ?? "";
    await send(url);
    const controls = emulator.baseUrl.replace("/api/v1", "/emulator");
    const log = JSON.parse((await send(`${controls}/log`)).text);
    assert.deepEqual(log, JSON.parse(JSON.stringify(emulator.log)));
    assert.equal(log.length, 3);
    assert.equal(JSON.parse(log[0].bodyText).input.prompt, "Цветок");
    assert.equal(log[0].taskId, id);
    assert.deepEqual(
      log.map((entry: { host: string; hasAuthorization: boolean; status: number }) =>
        [entry.host, entry.hasAuthorization, entry.status].join(" ")
      ),
      ["api true 200", "api true 200", "pictures false 200"],
    );
    assert.equal(JSON.stringify(log).includes("rehearsal-key"), false);
    const tasks = JSON.parse((await send(`${controls}/tasks`)).text);
    assert.equal(tasks[0].billed, 1);
  });
});

test("addresses nobody serves are answered in the service's envelope", async () => {
  await rehearse({}, async (emulator) => {
    const answer = await send(`${emulator.baseUrl}/nothing`, { headers: KEY });
    assert.equal(answer.status, 404);
    assert.equal(JSON.parse(answer.text).code, "NotFound");
  });
});
