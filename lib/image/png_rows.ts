/**
 * The rows of a PNG, one after the other, so that the picture need not be in memory at its full size.
 * @module
 */
import { Buffer } from "node:buffer";
import { deflateSync, inflateSync } from "node:zlib";
import { decode } from "fast-png";
import { PictureError, reasonOf } from "../errors.ts";
import type { Box } from "./box.ts";
import { type PngChunk, readChunks, writeChunks } from "./png_chunks.ts";
import { decodedToRgb, INDEXED, onWhite, paletteOnWhite, pickColours } from "./png_colours.ts";
import { unfilter } from "./png_filters.ts";
import { parsePngHeader, PNG_HEADER_BYTES, type PngHeader } from "./png_header.ts";
import { checkPng } from "./png_reader.ts";

/** Larger pictures are not decoded: at 16 bit and four channels this is 256 MB. */
const MAX_PIXELS = 32_000_000;

/** Samples a pixel by colour type. */
export const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
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

/** A picture that is looked at row by row, so that it need not be in memory at its full size. */
export interface OpenPng extends Box {
  /**
   * Hands over every row from the top as red, green, blue; the bytes are valid until it returns.
   * To be called once.
   * @throws {PictureError} `png_damaged`
   */
  readonly rows: (take: (row: Uint8Array) => void) => void;
}

/**
 * Opens a PNG of any colour type; transparency becomes white.
 * @throws {PictureError} `not_png`, `png_cut`, `png_damaged`, `png_too_large`, `png_unsupported`
 */
export function openPng(bytes: Uint8Array): OpenPng {
  const { width, height } = checkPng(bytes);
  if (width * height > MAX_PIXELS) {
    throw new PictureError("png_too_large", { width, height, maxPixels: MAX_PIXELS });
  }
  const chunks = readChunks(bytes);
  const header = parsePngHeader(chunks[0]?.data ?? new Uint8Array(PNG_HEADER_BYTES));
  const isTiny = header.depth < 8;
  if (CHANNELS[header.colorType] === undefined || (isTiny && header.isInterlaced)) {
    throw new PictureError("png_unsupported", { colorType: header.colorType, depth: header.depth });
  }
  const isCommon = header.depth === 8 && !header.isInterlaced;
  const rows = (take: (row: Uint8Array) => void) => {
    try {
      const packed = inflateBounded(chunks, header);
      if (isCommon) return commonRows(packed, chunks, header, take);
      const rgb = decodedToRgb(decode(repacked(chunks, header, packed)), header);
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
  chunks: readonly PngChunk[],
  { width, height, colorType }: PngHeader,
  take: (row: Uint8Array) => void,
): void {
  const channels = CHANNELS[colorType] ?? 0;
  const perRow = width * channels;
  const colours = colorType === INDEXED ? paletteOnWhite(chunks) : undefined;
  const rgb = new Uint8Array(colorType === 2 ? 0 : width * 3);
  let above: Uint8Array = new Uint8Array(perRow);
  for (let line = 0, at = 0; line < height; line++, at += perRow + 1) {
    const row = packed.subarray(at + 1, at + 1 + perRow);
    unfilter(packed[at] ?? 0, row, above, channels);
    above = row;
    if (colorType === 2) take(row);
    else if (colours !== undefined) take(pickColours(row, colours, rgb));
    else take(onWhite(row, channels, rgb));
  }
}

/** Unpacks the rows; a picture that unpacks to more than its header promises is refused. */
function inflateBounded(chunks: readonly PngChunk[], header: PngHeader): Uint8Array {
  const packed = chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data);
  const expected = rowBytes(header);
  const chunkSize = Math.min(MAX_CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, expected));
  const rows = inflateSync(Buffer.concat(packed), { maxOutputLength: expected, chunkSize });
  if (rows.length < expected) throw new Error("rows are missing");
  return rows;
}

function rowBytes({ width, height, depth, colorType, isInterlaced }: PngHeader): number {
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
function repacked(
  chunks: readonly PngChunk[],
  { colorType }: PngHeader,
  rows: Uint8Array,
): Uint8Array {
  const isKept = ({ type }: PngChunk) =>
    type === "IHDR" || (colorType === INDEXED && (type === "PLTE" || type === "tRNS"));
  return writeChunks([
    ...chunks.filter(isKept),
    { type: "IDAT", data: deflateSync(rows, { level: 0 }) },
    { type: "IEND", data: new Uint8Array(0) },
  ]);
}
