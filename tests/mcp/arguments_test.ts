import assert from "node:assert/strict";
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { readSettings } from "../../lib/mcp/settings.ts";
import { ServerContext } from "../../lib/mcp/server_context.ts";
import { makePipeline, withPipeline } from "../support/harness.ts";
import { overStdio } from "../support/mcp_client.ts";
import { storeCandidates } from "../support/review_pictures.ts";

const pipeline = "pipeline_Цветок Пушкин";

test("numbers, lists and yes or no are understood as assistants write them, and nothing is guessed", async () => {
  await withPipeline(async ({ home, dir }) => {
    const ids = await storeCandidates(dir, [3], 2);
    const session = await overStdio({ root: home, args: ["--rehearse"] });
    const list = async (indices: unknown, more: Record<string, unknown> = {}) => {
      const reply = await session.call("list_illustrations", { pipeline, indices, ...more });
      return reply.isError
        ? reply.text
        : reply.data.illustrations.map(({ index }: { index: number }) => index);
    };
    for (const sent of [[2, 3], ["2", "3"], "2,3", "2, 3", "[2,3]", '["2","3"]']) {
      assert.deepEqual(await list(sent), [2, 3], JSON.stringify(sent));
    }
    assert.deepEqual(await list(3), [3]);
    assert.deepEqual(await list("3", { limit: "5", offset: null, full_prompts: "True" }), [3]);
    assert.equal((await list(null)).length, 7);
    for (const sent of ["1-3", "all", ["2.5"], "[2", { from: 1 }, [[2]], [null], "", "2 3"]) {
      assert.match(await list(sent), /arguments_invalid: .*indices/, JSON.stringify(sent));
    }
    const order = (args: Record<string, unknown>) =>
      session.call("regenerate_illustration", { pipeline, ...args });
    const dry = await order({ indices: "3,5", n: "2", size: "1280×720", dry_run: "true" });
    assert.deepEqual([dry.data.dry_run, dry.data.price.pictures], [true, 4], dry.text);
    const like = { indices: 3, model: "wan2.6-image", dry_run: true };
    for (const references of ["2", 2, [2], "[2]"]) {
      const { text } = await order({ ...like, references });
      assert.doesNotMatch(text, /arguments_invalid/, `${references}`);
    }
    // A required argument is not left out by a null, and no other word means no.
    assert.match((await order({ indices: null })).text, /arguments_invalid: .*indices/);
    assert.match((await order({ indices: 3, dry_run: "no" })).text, /arguments_invalid: .*dry_run/);
    const [first = ""] = ids.get(3) ?? [];
    const choice = { pipeline, index: "3", candidate: Number(first.slice(1)) };
    const chosen = await session.call("accept_illustration", choice);
    assert.equal(chosen.data.accepted, first, chosen.text);
    await session.close();
  });
});

test("~ is the user's home in a root, a pipeline and a reference, and leads nowhere else", async () => {
  await withPipeline(async ({ home }) => {
    const root = join(home, "Мои фильмы");
    const film = await makePipeline(root, undefined, "фильм");
    const settings = readSettings({ root: "~/Мои фильмы" }, { HOME: home });
    const context = new ServerContext(settings);
    const real = await realpath(film.dir);
    assert.equal((await context.pipeline("~/Мои фильмы/фильм")).dir, real);
    const picture = "images/illustration_01.png";
    assert.equal(await context.file(`~/Мои фильмы/фильм/${picture}`), join(real, picture));
    const refused = { code: "path_refused" };
    await assert.rejects(context.pipeline(`~/${pipeline}`), refused);
    await assert.rejects(context.pipeline("~/Мои фильмы/../x"), refused);
    await assert.rejects(context.file(`~/${pipeline}/${picture}`), refused);
    await context.close();
  });
});

test("a model that is misspelt is answered with those that there are", async () => {
  await withPipeline(async ({ home }) => {
    const session = await overStdio({ root: home, args: ["--rehearse"] });
    const args = { pipeline, indices: [3], model: "wan2.5-t2i", dry_run: true };
    const { text, structured } = await session.call("regenerate_illustration", args);
    assert.match(text, /What to do: If that is a typo, .*wan2\.5-t2i-preview/);
    assert.match(JSON.stringify(structured), /wan2\.5-t2i-preview/);
    await session.close();
  });
});
