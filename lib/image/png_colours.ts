/**
 * Samples of every colour type of PNG as red, green and blue on white.
 * @module
 */
import { convertIndexedToRgb, type DecodedPng } from "fast-png";
import type { PngChunk } from "./png_chunks.ts";
import type { PngHeader } from "./png_header.ts";

/** The colour type whose samples are places in a palette. */
export const INDEXED = 3;

/**
 * The palette on white, as red, green, blue.
 * @throws {Error} there is none
 */
export function paletteOnWhite(chunks: readonly PngChunk[]): Uint8Array {
  const dataOf = (wanted: string) => chunks.find(({ type }) => type === wanted)?.data;
  const palette = dataOf("PLTE");
  if (palette === undefined) throw new Error("no palette");
  const alphas = dataOf("tRNS");
  const entries = Math.floor(palette.length / 3);
  const samples = Uint8Array.from(
    { length: entries * 4 },
    (_, at) => (at % 4 === 3 ? alphas?.[at >> 2] : palette[(at >> 2) * 3 + at % 4]) ?? 255,
  );
  return onWhite(samples, 4);
}

/**
 * Replaces places in a palette by its colours.
 * @param colours from {@link paletteOnWhite}
 * @param rgb is filled and returned
 * @throws {Error} a place beyond the palette
 */
export function pickColours(row: Uint8Array, colours: Uint8Array, rgb: Uint8Array): Uint8Array {
  for (let at = 0, to = 0; at < row.length; at++, to += 3) {
    const from = num(row[at]) * 3;
    if (from >= colours.length) throw new Error("colour beyond the palette");
    rgb[to] = num(colours[from]);
    rgb[to + 1] = num(colours[from + 1]);
    rgb[to + 2] = num(colours[from + 2]);
  }
  return rgb;
}

/** What the decoder made of a whole picture, brought to 8 bit a sample. */
export function decodedToRgb(png: DecodedPng, { colorType, depth }: PngHeader): Uint8Array {
  if (colorType === INDEXED) {
    return onWhite(convertIndexedToRgb(png), png.palette?.[0]?.length ?? 3);
  }
  if (depth === 8) return onWhite(png.data, png.channels);
  if (depth === 16) return onWhite(png.data.map((value) => value >> 8), png.channels);
  return onWhite(unpackGrey(png), 1);
}

/** Greys of 1, 2 or 4 bit, several in a byte. */
function unpackGrey({ data, depth, width, height }: DecodedPng): Uint8Array {
  const perRow = Math.ceil(width * depth / 8);
  const max = 2 ** depth - 1;
  const greys = new Uint8Array(width * height);
  for (let at = 0; at < greys.length; at++) {
    const bit = (at % width) * depth;
    const byte = data[Math.floor(at / width) * perRow + (bit >> 3)] ?? 0;
    greys[at] = ((byte >> (8 - depth - bit % 8)) & max) * 255 / max;
  }
  return greys;
}

/**
 * Grey or colour, with or without alpha, as colour on white.
 * @param channels samples a pixel, 1 to 4
 * @param rgb is filled and returned; three samples a pixel are returned as they are
 */
export function onWhite(
  samples: ArrayLike<number>,
  channels: number,
  rgb: Uint8Array = new Uint8Array(samples.length / channels * 3),
): Uint8Array {
  if (channels === 3 && samples instanceof Uint8Array) return samples;
  const colours = channels % 2 === 0 ? channels - 1 : channels;
  const [green, blue] = colours === 1 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    const alpha = colours === channels ? 255 : num(samples[from + colours]);
    const white = 255 * (255 - alpha);
    rgb[to] = (num(samples[from]) * alpha + white + 127) / 255;
    rgb[to + 1] = (num(samples[from + green]) * alpha + white + 127) / 255;
    rgb[to + 2] = (num(samples[from + blue]) * alpha + white + 127) / 255;
  }
  return rgb;
}

/** A sample that is there: the loops above stay within the rows. */
function num(sample: number | undefined): number {
  return sample as number;
}
