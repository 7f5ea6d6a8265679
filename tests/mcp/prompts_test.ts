import assert from "node:assert/strict";
import test from "node:test";
import { makePipeline, SEVEN, withPipeline, withService } from "../support/harness.ts";
import { overStdio } from "../support/mcp_client.ts";

const pipeline = "pipeline_Цветок Пушкин";

test("a person starts the usual work by name, and names and numbers are completed", () =>
  withPipeline(async ({ home }) => {
    await makePipeline(home, SEVEN, "pipeline_другой");
    const { client, close } = await overStdio({ root: home });
    const { prompts } = await client.listPrompts();
    assert.deepEqual(prompts.map(({ name }) => name), ["review-film", "fix-illustration"]);
    const complete = async (
      name: string,
      argument: { name: string; value: string },
      given: Record<string, string> = {},
    ) => {
      const ref = { type: "ref/prompt" as const, name };
      const { completion } = await client.complete({
        ref,
        argument,
        context: { arguments: given },
      });
      return completion.values;
    };
    assert.deepEqual(await complete("review-film", { name: "pipeline", value: "pipe" }), [
      pipeline,
      "pipeline_другой",
    ]);
    assert.deepEqual(await complete("review-film", { name: "pipeline", value: "ДРУГ" }), [
      "pipeline_другой",
    ]);
    const index = { name: "index", value: "" };
    assert.equal((await complete("fix-illustration", index, { pipeline })).length, 7);
    assert.deepEqual(await complete("fix-illustration", index, { pipeline: "none" }), []);
    const fix = { pipeline, index: "3", change: "другое платье" };
    const { messages } = await client.getPrompt({ name: "fix-illustration", arguments: fix });
    const [{ content } = { content: undefined }] = messages;
    const text = content?.type === "text" ? content.text : "";
    assert.match(text, /illustration 3 .*Цветок Пушкин[^]*другое платье[^]*dry_run/);
    await assert.rejects(client.getPrompt({ name: "review-film", arguments: {} }), /"pipeline"/);
    await assert.rejects(client.getPrompt({ name: "other", arguments: {} }), /Unknown prompt/);
    const template = {
      type: "ref/resource" as const,
      uri: "illustration:///{pipeline}/{index}/{picture}",
    };
    const picture = { name: "picture", value: "o" };
    const given = { arguments: { pipeline, index: "1" } };
    const { completion } = await client.complete({
      ref: template,
      argument: picture,
      context: given,
    });
    assert.deepEqual(completion.values, ["original"]);
    await close();
  }));

test("where the client can ask, the person chooses among the candidates by a list", () =>
  withPipeline(({ home }) =>
    withService(async (_, env) => {
      let choice = "c2";
      const offered: unknown[] = [];
      const session = await overStdio({
        root: home,
        env,
        answer: (message, { properties }) => {
          const field = properties["choice"] as { enum?: string[] } | undefined;
          if (field === undefined) return { action: "accept", content: { order: true } };
          offered.push([message, field.enum]);
          return { action: "accept", content: { choice } };
        },
      });
      const order = { pipeline, indices: [1], size: "1280*720", n: 2 };
      await session.call("regenerate_illustration", order);
      const reason = "the hands are right";
      await session.call("propose_choice", { pipeline, index: 1, candidate: "c2", reason });
      const done = await session.call("accept_illustration", { pipeline, index: 1 });
      assert.equal(done.data.accepted, "c2", done.text);
      const [[message, values] = ["", []]] = offered as [string, string[]][];
      assert.deepEqual(values, ["original", "c1", "c2", "none"]);
      assert.match(message, /Recommended: c2 \(the hands are right\)/);
      choice = "none";
      const none = await session.call("accept_illustration", { pipeline, index: 1 });
      assert.equal(none.data.decision, "reject");
      choice = "c99";
      assert.ok((await session.call("accept_illustration", { pipeline, index: 1 })).isError);
      await session.close();
      const mute = await overStdio({ root: home, env });
      const asked = await mute.call("accept_illustration", { pipeline, index: 1 });
      assert.match(asked.text, /several candidates: c1, c2[^]*let the user choose/);
      await mute.close();
    })
  ));
