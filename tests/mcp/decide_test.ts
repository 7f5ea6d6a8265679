import assert from "node:assert/strict";
import test from "node:test";
import { makeOrder, snapshot } from "../support/choices.ts";
import { withPipeline } from "../support/harness.ts";
import { overStdio } from "../support/mcp_client.ts";
import { videoFrames } from "../support/video_step.ts";

const NAME = "pipeline_Цветок Пушкин";

test("an assistant keeps the original or rejects all, sees it in the list, and takes it back", async () => {
  await withPipeline(async ({ dir, home }) => {
    for (const index of [2, 3]) await makeOrder(dir, { index, greys: [201, 202] });
    const before = snapshot(dir);
    const { call, close } = await overStdio({ root: home });
    const decide = (index: number, candidate: string, reason?: string) =>
      call("accept_illustration", { pipeline: NAME, index, candidate, reason });
    const kept = await decide(2, "original");
    assert.equal(kept.isError, false, kept.text);
    assert.deepEqual([kept.data.decision, kept.data.left_images.length], ["keep", 2]);
    assert.match(kept.text, /#2: the original is kept/);
    const rejected = await decide(3, "none", "a third hand");
    assert.equal(rejected.data.decision, "reject");
    for (const index of [2, 3]) {
      assert.deepEqual(videoFrames(dir).get(index), [`illustration_0${index}.png`]);
    }
    const list = await call("list_illustrations", { pipeline: NAME, indices: [2, 3] });
    const decisions = list.data.illustrations.map((each: { decision: unknown }) => each.decision);
    assert.equal(decisions[0].kind, "keep");
    const { kind, reason, by, newer_candidates } = decisions[1];
    assert.deepEqual([kind, reason, by, newer_candidates], [
      "reject",
      "a third hand",
      "mcp",
      false,
    ]);
    assert.match(list.text, /decision: rejected.*a third hand/);
    const view = await call("view_illustration", { pipeline: NAME, index: 3 });
    assert.match(view.text, /rejected.*a third hand/);
    for (const [index, undone] of [[2, "keep"], [3, "reject"]] as const) {
      const back = await call("undo_accept", { pipeline: NAME, index });
      assert.equal(back.data.undone, undone);
    }
    assert.deepEqual(snapshot(dir), before);
    const odd = await decide(2, "whatever");
    assert.equal(odd.isError, true);
    await close();
  });
});
