/**
 * `.PNG` is a frame of the film where the file system makes no difference between capitals and small
 * letters, and none where it does: what the video step takes decides, not the name of the system.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import test from "node:test";
import { filmFrames } from "../../lib/film/film.ts";
import { imageNames, openPipeline } from "../../lib/pipeline/folder.ts";
import { videoStepNames } from "../../lib/pipeline/frame_names.ts";
import { runProgram, solidPng, withPipeline } from "../support/harness.ts";

const NAMES = [
  "Illustration_02.png",
  "VIDEO_03.MP4",
  "illustration_01.PNG",
  "illustration_03.png",
  "illustration_04_Мой Вид.Png",
  "обложка.PNG",
];

test("where capitals make no difference, every frame and clip has the name that is looked for", () => {
  const small = new Set(NAMES.map((name) => name.toLowerCase()));
  const names = videoStepNames(NAMES, (name) => small.has(name.toLowerCase()));
  assert.deepEqual(names, [
    "illustration_02.png",
    "video_03.mp4",
    "illustration_01.png",
    "illustration_03.png",
    "illustration_04_Мой Вид.png",
    "обложка.PNG",
  ]);
  const frames = filmFrames(names).map(({ number, clip }) => [number, clip]);
  assert.deepEqual(frames, [[1, undefined], [2, undefined], [3, "video_03.mp4"], [4, undefined]]);
});

test("where they make one, a name stays as it is, also beside its twin", () => {
  const exact = new Set(NAMES);
  assert.deepEqual(videoStepNames(NAMES, (name) => exact.has(name)), NAMES);
  const twins = ["illustration_01.PNG", "illustration_01.png"];
  assert.deepEqual(videoStepNames(twins, () => true), twins);
});

test("on this disk the program counts the frames that the video step opens", () =>
  withPipeline(async (pipeline) => {
    const written = pipeline.image("illustration_02.PNG");
    await rename(pipeline.image("illustration_02.png"), written);
    await writeFile(pipeline.image("illustration_05_вид.PNG"), solidPng(64, 36, 1));
    const isOneName = existsSync(pipeline.image("illustration_02.png"));
    const frames = filmFrames(await imageNames(await openPipeline(pipeline.dir)));
    const numbers = frames.map(({ number }) => number);
    assert.deepEqual(numbers, isOneName ? [1, 2, 3, 4, 5, 5, 6, 7] : [1, 3, 4, 5, 6, 7]);
    const { stdout } = await runProgram(["list", "--pipeline-dir", pipeline.dir, "--json"]);
    const second = JSON.parse(stdout).illustrations[1];
    assert.equal(second.original === undefined, !isOneName);
    await rename(written, pipeline.image("illustration_02.png"));
  }));
