import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { decode } from "jpeg-js";
import {
  acceptedCreates,
  bytesOf,
  SECRET_KEY,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import {
  itemOf,
  type McpSession,
  overHttp,
  overStdio,
  type Reply,
  withMcpHttpServer,
} from "../support/mcp_client.ts";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";

const NAME = "pipeline_Цветок Пушкин";

/** Everything an answer holds, as text. */
function spoken({ text, data }: Reply): string {
  return JSON.stringify({ text, data });
}

/** An assistant at work. */
interface Job {
  readonly call: (tool: string, args?: Record<string, unknown>) => Promise<Reply>;
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
}

const ORDER = { pipeline: NAME, indices: [1, 3, 5], size: "1280*720", n: 2, seed: 42 };

/** The whole job, as an assistant does it. */
async function wholeJob(
  session: McpSession,
  pipeline: TestPipeline,
  service: RunningEmulator,
): Promise<void> {
  const said: Reply[] = [];
  const call: Job["call"] = async (tool, args = {}) => {
    const reply = await session.call(tool, args);
    said.push(reply);
    return reply;
  };
  const job = { call, pipeline, service };
  const prompts = await readFile(`${pipeline.dir}/illustrations.json`, "utf8");
  await lookAndAskThePrice(job);
  const made = await orderThree(job);
  await compare(job, made);
  await acceptAndUndo(job, made);
  assert.equal(await readFile(`${pipeline.dir}/illustrations.json`, "utf8"), prompts);
  assert.equal(said.length, 8, "a reply of each call is looked at");
  for (const reply of said) {
    assert.doesNotMatch(spoken(reply), /Signature=|OSSAccessKeyId|Expires=/);
    assert.ok(!spoken(reply).includes(SECRET_KEY));
  }
}

async function lookAndAskThePrice({ call, service }: Job): Promise<void> {
  assert.equal((await call("list_pipelines")).data.pipelines[0].name, NAME);
  const listed = await call("list_illustrations", { pipeline: NAME });
  assert.equal(listed.data.illustrations.length, 7);
  assert.equal(listed.data.illustrations[2].original, "64*36");
  const plan = await call("regenerate_illustration", { ...ORDER, dry_run: true });
  assert.deepEqual(plan.data.price, {
    pictures: 6,
    total: 0.18,
    currency: "USD",
    as_of: plan.data.price.as_of,
  });
  assert.equal(acceptedCreates(service), 0, "a dry run orders nothing");
}

async function orderThree({ call, service }: Job): Promise<Reply> {
  service.addFaults([{
    on: "task",
    match: { prompt: "scene 3" },
    do: { kind: "fail", code: "DataInspectionFailed", message: "Inappropriate." },
  }]);
  const made = await call("regenerate_illustration", ORDER);
  assert.equal(made.isError, false);
  assert.deepEqual(ORDER.indices.map((index) => itemOf(made, index).status), [
    "saved",
    "failed",
    "saved",
  ]);
  const refused = itemOf(made, 3).error;
  assert.equal(refused?.code, "DataInspectionFailed");
  assert.match(refused?.remedy ?? "", /prompt/i);
  assert.ok(refused?.request_id, "the service's request id helps its support");
  assert.equal(made.data.billed, 4);
  assert.equal(made.data.cost, 0.12);
  assert.equal(acceptedCreates(service), 3, "each order is paid once");
  return made;
}

async function compare({ call }: Job, made: Reply): Promise<void> {
  const { candidates } = itemOf(made, 1);
  assert.equal(candidates.length, 2);
  for (const { path } of candidates) await readFile(path);
  const seen = await call("view_illustration", { pipeline: NAME, index: 1 });
  assert.ok(seen.bytes <= 200_000, `${seen.bytes} bytes`);
  const picture = decode(Buffer.from(seen.image ?? "", "base64"), { useTArray: true });
  assert.ok(Math.max(picture.width, picture.height) <= 1_024);
  assert.deepEqual(seen.data.tiles.map(({ id }: { id: string }) => id), [
    "original",
    ...candidates.map(({ id }) => id),
  ]);
  assert.deepEqual(seen.types, ["text", "image"], "some assistants refuse anything else");
}

async function acceptAndUndo({ call, pipeline }: Job, made: Reply): Promise<void> {
  const [first, second] = itemOf(made, 1).candidates;
  const original = pipeline.image("illustration_01.png");
  const before = await bytesOf(original);
  const accept = { pipeline: NAME, index: 1, candidate: second?.id };
  const accepted = await call("accept_illustration", accept);
  assert.equal(accepted.isError, false, accepted.text);
  assert.equal(await bytesOf(original), await bytesOf(second?.path ?? ""));
  assert.ok(!(await pipeline.images()).some((name) => name.startsWith("illustration_01_")));
  const undone = await call("undo_accept", { pipeline: NAME, index: 1 });
  assert.equal(undone.isError, false, undone.text);
  assert.equal(await bytesOf(original), before);
  const after = await call("list_illustrations", {
    pipeline: NAME,
    indices: [1],
    full_prompts: true,
  });
  const ids = after.data.illustrations[0].details.map(({ id }: { id: string }) => id);
  assert.ok(ids.includes(first?.id) && ids.includes(second?.id), "what was paid for stays");
}

test("an assistant does the whole job over stdio: looks, asks the price, orders, compares, accepts, takes it back", async () => {
  await withPipeline(async (pipeline) => {
    await withService(async (service, env) => {
      const session = await overStdio({ root: pipeline.home, env });
      try {
        await wholeJob(session, pipeline, service);
      } finally {
        await session.close();
      }
    });
  });
});

test("the same job over HTTP, while a second client looks on", async () => {
  await withPipeline(async (pipeline) => {
    await withService(async (service, env) => {
      await withMcpHttpServer({ root: pipeline.home, env }, async (server) => {
        const [session, other] = await Promise.all([overHttp(server), overHttp(server)]);
        await Promise.all([
          wholeJob(session, pipeline, service),
          other.call("list_illustrations", { pipeline: NAME }),
        ]);
        await Promise.all([session.close(), other.close()]);
      });
    });
  });
});

test("a prompt for one order is kept with its picture and not written into illustrations.json", async () => {
  await withPipeline(async (pipeline) => {
    await withService(async (service, env) => {
      const session = await overStdio({ root: pipeline.home, env });
      const prompt = "Совсем другая картина";
      const args = { pipeline: NAME, indices: [2], prompt };
      assert.equal(itemOf(await session.call("regenerate_illustration", args), 2).status, "saved");
      assert.equal(service.tasks()[0]?.prompt, prompt);
      const look = { pipeline: NAME, indices: [2], full_prompts: true };
      const { data } = await session.call("list_illustrations", look);
      assert.equal(data.illustrations[0].details[0].prompt, prompt);
      assert.equal(data.illustrations[0].prompt, "A flower in an old book, scene 2");
      await session.close();
    });
  });
});

test("a rehearsal needs no key and makes real files", async () => {
  await withPipeline(async (pipeline) => {
    const session = await overStdio({ root: pipeline.home, args: ["--rehearse"] });
    const reply = await session.call("regenerate_illustration", { pipeline: NAME, indices: [4] });
    assert.equal(itemOf(reply, 4).status, "saved");
    assert.equal(reply.data.cost, 0);
    await session.close();
  });
});
