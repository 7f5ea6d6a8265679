import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { convertIndexedToRgb, decode as decodeIndependently, encode } from "fast-png";
import { decode } from "jpeg-js";
import { PictureError } from "../../lib/errors.ts";
import { decodePng } from "../../lib/image/pixels.ts";
import { makePreview } from "../../lib/image/preview.ts";
import { shrink } from "../../lib/image/scaler.ts";
import { solidPng, withPipeline, withService } from "../support/harness.ts";
import { overStdio } from "../support/mcp_client.ts";

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
      assert.equal(`${sheet.width}x${sheet.height}`, reply.data.sheet);
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
      assert.deepEqual(problems, [
        "illustration_01.png is incomplete",
        "the file is missing",
        undefined,
      ]);
      assert.match(reply.text, /ORIGINAL IN FILM: illustration_01\.png is incomplete \(/);
      assert.equal(reply.data.tiles[0].size, undefined, "what is damaged claims no size");
      const alone = await session.call("view_illustration", {
        pipeline,
        index: 1,
        show: ["original"],
      });
      assert.deepEqual(alone.types, ["text"], "a picture of nothing is not sent");
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
  assert.equal(codeOf(new Uint8Array()), "png_cut");
  assert.equal(codeOf(Buffer.from("<html><body>")), "not_png");
  assert.equal(codeOf(solidPng(64, 36, 9).subarray(0, 50)), "png_cut");
  assert.equal(codeOf(solidPng(6_000, 6_000, 9)), "png_too_large");
});

/** Every filter of the format in turn, with samples that differ from their neighbours. */
function filtered(width: number, height: number, colorType: number, channels: number): Buffer {
  const step = channels;
  const perRow = width * step;
  const sample = (row: number, at: number) =>
    row < 0 || at < 0 ? 0 : colorType === 3 ? (row * 5 + at) % 4 : (row * 37 + at * 91) % 256;
  const rows = Buffer.alloc(height * (perRow + 1));
  for (let row = 0; row < height; row++) {
    rows[row * (perRow + 1)] = row % 5;
    for (let at = 0; at < perRow; at++) {
      const [left, up, corner] = [
        sample(row, at - step),
        sample(row - 1, at),
        at < step ? 0 : sample(row - 1, at - step),
      ];
      const near = [left, up, corner].map((each) => Math.abs(left + up - corner - each));
      const paeth = [left, up, corner][near.indexOf(Math.min(...near))] ?? 0;
      const guess = [0, left, up, (left + up) >> 1, paeth][row % 5] ?? 0;
      rows[row * (perRow + 1) + 1 + at] = sample(row, at) - guess;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colorType], 8);
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    ...(colorType === 3
      ? [
        chunk("PLTE", Buffer.from([0, 0, 0, 200, 96, 40, 9, 8, 7, 255, 0, 128])),
        chunk("tRNS", Buffer.from([255, 128])),
      ]
      : []),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

test("every filter and colour type is read as an independent decoder reads it", () => {
  for (const [colorType, channels] of [[0, 1], [2, 3], [3, 1], [4, 2], [6, 4]] as const) {
    const png = filtered(23, 17, colorType, channels);
    const { width, height, rgb } = decodePng(png);
    assert.deepEqual([width, height], [23, 17]);
    const known = decodeIndependently(png);
    const { data, channels: parts } = colorType === 3
      ? { data: convertIndexedToRgb(known), channels: known.palette?.[0]?.length ?? 3 }
      : known;
    const alphaAt = parts % 2 === 0 ? parts - 1 : -1;
    for (let at = 0; at < rgb.length; at++) {
      const pixel = Math.floor(at / 3) * parts;
      const value = data[pixel + (parts < 3 ? 0 : at % 3)] ?? 0;
      const alpha = alphaAt < 0 ? 1 : (data[pixel + alphaAt] ?? 0) / 255;
      const expected = 255 + (value - 255) * alpha;
      assert.ok(Math.abs((rgb[at] ?? -1) - expected) <= 2, `type ${colorType}, byte ${at}`);
    }
  }
});

test("a small picture is the mean of what it covers", () => {
  const [width, height] = [23, 17];
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 97) % 256);
  const mean = (part: number) =>
    rgb.filter((_, at) => at % 3 === part).reduce((sum, value) => sum + value, 0) /
    (width * height);
  for (const box of [{ width: 1, height: 1 }, { width: 7, height: 5 }, { width: 22, height: 16 }]) {
    const small = shrink({ width, height, rgb }, box).rgb;
    for (const part of [0, 1, 2]) {
      const own = small.filter((_, at) => at % 3 === part);
      const average = own.reduce((sum, value) => sum + value, 0) / own.length;
      assert.ok(Math.abs(average - mean(part)) <= 1, `${box.width}, part ${part}`);
    }
  }
});
