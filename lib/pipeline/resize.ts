/**
 * Makes pictures smaller by averaging areas: no pixel of the source is skipped, so fine lines and
 * grain stay honest.
 * @module
 */
import type { Pixels } from "./pixels.ts";

/** Width and height in pixels. */
export interface Box {
  /** At least 1. */
  readonly width: number;
  /** At least 1. */
  readonly height: number;
}

/** The largest box of the picture's shape that fits; never larger than the picture itself. */
export function fitInto(picture: Box, box: Box): Box {
  const scale = Math.min(1, box.width / picture.width, box.height / picture.height);
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
}

/** The picture at a size no larger than its own. */
export function shrink(picture: Pixels, { width, height }: Box): Pixels {
  if (width >= picture.width && height >= picture.height) return picture;
  const narrow = averageColumns(picture, width);
  return { width, height, rgb: averageRows(narrow, width, picture.height, height) };
}

/** The share of source places that one target place covers. */
interface Cover {
  readonly first: number;
  readonly weights: readonly number[];
}

function covers(from: number, to: number): Cover[] {
  const step = from / to;
  return Array.from({ length: to }, (_, at) => {
    const start = at * step;
    const end = Math.min(from, start + step);
    const first = Math.floor(start);
    const count = Math.max(1, Math.ceil(end) - first);
    const weights = Array.from({ length: count }, (_, offset) => {
      const place = first + offset;
      return Math.max(0, Math.min(end, place + 1) - Math.max(start, place)) / (end - start);
    });
    return { first, weights };
  });
}

function averageColumns({ width, height, rgb }: Pixels, toWidth: number): Float32Array {
  const plan = covers(width, toWidth);
  const target = new Float32Array(toWidth * height * 3);
  for (let row = 0, to = 0; row < height; row++) {
    for (const { first, weights } of plan) {
      let red = 0, green = 0, blue = 0;
      let at = (row * width + first) * 3;
      for (const weight of weights) {
        red += (rgb[at++] ?? 0) * weight;
        green += (rgb[at++] ?? 0) * weight;
        blue += (rgb[at++] ?? 0) * weight;
      }
      target[to++] = red;
      target[to++] = green;
      target[to++] = blue;
    }
  }
  return target;
}

function averageRows(
  source: Float32Array,
  width: number,
  height: number,
  toHeight: number,
): Uint8Array {
  const perRow = width * 3;
  const target = new Uint8Array(toHeight * perRow);
  const sum = new Float32Array(perRow);
  covers(height, toHeight).forEach(({ first, weights }, row) => {
    sum.fill(0);
    weights.forEach((weight, offset) => {
      const start = (first + offset) * perRow;
      for (let at = 0; at < perRow; at++) {
        sum[at] = (sum[at] ?? 0) + (source[start + at] ?? 0) * weight;
      }
    });
    for (let at = 0; at < perRow; at++) target[row * perRow + at] = Math.round(sum[at] ?? 0);
  });
  return target;
}
