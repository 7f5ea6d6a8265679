import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { makeFilm, makeOrder, snapshot } from "../support/choices.ts";
import {
  bytesOf,
  runProgram,
  solidPng,
  type TestPipeline,
  withPipeline,
} from "../support/harness.ts";
import { assertOneFrameRule, videoFrames } from "../support/video_step.ts";

const run = async (command: string, { dir }: TestPipeline, index: number, ...more: string[]) => {
  const args = [command, "--pipeline-dir", dir, "--index", String(index), "--json", ...more];
  const { code, stdout, stderr } = await runProgram(args);
  return { code, stderr, result: JSON.parse(stdout) };
};

test("undo steps back through every decision, byte for byte, candidates, clip and prompts too", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
    await makeFilm(pipeline.dir, 3);
    const states = [snapshot(pipeline.dir)];
    const extern = join(pipeline.home, "внешняя.png");
    await writeFile(extern, solidPng(64, 36, 203));
    const steps = [
      ["--candidate", "1", "--save-prompt", "--set-aside-clips"],
      ["--candidate", "c2"],
      ["--candidate", extern],
      ["--candidate", "c1"],
    ];
    for (const step of steps) {
      const { code, stderr } = await run("accept", pipeline, 3, ...step);
      assert.equal(code, 0, stderr);
      assertOneFrameRule(pipeline.dir);
      states.push(snapshot(pipeline.dir));
    }
    for (const expected of states.slice(0, -1).reverse()) {
      const { code, result, stderr } = await run("undo", pipeline, 3);
      assert.equal(code, 0, stderr);
      assert.deepEqual(result.notes, []);
      assert.deepEqual(snapshot(pipeline.dir), expected);
    }
    const last = await run("undo", pipeline, 3);
    assert.equal(last.code, 2);
    assert.equal(last.result.error.code, "undo_none");
  });
});

test("a place that was empty is empty again", async () => {
  await withPipeline(async (pipeline) => {
    await rm(pipeline.image("illustration_06.png"));
    await makeOrder(pipeline.dir, { index: 6, greys: [210] });
    const before = snapshot(pipeline.dir);
    await run("accept", pipeline, 6);
    const { result } = await run("undo", pipeline, 6);
    assert.equal(result.restored, undefined);
    assert.deepEqual(snapshot(pipeline.dir), before);
  });
});

test("a picture that was changed by hand in between is kept before undo replaces it", async () => {
  await withPipeline(async (pipeline) => {
    const before = await bytesOf(pipeline.image("illustration_03.png"));
    await makeOrder(pipeline.dir, { index: 3, greys: [220] });
    await run("accept", pipeline, 3);
    const byHand = solidPng(64, 36, 111);
    await writeFile(pipeline.image("illustration_03.png"), byHand);
    const { result } = await run("undo", pipeline, 3);
    assert.equal(result.notes[0].code, "original_was_changed");
    assert.deepEqual(await readFile(result.notes[0].facts.path), Buffer.from(byHand));
    assert.equal(await bytesOf(pipeline.image("illustration_03.png")), before);
    const again = await run("accept", pipeline, 3, "--candidate", result.notes[0].facts.keptAs);
    assert.equal(again.code, 0);
    assert.deepEqual(await readFile(pipeline.image("illustration_03.png")), Buffer.from(byHand));
  });
});

test("newer candidates in images/ are not mixed with those that undo would bring back", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [230, 231] });
    await run("accept", pipeline, 3, "--candidate", "1");
    await makeOrder(pipeline.dir, { index: 3, greys: [232] });
    const { result } = await run("undo", pipeline, 3);
    assert.equal(result.notes[0].code, "candidates_stay_aside");
    assert.deepEqual(videoFrames(pipeline.dir).get(3), [
      "illustration_03.png",
      "illustration_03_alibaba.png",
    ]);
  });
});

test("a clip made since the choice is kept when the former one comes back", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [235] });
    await makeFilm(pipeline.dir, 3);
    await run("accept", pipeline, 3, "--set-aside-clips");
    await writeFile(pipeline.image("video_03.mp4"), "a clip of the new picture");
    const { result } = await run("undo", pipeline, 3);
    assert.equal(await readFile(pipeline.image("video_03.mp4"), "utf8"), "clip of 3");
    const note = result.notes.find(({ code }: { code: string }) => code === "clip_was_changed");
    assert.equal(await readFile(note.facts.keptAs, "utf8"), "a clip of the new picture");
  });
});

test("illustrations.json that somebody else changed since is left alone, and that is said", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [236] });
    const path = join(pipeline.dir, "illustrations.json");
    await run("accept", pipeline, 3, "--save-prompt");
    const edited = (await readFile(path, "utf8")).replace("Картина 7", "Картина седьмая");
    await writeFile(path, edited);
    const { result } = await run("undo", pipeline, 3);
    assert.equal(result.promptRestored, false);
    assert.equal(result.notes[0].code, "prompts_were_changed");
    assert.equal(await readFile(path, "utf8"), edited);
  });
});

test("prompts saved for two numbers are taken back in any order", async () => {
  await withPipeline(async (pipeline) => {
    const path = join(pipeline.dir, "illustrations.json");
    const before = await readFile(path, "utf8");
    await makeOrder(pipeline.dir, { index: 1, greys: [237], prompt: "первый" });
    await makeOrder(pipeline.dir, { index: 2, greys: [238], prompt: "второй" });
    await run("accept", pipeline, 1, "--save-prompt");
    await run("accept", pipeline, 2, "--save-prompt");
    await run("undo", pipeline, 1);
    const between = JSON.parse(await readFile(path, "utf8")).illustrations;
    assert.equal(between[0].prompt, "A flower in an old book, scene 1");
    assert.equal(between[1].prompt, "второй");
    const { result } = await run("undo", pipeline, 2);
    assert.equal(result.promptRestored, true);
    assert.equal(await readFile(path, "utf8"), before);
  });
});

test("undo without the former picture in the store changes nothing", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [239] });
    const { result } = await run("accept", pipeline, 3);
    await rm(result.replaced.path);
    const before = snapshot(pipeline.dir);
    const undone = await run("undo", pipeline, 3);
    assert.equal(undone.result.error.code, "undo_lost");
    assert.deepEqual(snapshot(pipeline.dir), before);
  });
});

test("undo in a folder that never had a decision makes no files", async () => {
  await withPipeline(async (pipeline) => {
    const { code } = await run("undo", pipeline, 3);
    assert.equal(code, 2);
    assert.ok(!existsSync(join(pipeline.dir, ".alibaba")));
  });
});
