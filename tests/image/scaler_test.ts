import assert from "node:assert/strict";
import test from "node:test";
import type { Box } from "../../lib/image/box.ts";
import { Scaler, shrink } from "../../lib/image/scaler.ts";

/** A picture whose every sample differs from its neighbours. */
function motley({ width, height }: Box) {
  const rgb = Uint8Array.from(
    { length: width * height * 3 },
    (_, at) => (at * 97 + Math.floor(at / 7) * 31) % 256,
  );
  return { width, height, rgb };
}

/** The mean of an area with borders between pixels, in whole numbers throughout. */
function meanOf(picture: ReturnType<typeof motley>, to: Box, x: number, y: number, part: number) {
  const { width, height, rgb } = picture;
  const share = (at: number, step: number, from: number, size: number) =>
    Math.max(0, Math.min((at + 1) * size, (step + 1) * from) - Math.max(at * size, step * from));
  let sum = 0;
  for (let row = 0; row < height; row++) {
    const tall = share(row, y, height, to.height);
    for (let column = 0; tall > 0 && column < width; column++) {
      sum += tall * share(column, x, width, to.width) *
        (rgb[(row * width + column) * 3 + part] ?? NaN);
    }
  }
  return Math.floor(sum / width / height + 0.5);
}

test("every pixel is the mean of the area it stands for, whatever the sizes", () => {
  const sizes = [
    [[13, 11], [5, 4]],
    [[12, 9], [4, 3]],
    [[9, 10], [9, 4]],
    [[10, 9], [3, 9]],
    [[7, 5], [1, 1]],
    // More rows of full weight than half a word can add up.
    [[5, 1_200], [2, 2]],
    [[3, 1_100], [3, 3]],
  ] as const;
  for (const [[width, height], [toWidth, toHeight]] of sizes) {
    const picture = motley({ width, height });
    const to = { width: toWidth, height: toHeight };
    const small = shrink(picture, to);
    assert.deepEqual([small.width, small.height], [toWidth, toHeight]);
    small.rgb.forEach((value, at) => {
      const [x, y] = [Math.floor(at / 3) % toWidth, Math.floor(at / 3 / toWidth)];
      const mean = meanOf(picture, to, x, y, at % 3);
      assert.equal(value, mean, `${width}*${height} to ${toWidth}*${toHeight}, byte ${at}`);
    });
  }
});

test("white stays white through any number of rows", () => {
  for (const height of [256, 257, 258, 514, 1_000]) {
    const rgb = new Uint8Array(4 * height * 3).fill(255);
    const { rgb: small } = shrink({ width: 4, height, rgb }, { width: 2, height: 1 });
    assert.deepEqual([...small], [255, 255, 255, 255, 255, 255], `${height} rows`);
  }
});

test("squares leave out what is less than one, and rows beyond them change nothing", () => {
  const scaler = Scaler.ofSquares({ width: 7, height: 7 }, 3);
  assert.deepEqual([scaler.pixels.width, scaler.pixels.height], [3, 3]);
  for (let row = 0; row < 7; row++) {
    scaler.add(new Uint8Array(21).fill(row === 6 ? 200 : 10, 0, 18).fill(200, 18));
  }
  assert.ok(scaler.pixels.rgb.every((value) => value === 10));
});
