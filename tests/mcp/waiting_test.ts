import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { acceptedCreates, withPipeline, withService } from "../support/harness.ts";
import {
  eventually,
  itemOf,
  overHttp,
  overStdio,
  withMcpHttpServer,
} from "../support/mcp_client.ts";

const pipeline = "pipeline_Цветок Пушкин";
const size = "1280*720";

test("a task longer than the call is handed back as running, saved meanwhile, and told by the next call", async () => {
  await withPipeline(async ({ home, images }) => {
    await withService(async (service, env) => {
      const session = await overStdio({ root: home, env });
      const order = { pipeline, indices: [1, 2], size, wait_seconds: 0.5 };
      const first = await session.call("regenerate_illustration", order);
      assert.equal(first.isError, false);
      assert.deepEqual([1, 2].map((index) => itemOf(first, index).status), ["running", "running"]);
      assert.match(first.text, /wait_for_illustrations/);
      const repeated = await session.call("regenerate_illustration", order);
      assert.equal(itemOf(repeated, 1).task_id, itemOf(first, 1).task_id);
      const saved = async () => (await images()).includes("illustration_01_alibaba.png");
      await eventually(saved, "the picture, though nobody asks for it");
      const last = await session.call("wait_for_illustrations", { pipeline });
      assert.deepEqual([1, 2].map((index) => itemOf(last, index).status), ["saved", "saved"]);
      assert.equal(last.data.billed, 2);
      assert.equal(acceptedCreates(service), 2, "asking again buys nothing");
      const empty = await session.call("wait_for_illustrations", { pipeline });
      assert.deepEqual(empty.data.illustrations, []);
      await session.close();
    }, { durationMs: [2_500, 2_500] });
  });
});

test("progress rises while a call waits", async () => {
  await withPipeline(async ({ home }) => {
    await withService(async (_, env) => {
      const session = await overStdio({ root: home, env });
      const seen: number[] = [];
      const order = { pipeline, indices: [1], size };
      const reply = await session.call("regenerate_illustration", order, {
        onProgress: (progress) => seen.push(progress),
      });
      assert.equal(itemOf(reply, 1).status, "saved", reply.text);
      assert.ok(seen.length >= 2, `${seen}`);
      assert.deepEqual(seen, seen.toSorted((a, b) => a - b));
      assert.equal(new Set(seen).size, seen.length);
      await session.close();
    }, { durationMs: [2_500, 2_500] });
  });
});

test("a cancelled call cancels what still waits at the service and keeps what is already being made", async () => {
  await withPipeline(async ({ home }) => {
    await withService(async (service, env) => {
      const session = await overStdio({ root: home, env });
      const stop = new AbortController();
      const order = { pipeline, indices: [1, 2, 3], size };
      const call = session.call("regenerate_illustration", order, { signal: stop.signal });
      await eventually(() => acceptedCreates(service) === 3, "three tasks");
      stop.abort("the user has changed their mind");
      await assert.rejects(call);
      await eventually(() => session.log.length > 0, "word of what will be billed");
      assert.match(session.log[0] ?? "", /not charged: #2, #3/);
      assert.match(session.log[0] ?? "", /so it will be charged: #1 \(1 picture, about \$0\.03\)/);
      const states = service.tasks().map(({ status }) => status);
      assert.deepEqual(states.slice(1), ["CANCELED", "CANCELED"]);
      const rest = await session.call("wait_for_illustrations", { pipeline });
      assert.equal(itemOf(rest, 1).status, "saved");
      assert.match(rest.text, /An earlier call was cancelled/);
      assert.equal(service.tasks().reduce((sum, { billed }) => sum + billed, 0), 1);
      await session.close();
    }, { durationMs: [2_000, 2_000], limits: { perSecond: 20, concurrent: 1 } });
  });
});

test("a server killed in the middle loses nothing: the next one waits for the same tasks", async () => {
  await withPipeline(async ({ home }) => {
    await withService(async (service, env) => {
      const killed = await overStdio({ root: home, env });
      const lost = killed.call("regenerate_illustration", { pipeline, indices: [1, 2, 3], size });
      await eventually(() => acceptedCreates(service) === 3, "three tasks");
      process.kill(killed.pid, "SIGKILL");
      await assert.rejects(lost);
      const session = await overStdio({ root: home, env });
      const reply = await session.call("wait_for_illustrations", { pipeline });
      for (const index of [1, 2, 3]) {
        assert.equal(itemOf(reply, index).status, "saved", reply.text);
        const [candidate] = itemOf(reply, index).candidates;
        assert.ok((await readFile(candidate?.path ?? "")).length > 0);
      }
      assert.equal(acceptedCreates(service), 3, "nothing is paid twice");
      await session.close();
    }, { durationMs: [1_500, 1_500] });
  });
});

test("a client that leaves in the middle cancels nothing: the next session gets the pictures", async () => {
  await withPipeline(async ({ home }) => {
    await withService(async (service, env) => {
      const leaving = await overStdio({ root: home, env });
      const lost = leaving.call("regenerate_illustration", { pipeline, indices: [1, 2], size });
      await eventually(() => acceptedCreates(service) === 2, "two tasks");
      await Promise.all([assert.rejects(lost), leaving.close()]);
      const session = await overStdio({ root: home, env });
      const reply = await session.call("wait_for_illustrations", { pipeline });
      assert.deepEqual([1, 2].map((index) => itemOf(reply, index).status), ["saved", "saved"]);
      assert.equal(acceptedCreates(service), 2);
      await session.close();
    }, { durationMs: [1_500, 1_500], limits: { perSecond: 20, concurrent: 1 } });
  });
});

test("an HTTP session that ends in the middle of a call cancels nothing: another one gets the pictures", async () => {
  await withPipeline(async ({ home }) => {
    await withService(async (service, env) => {
      await withMcpHttpServer({ root: home, env }, async (server) => {
        const leaving = await overHttp(server);
        const order = { pipeline, indices: [1, 2], size };
        leaving.call("regenerate_illustration", order).catch(() => {});
        await eventually(() => acceptedCreates(service) === 2, "two tasks");
        await leaving.leave();
        const session = await overHttp(server);
        const reply = await session.call("wait_for_illustrations", { pipeline });
        assert.deepEqual([1, 2].map((index) => itemOf(reply, index).status), ["saved", "saved"]);
        assert.equal(acceptedCreates(service), 2);
        await session.close();
      });
    }, { durationMs: [1_500, 1_500], limits: { perSecond: 20, concurrent: 1 } });
  });
});
