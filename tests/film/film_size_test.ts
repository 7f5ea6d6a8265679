import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import test from "node:test";
import { filmSizeOf } from "../../lib/film/film_size.ts";
import { readMp4Size } from "../../lib/image/mp4_size.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { solidPng, type TestPipeline, withPipeline } from "../support/harness.ts";
import { mp4 } from "../support/mp4.ts";

const WIDE = { width: 1920, height: 1080 };

async function sizeOf({ dir }: TestPipeline): Promise<string> {
  const { size, from, name, findings } = await filmSizeOf(await openPipeline(dir));
  const said = findings.map(({ code, facts }) => ` ${code} ${facts["name"]}`);
  return `${size.width}×${size.height} ${from} ${name}${said.join("")}`;
}

test("the film has the size of its first clip, else of its first picture, else the video step's own", async () => {
  await withPipeline(async (pipeline) => {
    const { image } = pipeline;
    assert.equal(await sizeOf(pipeline), "64×36 picture illustration_01.png");
    await writeFile(image("video_10.mp4"), mp4(WIDE));
    await writeFile(image("video_09.mp4"), mp4({ width: 854, height: 480 }));
    assert.equal(await sizeOf(pipeline), "854×480 clip video_09.mp4");
    await writeFile(image("video_02.mp4"), "no film at all");
    assert.equal(
      await sizeOf(pipeline),
      "64×36 picture illustration_01.png clip_size_unreadable video_02.mp4",
    );
    for (const name of ["video_02.mp4", "video_09.mp4", "video_10.mp4"]) await rm(image(name));
    await writeFile(image("illustration_01.png"), "cut");
    await writeFile(image("illustration_02.png"), solidPng(96, 72, 1));
    assert.equal(await sizeOf(pipeline), "96×72 picture illustration_02.png");
    for (const name of await pipeline.images()) await rm(image(name));
    assert.equal(await sizeOf(pipeline), "1280×720 none undefined");
  });
});

test("an MP4's size is found wherever its headers stand, turned as it is shown, and never guessed", async () => {
  await withPipeline(async ({ image }) => {
    const path = image("video_01.mp4");
    const read = async (bytes: Uint8Array) => {
      await writeFile(path, bytes);
      const size = readMp4Size(path);
      return size === undefined ? undefined : `${size.width}×${size.height}`;
    };
    assert.equal(await read(mp4(WIDE)), "1920×1080");
    assert.equal(await read(mp4({ ...WIDE, isHeaderLast: true })), "1920×1080");
    assert.equal(await read(mp4({ ...WIDE, hasSound: false, isBare: true })), "1920×1080");
    assert.equal(await read(mp4({ ...WIDE, isTurned: true })), "1080×1920");
    assert.equal(await read(mp4({ width: 0, height: 0 })), undefined);
    const whole = mp4({ ...WIDE, isHeaderLast: true });
    for (let length = 0; length < whole.length; length += 37) {
      assert.equal(await read(whole.subarray(0, length)), undefined, `${length} bytes`);
    }
    assert.equal(readMp4Size(image("video_99.mp4")), undefined);
    for (let seed = 0; seed < 200; seed++) {
      const damaged = Buffer.from(mp4(WIDE));
      for (let at = seed % 7; at < 600; at += 11 + seed % 5) damaged[at] = (at * seed) % 256;
      await read(damaged);
    }
  });
});
