import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { acceptedCreates, runProgram, withPipeline, withService } from "../support/harness.ts";
import { eventually, itemOf, overStdio } from "../support/mcp_client.ts";
import { assertSpeaksOfNoPayment } from "../support/payment_words.ts";
import { scenarios } from "../support/scenarios.ts";

const pipeline = "pipeline_Цветок Пушкин";
const wait = "wait_for_illustrations";

scenarios({
  "a number that does not exist is an error of its own, not 'nothing is open'": () =>
    withPipeline(async ({ home }) => {
      const session = await overStdio({ root: home });
      const reply = await session.call(wait, { pipeline, indices: [99] });
      assert.equal(reply.isError, true, reply.text);
      assert.deepEqual(reply.data.unknown_indices, [99]);
      assert.match(reply.text, /index_unknown: there is no illustration 99\./);
      assert.doesNotMatch(reply.text, /Nothing is open/);
      await session.close();
    }),

  "a number without an order is told as such while others are open": () =>
    withPipeline(({ home }) =>
      withService(async (service, env) => {
        const session = await overStdio({ root: home, env });
        await session.call("regenerate_illustration", { pipeline, indices: [1], wait_seconds: 0 });
        const reply = await session.call(wait, { pipeline, indices: [2, 99], wait_seconds: 0 });
        assert.match(reply.text, /Nothing was ever ordered for illustration 2\./);
        assert.match(reply.text, /Also open: illustration 1\./);
        assert.doesNotMatch(reply.text, /Nothing is open/);
        assert.deepEqual(reply.data.unknown_indices, [99]);
        const all = await session.call(wait, { pipeline });
        assert.equal(itemOf(all, 1).status, "saved", all.text);
        assert.match((await session.call(wait, { pipeline })).text, /Nothing is open/);
        assert.equal(acceptedCreates(service), 1);
        await session.close();
      }, { durationMs: [1_500, 1_500] })
    ),

  "orders of another living process that wait for their turn are open too": () =>
    withPipeline(({ home }) =>
      withService(async (service, env) => {
        const first = await overStdio({ root: home, env });
        const order = { pipeline, indices: [1, 2, 3, 4], wait_seconds: 0 };
        await first.call("regenerate_illustration", order);
        await eventually(() => acceptedCreates(service) > 0, "a task");
        const second = await overStdio({ root: home, env });
        const reply = await second.call(wait, { pipeline, wait_seconds: 0 });
        const numbers = (reply.data.illustrations as { index: number }[]).map(({ index }) => index);
        assert.deepEqual(numbers, [1, 2, 3, 4], reply.text);
        await second.close();
        await first.close();
      }, { durationMs: [60_000, 60_000] })
    ),

  "orders that cannot be looked at any more are told as placed, not as never sent": () =>
    withPipeline(({ home, dir }) =>
      withService(async (service, env) => {
        const session = await overStdio({ root: home, env });
        const answer = session.call("regenerate_illustration", { pipeline, indices: [1] });
        await eventually(() => acceptedCreates(service) > 0, "a task");
        writeFileSync(join(dir, ".alibaba", "journal.db"), "no journal any more".repeat(1_000));
        const { isError, text } = await answer;
        assert.equal(isError, true, text);
        assert.match(text, /orders_unseen: the orders were placed and go on/);
        assert.match(text, /Do not order again/);
        assert.doesNotMatch(text, /Nothing was sent/);
        await session.close();
      }, { durationMs: [3_000, 3_000] })
    ),

  "a task that the service does not know is told as such, never as safe": () =>
    withPipeline(async ({ home, dir }) => {
      const options = { root: home, args: ["--rehearse"] };
      const killed = await overStdio(options);
      const order = { pipeline, indices: [1], wait_seconds: 0 };
      await killed.call("regenerate_illustration", order);
      const reply = await killed.call("regenerate_illustration", { ...order, wait_seconds: 0.5 });
      assert.match(reply.text, /is safe: call wait_for_illustrations/);
      process.kill(killed.pid, "SIGKILL");
      await killed.close();
      const state = join(dir, ".alibaba", "rehearsal.db");
      assert.ok(existsSync(state));
      rmSync(state);
      const session = await overStdio(options);
      const lost = await session.call(wait, { pipeline, wait_seconds: 50 });
      assert.equal(itemOf(lost, 1).status, "unknown", lost.text);
      assert.match(lost.text, /the service does not know task [0-9a-f-]{36}/);
      assert.match(lost.text, /may be lost: the rehearsal service does not show it/);
      assert.doesNotMatch(lost.text, /safe/);
      assertSpeaksOfNoPayment(lost.text);
      await session.close();
      const resumed = await runProgram(["resume", "--pipeline-dir", dir, "--rehearse"]);
      assert.equal(resumed.code, 4, resumed.stdout);
      assert.match(resumed.stdout, /Сервис не знает задачу .*\n.*--again закажет заново/);
    }),
});
