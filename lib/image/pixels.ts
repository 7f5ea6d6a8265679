/**
 * A PNG as pixels. Only for pictures that are shown small: what is ordered, kept and put in place is
 * never decoded.
 * @module
 */
import { deflateSync, inflateSync } from "node:zlib";
import { convertIndexedToRgb, decode, type DecodedPng } from "fast-png";
import { PictureError, reasonOf } from "../errors.ts";
import { unfilter } from "./png_filters.ts";
import { checkPng } from "./png_reader.ts";

/** A picture in memory. */
export interface Pixels {
  /** At least 1. */
  readonly width: number;
  /** At least 1. */
  readonly height: number;
  /** Red, green, blue, 8 bit each, row by row. */
  readonly rgb: Uint8Array;
}

/** Larger pictures are not decoded: at 16 bit and four channels this is 256 MB. */
export const MAX_PIXELS = 32_000_000;

const SIGNATURE_BYTES = 8;
const HEADER_BYTES = 13;
const INDEXED = 3;
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** First column, first row, and the steps of each Adam7 pass. */
const ADAM7: readonly (readonly [number, number, number, number])[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** Unpacked in one piece, a picture needs a third less time than in the usual 16 KiB. */
const MAX_CHUNK_BYTES = 16 * 2 ** 20;

/** The least that zlib takes. */
const MIN_CHUNK_BYTES = 64;

/** What the header chunk says. */
interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly isInterlaced: boolean;
}

/**
 * Decodes a PNG of any colour type; transparency becomes white.
 * @throws {PictureError} `not_png`, `png_cut`, `png_damaged`, `png_too_large`, `png_unsupported`
 */
export function decodePng(bytes: Uint8Array): Pixels {
  const { width, height, rows } = openPng(bytes);
  const rgb = new Uint8Array(width * height * 3);
  let to = 0;
  rows((row) => {
    rgb.set(row, to);
    to += row.length;
  });
  return { width, height, rgb };
}

/** A picture that is looked at row by row, so that it need not be in memory at its full size. */
export interface OpenPng {
  /** At least 1. */
  readonly width: number;
  /** At least 1. */
  readonly height: number;
  /**
   * Hands over every row from the top as red, green, blue; the bytes are valid until it returns.
   * To be called once.
   * @throws {PictureError} `png_damaged`
   */
  readonly rows: (take: (row: Uint8Array) => void) => void;
}

/**
 * Opens a PNG of any colour type; transparency becomes white.
 * @throws {PictureError} as {@link decodePng}
 */
export function openPng(bytes: Uint8Array): OpenPng {
  const { width, height } = checkPng(bytes);
  if (width * height > MAX_PIXELS) {
    throw new PictureError("png_too_large", { width, height, maxPixels: MAX_PIXELS });
  }
  const chunks = readChunks(bytes);
  const header = readHeader(chunks);
  const isTiny = header.depth < 8;
  if (CHANNELS[header.colorType] === undefined || (isTiny && header.isInterlaced)) {
    throw new PictureError("png_unsupported", { colorType: header.colorType, depth: header.depth });
  }
  const isCommon = header.depth === 8 && !header.isInterlaced;
  const rows = (take: (row: Uint8Array) => void) => {
    try {
      const packed = inflateBounded(chunks, header);
      if (isCommon) return commonRows(packed, chunks, header, take);
      const rgb = toRgb(decode(repacked(chunks, header, packed)), header);
      for (let row = 0; row < height; row++) {
        take(rgb.subarray(row * width * 3, (row + 1) * width * 3));
      }
    } catch (error) {
      throw new PictureError("png_damaged", { where: reasonOf(error) }, error);
    }
  };
  return { width, height, rows };
}

/** Rows of 8 bit samples, put right in their own place. */
function commonRows(
  packed: Uint8Array,
  chunks: Chunks,
  { width, height, colorType }: Header,
  take: (row: Uint8Array) => void,
): void {
  const channels = CHANNELS[colorType] ?? 0;
  const perRow = width * channels;
  const colours = coloursOf(chunks, colorType);
  const rgb = new Uint8Array(colorType === 2 ? 0 : width * 3);
  let above: Uint8Array = new Uint8Array(perRow);
  for (let line = 0, at = 0; line < height; line++, at += perRow + 1) {
    const row = packed.subarray(at + 1, at + 1 + perRow);
    unfilter(packed[at] ?? 0, row, above, channels);
    above = row;
    if (colorType === 2) take(row);
    else if (colours !== undefined) take(pick(row, colours, rgb));
    else take(onWhite(row, channels, rgb));
  }
}

/** The palette on white, as red, green, blue; undefined for a picture without one. */
function coloursOf(chunks: Chunks, colorType: number): Uint8Array | undefined {
  if (colorType !== INDEXED) return undefined;
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

function pick(row: Uint8Array, colours: Uint8Array, rgb: Uint8Array): Uint8Array {
  for (let at = 0, to = 0; at < row.length; at++, to += 3) {
    const from = num(row[at]) * 3;
    if (from >= colours.length) throw new Error("colour beyond the palette");
    rgb[to] = num(colours[from]);
    rgb[to + 1] = num(colours[from + 1]);
    rgb[to + 2] = num(colours[from + 2]);
  }
  return rgb;
}

type Chunks = readonly { readonly type: string; readonly data: Uint8Array }[];

/** The bytes were proved to be a whole PNG, so every length is right. */
function readChunks(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = [];
  for (let at = SIGNATURE_BYTES; at < bytes.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
    // Whatever follows the end mark is no part of the picture.
    if (type === "IEND") break;
    at += length + 12;
  }
  return chunks;
}

function readHeader(chunks: Chunks): Header {
  const data = chunks[0]?.data ?? new Uint8Array(HEADER_BYTES);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth: view.getUint8(8),
    colorType: view.getUint8(9),
    isInterlaced: view.getUint8(12) === 1,
  };
}

/** Unpacks the rows; a picture that unpacks to more than its header promises is refused. */
function inflateBounded(chunks: Chunks, header: Header): Uint8Array {
  const packed = chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data);
  const expected = rowBytes(header);
  const chunkSize = Math.min(MAX_CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, expected));
  const rows = inflateSync(Buffer.concat(packed), { maxOutputLength: expected, chunkSize });
  if (rows.length < expected) throw new Error("rows are missing");
  return rows;
}

function rowBytes({ width, height, depth, colorType, isInterlaced }: Header): number {
  const bits = depth * (CHANNELS[colorType] ?? 0);
  const size = (columns: number, rows: number) =>
    columns > 0 && rows > 0 ? rows * (1 + Math.ceil(columns * bits / 8)) : 0;
  if (!isInterlaced) return size(width, height);
  return ADAM7.reduce(
    (sum, [x, y, xStep, yStep]) =>
      sum + size(Math.ceil((width - x) / xStep), Math.ceil((height - y) / yStep)),
    0,
  );
}

/**
 * The picture alone, without the chunks that only describe it and with rows already unpacked: the
 * decoder has no bound of its own on what it unpacks.
 */
function repacked(chunks: Chunks, { colorType }: Header, rows: Uint8Array): Uint8Array {
  const isKept = ({ type }: { type: string }) =>
    type === "IHDR" || (colorType === INDEXED && (type === "PLTE" || type === "tRNS"));
  const frames = [
    ...chunks.filter(isKept),
    { type: "IDAT", data: deflateSync(rows, { level: 0 }) },
    { type: "IEND", data: new Uint8Array(0) },
  ].flatMap(({ type, data }) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length, 0);
    head.write(type, 4, "latin1");
    return [head, data, Buffer.alloc(4)];
  });
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...frames]);
}

function toRgb(png: DecodedPng, { colorType, depth }: Header): Uint8Array {
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

/** Grey or colour, with or without alpha, as colour on white. */
function onWhite(
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
