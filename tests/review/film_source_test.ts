/// <reference lib="dom" />
import assert from "node:assert/strict";
import { readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { filmFrames } from "../../lib/film/film.ts";
import { frameAt, frameStarts } from "../../lib/page/shares.ts";
import { rangeOf } from "../../lib/review/media.ts";
import { solidPng, type TestIllustration, withPipeline } from "../support/harness.ts";
import { send } from "../support/loopback.ts";
import { withReviewHere } from "../support/review_browser.ts";
import { videoFrames, videoSource } from "../support/video_step.ts";

const FOUR: readonly TestIllustration[] = [1, 2, 3, 4].map((index) => ({
  index,
  title: `Картина ${index}`,
  prompt: `A flower, scene ${index}`,
  source_excerpt: `Строка ${index}`,
  present_entities: index % 2 === 0 ? ["young_lady", "book"] : ["book"],
}));

test("the film's frames are the video step's own, in its order, a clip before its picture", () =>
  withPipeline(async ({ dir, image }) => {
    for (const name of ["illustration_10.png", "illustration_02_alibaba_1.png"]) {
      await writeFile(image(name), solidPng(8, 8, 1));
    }
    await writeFile(image("illustration_notes.png"), solidPng(8, 8, 1));
    await writeFile(image("video_03.mp4"), "clip");
    const names = (await readdir(join(dir, "images"))).sort();
    const frames = filmFrames(names);
    const expected = [...videoFrames(dir)].filter(([number]) => !Number.isNaN(number))
      .sort(([a], [b]) => a - b)
      .flatMap(([number, files]) => files.map((name) => [number, name]));
    assert.deepEqual(frames.map(({ number, name }) => [number, name]), expected);
    for (const { number, name, clip } of frames.filter(({ number }) => number !== 2)) {
      assert.equal(clip ?? name, videoSource(dir, number));
    }
  }, FOUR));

test("the sound is shared equally; the first may have a silence, the last an ending", () => {
  const cut = { frames: 4, seconds: 20, silenceSeconds: 0, endingSeconds: 0 };
  assert.deepEqual(frameStarts(cut), [0, 5, 10, 15, 20]);
  assert.deepEqual(frameStarts({ ...cut, silenceSeconds: 2 }), [0, 2, 8, 14, 20]);
  assert.deepEqual(frameStarts({ ...cut, endingSeconds: 5 }), [0, 5, 10, 15, 20]);
  assert.deepEqual(
    frameStarts({ ...cut, silenceSeconds: 1, endingSeconds: 9 }),
    [0, 1, 6, 11, 20],
  );
  assert.deepEqual(frameStarts({ ...cut, frames: 1, silenceSeconds: 3 }), [0, 20]);
  const starts = frameStarts(cut);
  assert.deepEqual([0, 4.99, 5, 19.9, 25].map((at) => frameAt(starts, at)), [0, 0, 1, 3, 3]);
});

test("parts of a file are found as they are asked for", () => {
  assert.equal(rangeOf(undefined, 100), undefined);
  assert.deepEqual(rangeOf("bytes=0-", 100), { start: 0, end: 99 });
  assert.deepEqual(rangeOf("bytes=10-19", 100), { start: 10, end: 19 });
  assert.deepEqual(rangeOf("bytes=90-500", 100), { start: 90, end: 99 });
  assert.deepEqual(rangeOf("bytes=-10", 100), { start: 90, end: 99 });
  assert.equal(rangeOf("bytes=100-", 100), null);
  assert.equal(rangeOf("bytes=20-10", 100), null);
  assert.equal(rangeOf("bytes=0-1,5-6", 100), undefined);
});

test("the server gives clips and sound in parts, to nobody without the secret, and follows no link", () =>
  withPipeline(async ({ dir, home, image }) => {
    await writeFile(image("video_02.mp4"), "0123456789");
    await writeFile(join(home, "secret.mp3"), "not of this film");
    await symlink(join(home, "secret.mp3"), join(dir, "audio.mp3"));
    await withReviewHere(dir, async (address) => {
      const { origin } = new URL(address);
      const cookie = (await send(address)).headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
      const get = (path: string, headers: Record<string, string> = {}) =>
        send(`${origin}${path}`, { headers: { cookie, ...headers } });
      const { film } = JSON.parse((await get("/api/state")).text);
      assert.equal(film.audio, undefined);
      const clip = film.frames[1].clip;
      const part = await get(clip, { range: "bytes=3-5" });
      assert.deepEqual([part.status, part.text], [206, "345"]);
      assert.equal(part.headers["content-range"], "bytes 3-5/10");
      assert.equal((await get(clip)).text, "0123456789");
      assert.equal((await get(clip, { range: "bytes=10-" })).status, 416);
      assert.equal((await send(`${origin}${clip}`)).status, 403);
      for (const id of ["../illustrations.json", "audio", "video_99.mp4"]) {
        assert.equal((await get(`/media?id=${encodeURIComponent(id)}`)).status, 404, id);
      }
    });
  }, FOUR));
