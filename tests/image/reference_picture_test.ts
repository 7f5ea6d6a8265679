import assert from "node:assert/strict";
import test from "node:test";
import { deflateSync } from "node:zlib";
import { readJpegHeader } from "../../lib/image/jpeg_header.ts";
import { decodePng } from "../../lib/image/pixels.ts";
import { encodeJpeg } from "../../lib/image/preview.ts";
import { readPngStart } from "../../lib/image/png_header.ts";
import { writeChunks } from "../../lib/image/png_chunks.ts";
import {
  dataAddress,
  inspectReference,
  type PictureLimits,
  prepareReference,
} from "../../lib/image/reference_picture.ts";
import { solidPng } from "../support/harness.ts";

const LIMITS: PictureLimits = { maxBytes: 1_000_000, minSidePx: 240, maxSidePx: 2048, maxRatio: 8 };

/** A PNG of 8 bit red, green, blue and alpha. */
function rgbaPng(width: number, height: number, pixel: (x: number, y: number) => number[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.alloc((width * 4 + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set(pixel(x, y), y * (width * 4 + 1) + 1 + x * 4);
  }
  return writeChunks([
    { type: "IHDR", data: header },
    { type: "IDAT", data: deflateSync(rows) },
    { type: "IEND", data: Buffer.alloc(0) },
  ]);
}

/** A JPEG, left half dark, right half light, with a block of Exif. */
function jpeg(width: number, height: number, orientation: number): Buffer {
  const rgb = new Uint8Array(width * height * 3).map((_, at) =>
    (at / 3) % width < width / 2 ? 20 : 230
  );
  const plain = encodeJpeg({ width, height, rgb }, 92);
  const exif = Buffer.alloc(40);
  exif.write("Exif\0\0MM\0\x2a", "latin1");
  exif.writeUInt32BE(8, 10);
  exif.writeUInt16BE(1, 14);
  exif.writeUInt16BE(0x0112, 16);
  exif.writeUInt16BE(3, 18);
  exif.writeUInt32BE(1, 20);
  exif.writeUInt16BE(orientation, 24);
  exif.write("SECRET PLACE", 28, "latin1");
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([plain.subarray(0, 2), head, exif, plain.subarray(2)]);
}

test("a picture that fits is sent byte for byte, so that its digest stays its own", () => {
  const png = solidPng(640, 360, 90);
  const prepared = prepareReference(png, LIMITS);
  assert.ok(!prepared.isChanged && prepared.bytes === png);
  assert.equal(
    dataAddress(prepared.bytes),
    `data:image/png;base64,${Buffer.from(png).toString("base64")}`,
  );
});

test("transparency is laid on white: the service refuses pictures with alpha", () => {
  const png = rgbaPng(300, 260, (x) => [200, 0, 0, x < 150 ? 0 : 255]);
  const { bytes, width, height } = prepareReference(png, LIMITS);
  assert.deepEqual([width, height], [300, 260]);
  assert.match(dataAddress(bytes), /^data:image\/png;base64,/);
  assert.equal(readPngStart(bytes)?.colorType, 2, "no alpha is left");
  const { rgb } = decodePng(bytes);
  assert.ok((rgb[1] ?? 0) > 245, "the clear half is white");
  assert.ok((rgb[299 * 3 + 1] ?? 255) < 15, "the red half is red");
});

test("a picture that is too large in sides or bytes is made smaller, and keeps its ratio", () => {
  const wide = prepareReference(solidPng(4000, 2000, 7), LIMITS);
  assert.deepEqual([wide.width, wide.height, wide.isChanged], [2048, 1024, true]);
  let seed = 1;
  const noisy = rgbaPng(900, 600, () => {
    seed = (seed * 48271) % 2147483647;
    return [seed & 255, (seed >> 8) & 255, (seed >> 16) & 255, 255];
  });
  const small = prepareReference(noisy, { ...LIMITS, maxBytes: 400_000 });
  assert.ok(small.bytes.length <= 400_000 && small.width < 900);
  assert.ok(Math.abs(small.width / small.height - 1.5) < 0.01);
  assert.throws(() => prepareReference(noisy, { ...LIMITS, maxBytes: 5_000 }), {
    code: "reference_bytes",
  });
});

test("a photograph is sent without its place and camera, and as it is meant to be seen", () => {
  const upright = prepareReference(jpeg(480, 320, 1), LIMITS);
  assert.ok(upright.isChanged && !Buffer.from(upright.bytes).includes("SECRET"));
  assert.deepEqual(readJpegHeader(upright.bytes)?.notes, []);
  assert.equal(upright.width, 480);
  for (const orientation of [2, 3, 4, 5, 6, 7, 8]) {
    const { bytes, width, height } = prepareReference(jpeg(480, 320, orientation), LIMITS);
    assert.ok(!Buffer.from(bytes).includes("SECRET"));
    assert.deepEqual([width, height], orientation < 5 ? [480, 320] : [320, 480]);
    const { rgb } = decodePng(bytes);
    const isDark = (x: number, y: number) => (rgb[(y * width + x) * 3] ?? 0) < 128;
    // Where the dark left half of the stored picture is seen, by the Exif standard.
    const expected = {
      2: [false, true],
      3: [false, true],
      4: [true, false],
      5: [true, true],
      6: [true, true],
      7: [false, false],
      8: [false, false],
    }[orientation];
    const top = [isDark(5, 5), isDark(width - 6, 5)];
    assert.deepEqual(top, expected, `orientation ${orientation}`);
  }
});

test("what is no whole PNG or JPEG, too small or too narrow is told as such", () => {
  const refused = (bytes: Uint8Array, code: string) => {
    assert.throws(() => prepareReference(bytes, LIMITS), { code });
    assert.throws(() => inspectReference(bytes, LIMITS), { code }, "before anything is made of it");
  };
  refused(Buffer.from("RIFF....WEBPVP8 "), "reference_kind");
  refused(Buffer.alloc(0), "reference_kind");
  refused(solidPng(640, 360, 1).subarray(0, 200), "reference_kind");
  refused(jpeg(480, 320, 1).subarray(0, 90), "reference_kind");
  refused(jpeg(480, 320, 6).subarray(0, 2_000), "reference_kind");
  refused(solidPng(640, 239, 1), "reference_small");
  refused(solidPng(2000, 249, 1), "reference_narrow");
  refused(solidPng(6000, 5000, 1), "reference_large");
});
