/**
 * Rehearsal pictures: a landscape that differs for every order and place, with the word on it.
 * @module
 */
import { setImmediate } from "node:timers/promises";
import { dotsOfRow, LETTER_ROWS } from "../../image/letters.ts";
import { layLabel, type Line } from "./label.ts";
import { layPasted, pasteRow } from "./pasted.ts";
import { seededRandom } from "./seeded.ts";
import type { KeptPicture } from "./sent_picture.ts";

/** What a picture of the emulator shows, so that people can tell it from all others. */
export interface Motif {
  readonly width: number;
  readonly height: number;
  /** The same seed gives the same picture. */
  readonly seed: string;
  /** Lines of the label from the top; the first is the biggest. Latin capitals and digits. */
  readonly lines: readonly string[];
  /** Small pictures along the lower edge. */
  readonly pictures?: readonly KeptPicture[];
  /** Text for the lower right corner. */
  readonly mark?: string | undefined;
}

type Rgb = readonly [red: number, green: number, blue: number];

interface Ridge {
  /** First row of the ridge in each column. */
  readonly topAt: Int32Array;
  readonly highest: number;
  readonly lowest: number;
  readonly colour: Rgb;
}

interface Scene {
  readonly sky: readonly [top: Rgb, bottom: Rgb];
  readonly sun: { readonly x: number; readonly y: number; readonly radius: number };
  readonly sunColour: Rgb;
  /** Front first. */
  readonly ridges: readonly Ridge[];
}

/** Rows between two breaths of the event loop. */
const ROWS_AT_ONCE = 96;
const LETTER_COLOUR: Rgb = [255, 252, 240];

/**
 * Paints 8-bit RGB rows, each led by a zero (the PNG filter "none"): `height * (1 + 3 * width)`
 * bytes.
 */
export async function paint(motif: Motif): Promise<Uint8Array> {
  const { width, height } = motif;
  const rowBytes = 1 + 3 * width;
  const rows = new Uint8Array(rowBytes * height);
  const scene = composeScene(motif);
  const label = layLabel(motif);
  const pasted = layPasted(width, height, motif.pictures ?? []);
  for (let y = 0; y < height; y++) {
    if (y % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await setImmediate();
    const row = rows.subarray(y * rowBytes + 1, (y + 1) * rowBytes);
    paintRow(row, y, motif, scene);
    if (y >= label.plate.top && y < label.plate.bottom) darken(row);
    pasteRow(row, y, pasted);
    for (const line of label.lines) write(row, y, line);
  }
  return rows;
}

function composeScene({ width, height, seed }: Motif): Scene {
  const random = seededRandom(seed);
  const hue = random() * 360;
  const between = (min: number, max: number) => min + (max - min) * random();
  const ridges = [0, 1, 2, 3].map((depth) => {
    const base = height * (0.92 - depth * 0.11 - random() * 0.05);
    const wave = { size: height * between(0.03, 0.09), turns: between(0.6, 1.8), at: random() * 7 };
    const ripple = { size: height * between(0.01, 0.03), turns: between(3, 6), at: random() * 7 };
    const colour = toRgb(hue + 150 + depth * 14, 0.42 - depth * 0.05, 0.16 + depth * 0.1);
    return makeRidge(width, (part) => base + bend(part, wave) + bend(part, ripple), colour);
  });
  return {
    sky: [toRgb(hue, 0.55, between(0.3, 0.42)), toRgb(hue + 45, 0.75, between(0.72, 0.82))],
    sun: {
      x: width * between(0.15, 0.85),
      y: height * between(0.12, 0.3),
      radius: Math.min(width, height) * between(0.07, 0.13),
    },
    sunColour: toRgb(hue + 60, 0.9, 0.9),
    ridges,
  };
}

function bend(part: number, wave: { size: number; turns: number; at: number }): number {
  return wave.size * Math.sin(part * wave.turns * 2 * Math.PI + wave.at);
}

function makeRidge(width: number, topOf: (part: number) => number, colour: Rgb): Ridge {
  const topAt = Int32Array.from({ length: width }, (_, x) => Math.round(topOf(x / width)));
  let highest = Infinity;
  let lowest = -Infinity;
  for (const top of topAt) {
    highest = Math.min(highest, top);
    lowest = Math.max(lowest, top);
  }
  return { topAt, highest, lowest, colour };
}

/** Hue in degrees, saturation and lightness from 0 to 1. */
function toRgb(hue: number, saturation: number, lightness: number): Rgb {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const step = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(step - 3, 9 - step, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

function mix(from: Rgb, to: Rgb, part: number): Rgb {
  const channel = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * part);
  return [channel(0), channel(1), channel(2)];
}

function paintRow(row: Uint8Array, y: number, { width, height }: Motif, scene: Scene): void {
  fill(row, 0, width, mix(scene.sky[0], scene.sky[1], y / height));
  const { x, y: centre, radius } = scene.sun;
  const halfWidth = Math.sqrt(Math.max(0, radius ** 2 - (y - centre) ** 2));
  fill(
    row,
    Math.max(0, Math.round(x - halfWidth)),
    Math.min(width, Math.round(x + halfWidth)),
    scene.sunColour,
  );
  for (const ridge of scene.ridges.toReversed()) {
    if (y < ridge.highest) continue;
    const colour = mix(ridge.colour, [8, 10, 18], 0.5 * (y - ridge.highest) / height);
    if (y >= ridge.lowest) fill(row, 0, width, colour);
    else fillBelow(row, y, ridge.topAt, colour);
  }
}

function fillBelow(row: Uint8Array, y: number, topAt: Int32Array, colour: Rgb): void {
  let from = -1;
  for (let x = 0; x <= topAt.length; x++) {
    const isInside = x < topAt.length && y >= (topAt[x] ?? 0);
    if (isInside && from < 0) from = x;
    if (isInside || from < 0) continue;
    fill(row, from, x, colour);
    from = -1;
  }
}

/** Colours the pixels of a row from `from` up to `to`. */
function fill(row: Uint8Array, from: number, to: number, colour: Rgb): void {
  if (to <= from) return;
  row.set(colour, from * 3);
  for (let done = 1; done < to - from; done *= 2) {
    const pixels = Math.min(done, to - from - done);
    row.copyWithin((from + done) * 3, from * 3, (from + pixels) * 3);
  }
}

function darken(row: Uint8Array): void {
  for (let index = 0; index < row.length; index++) row[index] = ((row[index] ?? 0) * 90) >> 8;
}

function write(row: Uint8Array, y: number, { text, x, y: top, scale }: Line): void {
  if (y < top || y >= top + scale * LETTER_ROWS) return;
  for (const dot of dotsOfRow(text, Math.floor((y - top) / scale))) {
    const left = x + dot * scale;
    fill(row, Math.max(0, left), Math.min(row.length / 3, left + scale), LETTER_COLOUR);
  }
}
