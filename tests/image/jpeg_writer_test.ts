import assert from "node:assert/strict";
import test from "node:test";
import { decode, encode } from "jpeg-js";
import { encodeJpeg } from "../../lib/image/jpeg_writer.ts";
import type { Pixels } from "../../lib/image/pixels.ts";
import { seededRandom } from "../../lib/wan/emulator/seeded.ts";

type Colour = (x: number, y: number) => readonly [number, number, number];

function pixelsOf(width: number, height: number, colour: Colour): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    rgb.set(colour(at % width, Math.floor(at / width)), at * 3);
  }
  return { width, height, rgb };
}

/** What somebody sees who opens the file. */
function seen(jpeg: Uint8Array): Pixels {
  const { width, height, data } = decode(jpeg, { useTArray: true, formatAsRGBA: false });
  return { width, height, rgb: data };
}

/** Decibels between a picture and what became of it: above 40 nobody sees a difference. */
function likeness({ rgb }: Pixels, other: Pixels): number {
  const sum = rgb.reduce((all, value, at) => all + (value - (other.rgb[at] ?? 0)) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (sum / rgb.length));
}

/** The same by the library whose place this encoder has taken. */
function byLibrary({ width, height, rgb }: Pixels, quality: number): Uint8Array {
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    data.set([...rgb.subarray(at * 3, at * 3 + 3), 255], at * 4);
  }
  return encode({ width, height, data }, quality).data;
}

const random = seededRandom("pictures for eyes");
const grain = () => Math.floor(random() * 12);

/** A sky, a hard edge, a strong colour and some grain. */
const scene: Colour = (x, y) =>
  x > y + 40 ? [200, 30 + grain(), 40] : [90 + (x % 90), 120 + grain(), 255 - (y % 200)];

test("pictures are as good and as small as those of the library, at every quality in use", () => {
  const picture = pixelsOf(320, 180, scene);
  for (const quality of [46, 60, 74, 80, 82, 84, 100]) {
    const jpeg = encodeJpeg(picture, quality);
    const library = byLibrary(picture, quality);
    const [ours, theirs] = [likeness(picture, seen(jpeg)), likeness(picture, seen(library))];
    assert.ok(ours > theirs - 0.1, `${quality}: ${ours} dB, the library ${theirs} dB`);
    assert.ok(jpeg.length < library.length * 1.02, `${quality}: ${jpeg.length} bytes`);
  }
});

test("a picture of any size keeps its size and its colours, to the last column and row", () => {
  for (const [width, height] of [[1, 1], [7, 9], [8, 8], [17, 5], [33, 64], [300, 2]] as const) {
    const picture = pixelsOf(width, height, (x, y) => [200 - x % 50, 90 + y % 60, 40]);
    const after = seen(encodeJpeg(picture, 90));
    assert.deepEqual([after.width, after.height], [width, height]);
    assert.ok(likeness(picture, after) > 35, `${width}*${height}: ${likeness(picture, after)} dB`);
  }
});

test("what compresses worst, and colours at their ends, come out as they went in", () => {
  const stripes: Colour = (x) => (x % 2 === 0 ? [255, 255, 255] : [0, 0, 0]);
  const halves: Colour = (x) => (x % 8 < 4 ? [255, 0, 0] : [0, 0, 255]);
  const noise: Colour = () => [random() * 256, random() * 256, random() * 256];
  for (const colour of [stripes, halves, noise]) {
    const picture = pixelsOf(64, 40, colour);
    const decibels = likeness(picture, seen(encodeJpeg(picture, 100)));
    assert.ok(decibels > 38, `${colour.name}: ${decibels} dB`);
  }
});
