import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
// @ts-types="@modelcontextprotocol/sdk/types"
import type { ElicitResult } from "@modelcontextprotocol/sdk/types.js";
import { acceptedCreates, SECRET_KEY, withPipeline, withService } from "../support/harness.ts";
import { itemOf, overStdio, type Reply } from "../support/mcp_client.ts";

const pipeline = "pipeline_Цветок Пушкин";

/** What comes of an order of two pictures when the person answers like this. */
async function orderWith(
  result: ElicitResult | undefined,
  more: Record<string, string> = {},
): Promise<{ reply: Reply; questions: string[]; creates: number }> {
  const questions: string[] = [];
  const outcome: { reply?: Reply; creates: number } = { creates: 0 };
  await withPipeline(async ({ home }) => {
    await withService(async (service, env) => {
      const session = await overStdio({
        root: home,
        env: { ...env, ...more },
        ...(result === undefined ? {} : {
          answer: (message) => {
            questions.push(message);
            return result;
          },
        }),
      });
      outcome.reply = await session.call("regenerate_illustration", { pipeline, indices: [1, 2] });
      outcome.creates = acceptedCreates(service);
      await session.close();
    });
  });
  assert.ok(outcome.reply);
  return { reply: outcome.reply, questions, creates: outcome.creates };
}

test("a client that can ask is asked once, with number and price, before anything is ordered", async () => {
  const { reply, questions, creates } = await orderWith({
    action: "accept",
    content: { order: true },
  });
  assert.equal(questions.length, 1);
  assert.match(questions[0] ?? "", /2 pictures for #1, #2 .*\$0\.06/);
  assert.equal(creates, 2);
  assert.equal(itemOf(reply, 2).status, "saved");
});

test("a no to the price spends nothing, however it is said, and names nobody as its author", async () => {
  const answers: ElicitResult[] = [
    { action: "decline" },
    { action: "cancel" },
    { action: "accept", content: { order: false } },
  ];
  for (const answer of answers) {
    const { reply, creates } = await orderWith(answer);
    assert.equal(creates, 0);
    assert.match(reply.text, /Nothing was ordered and nothing was charged/);
    assert.doesNotMatch(reply.text, /user (has )?(declined|refused)/i);
    assert.equal(itemOf(reply, 1).status, "not_sent");
  }
});

test("a client that cannot ask is not held up, and ALIBABA_MCP_CONFIRM=off stops the question", async () => {
  const silent = await orderWith(undefined);
  assert.equal(silent.creates, 2);
  const off = await orderWith({ action: "decline" }, { ALIBABA_MCP_CONFIRM: "off" });
  assert.deepEqual([off.creates, off.questions.length], [2, 0]);
});

test("what would be refused is told before money is at stake, and nothing of the call is ordered", async () => {
  await withPipeline(async ({ home }) => {
    await withService(async (service, env) => {
      const session = await overStdio({ root: home, env });
      const call = (args: Record<string, unknown>) =>
        session.call("regenerate_illustration", { pipeline, ...args });
      const small = await call({ indices: [1], size: "100*100" });
      assert.equal(small.isError, true);
      assert.equal(itemOf(small, 1).error?.code, "size_area");
      assert.match(small.text, /What to do: Choose another `size`/);
      const many = await call({ indices: [1], n: 9 });
      assert.match(many.text, /arguments_invalid: .*n: /);
      const stranger = await call({ indices: [1, 99] });
      assert.deepEqual(stranger.data.unknown_indices, [99]);
      assert.equal(itemOf(stranger, 1).status, "saved");
      assert.equal(acceptedCreates(service), 1);
      await session.close();
    });
  });
});

test("without a key the assistant is told where the user sets one; config.env of the current folder is not trusted", async () => {
  await withPipeline(async ({ home, dir }) => {
    await withService(async (service, env) => {
      const { ALIBABA_BASE_URL = "" } = env;
      const text = `ALIBABA_API_KEY=${SECRET_KEY}\nALIBABA_BASE_URL=${ALIBABA_BASE_URL}\n`;
      await writeFile(join(dir, "config.env"), text);
      const session = await overStdio({ root: home, cwd: dir });
      const args = { pipeline, indices: [1] };
      const refused = await session.call("regenerate_illustration", args);
      assert.equal(refused.isError, true);
      assert.match(refused.text, /key_missing.*\n.*ALIBABA_API_KEY in the `env`/);
      const plan = await session.call("regenerate_illustration", { ...args, dry_run: true });
      assert.match(plan.text, /ALIBABA_API_KEY is not set/);
      assert.equal(acceptedCreates(service), 0);
      await writeFile(join(home, "config.env"), text);
      const made = await session.call("regenerate_illustration", args);
      assert.equal(itemOf(made, 1).status, "saved", "a key that was just added counts");
      await session.close();
    });
  });
});
