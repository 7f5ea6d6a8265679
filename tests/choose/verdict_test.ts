import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { acceptCandidate } from "../../lib/choose/accept.ts";
import { undoAccept } from "../../lib/choose/undo.ts";
import { keepOriginal, rejectCandidates } from "../../lib/choose/verdict.ts";
import { listPipeline } from "../../lib/film/listing.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { makeOrder, snapshot } from "../support/choices.ts";
import {
  bytesOf,
  runProgram,
  solidPng,
  type TestPipeline,
  withPipeline,
} from "../support/harness.ts";
import { assertOneFrameRule, videoFrames } from "../support/video_step.ts";
import { skipUnless } from "../support/skipping.ts";

const run = async (command: string, { dir }: TestPipeline, ...more: string[]) => {
  const args = [command, "--pipeline-dir", dir, "--lang", "en", ...more];
  const { code, stdout, stderr } = await runProgram(args);
  return { code, stdout, stderr, json: more.includes("--json") ? JSON.parse(stdout) : undefined };
};

const decisionOf = async ({ dir }: TestPipeline, index: number) =>
  (await listPipeline(await openPipeline(dir), [index])).illustrations[0]?.decision;

for (const command of ["keep", "reject"] as const) {
  test(`${command} leaves one frame, marks the number, and undo brings everything back`, async () => {
    await withPipeline(async (pipeline) => {
      await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
      const strange = pipeline.image("illustration_03_от руки.png");
      await writeFile(strange, solidPng(64, 36, 77));
      const before = snapshot(pipeline.dir);
      const original = await bytesOf(pipeline.image("illustration_03.png"));
      const { code, json } = await run(
        command,
        pipeline,
        "--index",
        "3",
        "--reason",
        "a third hand",
        "--json",
      );
      assert.equal(code, 0);
      assert.equal(json.kind, command);
      assert.equal(json.hidden.length, 3);
      assert.equal(await bytesOf(pipeline.image("illustration_03.png")), original);
      assert.deepEqual(videoFrames(pipeline.dir).get(3), ["illustration_03.png"]);
      assertOneFrameRule(pipeline.dir);
      const decision = await decisionOf(pipeline, 3);
      assert.equal(decision?.kind, command);
      assert.equal(decision?.reason, "a third hand");
      assert.equal(decision?.isOutdated, false);
      const undone = await run("undo", pipeline, "--index", "3", "--json");
      assert.equal(undone.code, 0);
      assert.equal(undone.json.undoesKind, command);
      assert.deepEqual(snapshot(pipeline.dir), before);
      assert.equal(await decisionOf(pipeline, 3), undefined);
    });
  });
}

test("accept, keep and reject after each other are taken back one by one, byte for byte", async () => {
  await withPipeline(async ({ dir }) => {
    await makeOrder(dir, { index: 3, greys: [201, 202] });
    const pipeline = await openPipeline(dir);
    const about = { index: 3, by: "cli" } as const;
    const accept = (candidate: string) =>
      acceptCandidate(pipeline, { ...about, candidate, savePrompt: false, setAsideClips: false });
    const steps = [
      () => rejectCandidates(pipeline, about),
      () => accept("c2"),
      () => keepOriginal(pipeline, about),
      () => rejectCandidates(pipeline, about),
      () => accept("c1"),
    ];
    const states = [snapshot(dir)];
    for (const step of steps) {
      await step();
      states.push(snapshot(dir));
    }
    for (const [at, expected] of states.slice(0, -1).toReversed().entries()) {
      const { stepsLeft } = await undoAccept(pipeline, about);
      assert.deepEqual(snapshot(dir), expected, `undo ${at + 1}`);
      assert.equal(stepsLeft, steps.length - at - 1);
    }
    await assert.rejects(undoAccept(pipeline, about), { code: "undo_none" });
  });
});

test("keep after an acceptance names what stays, so that nobody takes it for the first original", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201] });
    await run("accept", pipeline, "--index", "3");
    const { stdout } = await run("keep", pipeline, "--index", "3");
    assert.match(stdout, /Illustration 3: c1 .* is kept/);
    assert.equal((await decisionOf(pipeline, 3))?.pictureId, "c1");
  });
});

test("new candidates make a verdict outdated; the same verdict again is then a new one", async () => {
  await withPipeline(async ({ dir, ...pipeline }) => {
    const opened = await openPipeline(dir);
    const about = { index: 3, by: "cli" } as const;
    const first = await rejectCandidates(opened, about);
    assert.equal((await rejectCandidates(opened, about)).decisionId, first.decisionId);
    await new Promise((resolve) => setTimeout(resolve, 2));
    await makeOrder(dir, { index: 3, greys: [201] });
    assert.equal((await decisionOf({ dir, ...pipeline }, 3))?.isOutdated, true);
    assert.notEqual((await rejectCandidates(opened, about)).decisionId, first.decisionId);
    assert.equal((await decisionOf({ dir, ...pipeline }, 3))?.isOutdated, false);
  });
});

test("keep without an original is refused and makes nothing", async () => {
  await withPipeline(async (pipeline) => {
    await rm(pipeline.image("illustration_06.png"));
    const before = snapshot(pipeline.dir);
    const { code, json } = await run("keep", pipeline, "--index", "6", "--json");
    assert.equal(code, 2);
    assert.equal(json.error.code, "original_missing");
    assert.deepEqual(snapshot(pipeline.dir), before);
    const rejected = await run("reject", pipeline, "--index", "6");
    assert.equal(rejected.code, 0, rejected.stderr);
  });
});

test("a link in a candidate's place is neither copied nor removed by keep", {
  skip: process.platform === "win32",
}, async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201] });
    const elsewhere = join(pipeline.home, "чужое.png");
    await writeFile(elsewhere, solidPng(64, 36, 9));
    symlinkSync(elsewhere, pipeline.image("illustration_03_link.png"));
    const before = snapshot(pipeline.dir);
    const { code, json } = await run("keep", pipeline, "--index", "3", "--json");
    assert.equal(code, 1);
    assert.equal(json.error.code, "path_linked");
    assert.deepEqual(snapshot(pipeline.dir), before);
  });
});

test("many numbers: each is reported, one failure stops none of the others, and the code tells", async () => {
  await withPipeline(async (pipeline) => {
    for (const index of [1, 3, 5]) await makeOrder(pipeline.dir, { index, greys: [201, 202] });
    const all = ["--indices", "1-3,5,90", "--candidate", "1"];
    const { code, json } = await run("accept", pipeline, ...all, "--json");
    assert.equal(code, 3);
    const indices = (list: { index: number }[]) => list.map(({ index }) => index);
    assert.deepEqual(indices(json.decided), [1, 3, 5]);
    assert.deepEqual(indices(json.failed), [2]);
    assert.deepEqual(json.missing, [90]);
    assert.equal(json.failed[0].error.code, "candidate_unknown");
    for (const index of [1, 3, 5]) {
      assert.equal(
        await bytesOf(pipeline.image(`illustration_0${index}.png`)),
        Buffer.from(solidPng(64, 36, 201)).toString("base64"),
      );
    }
    const told = await run("accept", pipeline, "--indices", "1-3", "--candidate", "2");
    assert.equal(told.code, 3);
    assert.equal(told.stdout.match(/✅/g)?.length, 2);
    assert.match(told.stderr, /Illustration 2: .*no candidate 2/);
    assert.match(told.stderr, /Decided: 1, 3; failed: 2/);
    assert.equal((await run("keep", pipeline, "--indices", "1,3")).code, 0);
    assert.equal((await run("accept", pipeline, "--indices", "2,4")).code, 1);
    assert.equal((await run("reject", pipeline, "--indices", "90")).code, 2);
    assert.equal((await run("reject", pipeline, "--indices", "1", "--index", "1")).code, 2);
    assert.equal((await run("reject", pipeline)).code, 2);
  });
});

test("deciding reads what it needs, not every frame of the film", {
  skip: skipUnless(spawnSync("mkfifo", ["--version"]).status === 0, "no `mkfifo` here"),
  timeout: 60_000,
}, async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201] });
    for (let at = 0; at < 30; at++) {
      await writeFile(pipeline.image(`illustration_${100 + at}.png`), solidPng(64, 36, at));
    }
    // Whoever opens one of these to read waits for a writer that never comes.
    const trap = pipeline.image("illustration_900.png");
    assert.equal(spawnSync("mkfifo", [trap]).status, 0);
    try {
      for (const command of ["accept", "undo", "keep", "reject"]) {
        const { code, stderr } = await run(command, pipeline, "--index", "3");
        assert.equal(code, 0, stderr);
      }
    } finally {
      await rm(trap);
    }
  });
});
