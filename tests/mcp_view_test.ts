import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { encode } from "fast-png";
import { decode } from "jpeg-js";
import { PictureError } from "../lib/errors.ts";
import { makePreview } from "../lib/pipeline/preview.ts";
import { solidPng, withPipeline, withService } from "./harness.ts";
import { overStdio } from "./mcp_client.ts";

const pipeline = "pipeline_Цветок Пушкин";

/** A picture that no coder can make small. */
function noise(width: number, height: number): Uint8Array {
  const picture = { width, height, channels: 3, data: randomBytes(width * height * 3) };
  return encode(picture, { zlib: { level: 0 } });
}

test("the heaviest pictures there are still fit a client: 200 KB with everything, 1024 pixels", async () => {
  await withPipeline(async ({ home, image }) => {
    await withService(async (_, env) => {
      await writeFile(image("illustration_01.png"), noise(1_440, 1_440));
      for (let at = 1; at <= 4; at++) {
        await writeFile(image(`illustration_01_alibaba_${at}.png`), noise(1_440, 1_100));
      }
      const session = await overStdio({ root: home, env });
      await session.call("regenerate_illustration", { pipeline, indices: [1], n: 4 });
      const reply = await session.call("view_illustration", { pipeline, index: 1 });
      assert.ok(reply.bytes <= 200_000, `${reply.bytes}`);
      assert.equal(reply.data.tiles.length, 9);
      const sheet = decode(Buffer.from(reply.image ?? "", "base64"), { useTArray: true });
      assert.deepEqual([sheet.width, sheet.height], [reply.data.width, reply.data.height]);
      assert.ok(Math.max(sheet.width, sheet.height) <= 1_024);
      const one = await session.call("view_illustration", {
        pipeline,
        index: 1,
        show: ["original"],
      });
      assert.ok(one.bytes <= 200_000, `${one.bytes}`);
      await session.close();
    });
  });
});

test("a damaged or missing picture is a labelled empty tile, not a failure", async () => {
  await withPipeline(async ({ home, image, dir }) => {
    await withService(async (_, env) => {
      const session = await overStdio({ root: home, env });
      await session.call("regenerate_illustration", { pipeline, indices: [1], n: 2 });
      const { data: before } = await session.call("view_illustration", { pipeline, index: 1 });
      await rm(before.tiles[1].path);
      await writeFile(image("illustration_01.png"), solidPng(64, 36, 9).subarray(0, 60));
      const reply = await session.call("view_illustration", { pipeline, index: 1 });
      assert.equal(reply.isError, false);
      const problems = reply.data.tiles.map(({ problem }: { problem?: string }) => problem);
      assert.deepEqual(problems, ["png_cut", "missing", undefined]);
      assert.equal(reply.links.length, 1, "only what can be opened is linked");
      await rm(join(dir, "images"), { recursive: true });
      const bare = await session.call("view_illustration", { pipeline, index: 2 });
      assert.match(bare.text, /^nothing_to_view: .*\n.*regenerate_illustration/);
      await session.close();
    });
  });
});

/** The colour in the middle of a preview. */
function middle(png: Uint8Array): number[] {
  const { bytes, width, height } = makePreview(png, { maxSidePx: 32, quality: 95 });
  const { data } = decode(bytes, { useTArray: true });
  const at = (Math.floor(height / 2) * width + Math.floor(width / 2)) * 4;
  return [...data.subarray(at, at + 3)].map((value) => Math.round(value / 8) * 8);
}

test("pictures of every kind of PNG keep their colours in previews", () => {
  const pixels = 40 * 20;
  const fill = (...sample: number[]) => Array.from({ length: pixels }, () => sample).flat();
  const picture = { width: 40, height: 20 };
  const rgb = { ...picture, channels: 3, data: new Uint8Array(fill(200, 96, 40)) };
  assert.deepEqual(middle(encode(rgb)), [200, 96, 40]);
  assert.deepEqual(middle(encode(rgb, { interlace: "Adam7" })), [200, 96, 40]);
  const half = { ...picture, channels: 4, data: new Uint8Array(fill(0, 0, 0, 127)) };
  assert.deepEqual(middle(encode(half)), [128, 128, 128], "transparency is white behind");
  const deep = {
    ...picture,
    channels: 3,
    depth: 16 as const,
    data: new Uint16Array(fill(0xc800, 0x6000, 0x2800)),
  };
  assert.deepEqual(middle(encode(deep)), [200, 96, 40]);
  const grey = { ...picture, channels: 1, data: new Uint8Array(fill(96)) };
  assert.deepEqual(middle(encode(grey)), [96, 96, 96]);
  const palette = [[0, 0, 0], [200, 96, 40]];
  const indexed = { ...picture, channels: 1, palette, data: new Uint8Array(fill(1)) };
  assert.deepEqual(middle(encode(indexed)), [200, 96, 40]);
});

test("a preview keeps the shape, never enlarges, and refuses what is no picture or absurdly large", () => {
  const size = (png: Uint8Array) => {
    const { width, height } = makePreview(png, { maxSidePx: 512, quality: 80 });
    return [width, height];
  };
  assert.deepEqual(size(solidPng(1_280, 720, 9)), [512, 288]);
  assert.deepEqual(size(solidPng(720, 1_280, 9)), [288, 512]);
  assert.deepEqual(size(solidPng(64, 36, 9)), [64, 36]);
  const codeOf = (png: Uint8Array) => {
    try {
      makePreview(png, { maxSidePx: 512, quality: 80 });
    } catch (error) {
      assert.ok(error instanceof PictureError);
      return error.code;
    }
    return undefined;
  };
  assert.equal(codeOf(new Uint8Array()), "not_png");
  assert.equal(codeOf(Buffer.from("<html><body>")), "not_png");
  assert.equal(codeOf(solidPng(64, 36, 9).subarray(0, 50)), "png_cut");
  assert.equal(codeOf(solidPng(6_000, 6_000, 9)), "png_too_large");
});
