/**
 * A PNG as pixels. Only for pictures that are shown small: what is ordered, kept and put in place is
 * never decoded.
 * @module
 */
import { deflateSync, inflateSync } from "node:zlib";
import { convertIndexedToRgb, decode, type DecodedPng } from "fast-png";
import { PictureError, reasonOf } from "../errors.ts";
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
  try {
    const rows = inflateBounded(chunks, header);
    return { width, height, rgb: toRgb(decode(repacked(chunks, header, rows)), header) };
  } catch (error) {
    throw new PictureError("png_damaged", { where: reasonOf(error) }, error);
  }
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
  const rows = inflateSync(Buffer.concat(packed), { maxOutputLength: expected });
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
function onWhite(samples: ArrayLike<number>, channels: number): Uint8Array {
  if (channels === 3 && samples instanceof Uint8Array) return samples;
  const count = samples.length / channels;
  const hasAlpha = channels % 2 === 0;
  const colours = hasAlpha ? channels - 1 : channels;
  const rgb = new Uint8Array(count * 3);
  for (let pixel = 0; pixel < count; pixel++) {
    const alpha = hasAlpha ? (samples[pixel * channels + colours] ?? 255) / 255 : 1;
    for (let part = 0; part < 3; part++) {
      const value = samples[pixel * channels + (colours === 1 ? 0 : part)] ?? 0;
      rgb[pixel * 3 + part] = Math.round(255 + (value - 255) * alpha);
    }
  }
  return rgb;
}
