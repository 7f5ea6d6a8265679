/**
 * Pictures that somebody protected from being overwritten: deciding is what replaces them, and taking
 * the decision back gives each its bytes and its permissions again.
 */
import assert from "node:assert/strict";
import { chmodSync, readdirSync, statSync } from "node:fs";
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
import { skipUnless } from "../support/skipping.ts";
import { assertOneFrameRule } from "../support/video_step.ts";

/** Only Windows keeps no more of a mode than whether it may be written. */
const READ_ONLY = 0o444;

function files({ dir }: TestPipeline): string[] {
  const images = readdirSync(join(dir, "images")).sort().map((name) => join(dir, "images", name));
  return [...images, join(dir, "illustrations.json")];
}

function modes(pipeline: TestPipeline): Record<string, number> {
  return Object.fromEntries(files(pipeline).map((path) => [path, statSync(path).mode & 0o777]));
}

function protect(pipeline: TestPipeline): void {
  for (const path of files(pipeline)) chmodSync(path, READ_ONLY);
}

async function run(command: string, { dir }: TestPipeline, ...more: string[]): Promise<void> {
  const args = [command, "--pipeline-dir", dir, "--index", "3", ...more];
  const { code, stderr } = await runProgram(args);
  assert.equal(code, 0, stderr);
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

test("read-only originals, candidates, clips and prompts: accepted and taken back, bytes and permissions", () =>
  withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
    await makeFilm(pipeline.dir, 3);
    protect(pipeline);
    const before = [snapshot(pipeline.dir), modes(pipeline)];
    await run("accept", pipeline, "--candidate", "2", "--set-aside-clips", "--save-prompt");
    const original = pipeline.image("illustration_03.png");
    assert.equal(await bytesOf(original), base64(solidPng(64, 36, 202)));
    assert.equal(statSync(original).mode & 0o777, READ_ONLY);
    assertOneFrameRule(pipeline.dir);
    await run("undo", pipeline);
    assert.deepEqual([snapshot(pipeline.dir), modes(pipeline)], before);
  }));

test("read-only candidates leave by keep and by reject, and come back as they were", () =>
  withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
    protect(pipeline);
    const before = [snapshot(pipeline.dir), modes(pipeline)];
    for (const command of ["keep", "reject"]) {
      await run(command, pipeline);
      assertOneFrameRule(pipeline.dir);
      await run("undo", pipeline);
      assert.deepEqual([snapshot(pipeline.dir), modes(pipeline)], before, command);
    }
  }));

test("undo gives an original the permissions that it had, whatever stands in its place by then", () =>
  withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201] });
    const original = pipeline.image("illustration_03.png");
    chmodSync(original, READ_ONLY);
    const before = await bytesOf(original);
    await run("accept", pipeline);
    chmodSync(original, 0o664);
    await run("undo", pipeline);
    assert.equal(await bytesOf(original), before);
    assert.equal(statSync(original).mode & 0o777, READ_ONLY);
  }));

/** Who may do everything is held up by no permission; on Windows a folder's attribute means nothing. */
const isHeldUp = process.platform !== "win32" && process.getuid?.() !== 0;

test("a folder that may not be written to: the decision is refused and nothing has changed", {
  skip: skipUnless(isHeldUp, "this user is held up by no permission"),
}, () =>
  withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201] });
    const images = join(pipeline.dir, "images");
    const before = [snapshot(pipeline.dir), modes(pipeline)];
    chmodSync(images, 0o555);
    try {
      for (const command of ["accept", "keep", "reject"]) {
        const args = [command, "--pipeline-dir", pipeline.dir, "--index", "3"];
        const { code, stderr } = await runProgram(args);
        assert.equal(code, 1, stderr);
        assert.match(stderr, /EACCES/);
      }
    } finally {
      chmodSync(images, 0o755);
    }
    assert.deepEqual([snapshot(pipeline.dir), modes(pipeline)], before);
    await run("accept", pipeline);
  }));
