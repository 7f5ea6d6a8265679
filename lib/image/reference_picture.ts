/**
 * Pictures that are sent along with a prompt, brought within a model's limits. What already fits goes
 * out as it is; anything else is flattened, made smaller and written as PNG. One picture is in memory
 * at a time: at most its unpacked rows and four megapixels beside them.
 * @module
 */
import { Buffer } from "node:buffer";
import { InputError, PictureError } from "../errors.ts";
import { type Box, fitInto } from "./box.ts";
import { isJpeg, readJpegHeader } from "./jpeg_header.ts";
import { decodeJpeg } from "./jpeg_pixels.ts";
import type { Pixels } from "./pixels.ts";
import { readChunks } from "./png_chunks.ts";
import { readPngStart } from "./png_header.ts";
import { checkPng } from "./png_reader.ts";
import { openPng } from "./png_rows.ts";
import { encodePixels } from "./png_writer.ts";
import { Scaler, shrink } from "./scaler.ts";

/** What a model takes. */
export interface PictureLimits {
  /** Most bytes of the file. */
  readonly maxBytes: number;
  readonly minSidePx: number;
  readonly maxSidePx: number;
  /** Longest side : shortest side. */
  readonly maxRatio: number;
}

/** A picture that can be sent. */
export interface PreparedPicture extends Box {
  /** A whole PNG or JPEG file. */
  readonly bytes: Uint8Array;
  /** It is not byte for byte what was given. */
  readonly isChanged: boolean;
}

/** A picture that must be written anew has no more: no model makes more of it. */
const MAX_WRITTEN_PIXELS = 2048 * 2048;

/** A PNG with more is not unpacked: at four channels this is 96 MB. */
const MAX_PNG_PIXELS = 24_000_000;

/** Smaller than what should just fit: how well a picture can be packed is not known before. */
const SHRINK_MARGIN = 0.93;

/**
 * Tries whether a PNG or JPEG can be sent, without making anything of it.
 * @returns its size as it is meant to be seen
 * @throws {PictureError} as {@link prepareReference}
 */
export function inspectReference(bytes: Uint8Array, limits: PictureLimits): Box {
  const source = openSource(bytes);
  checkShape(source.shown, limits);
  if (fitsAsIs(source, limits) === undefined) source.check();
  return source.shown;
}

/**
 * Brings a PNG or JPEG within the limits.
 * @throws {InputError} `reference_kind` (neither PNG nor JPEG, or not whole), `reference_small`,
 * `reference_narrow`, `reference_large` (too large to be made smaller here), `reference_bytes` (it
 * cannot be made small enough without becoming too small)
 */
export function prepareReference(bytes: Uint8Array, limits: PictureLimits): PreparedPicture {
  const source = openSource(bytes);
  checkShape(source.shown, limits);
  const asIs = fitsAsIs(source, limits);
  if (asIs === undefined) {
    return writeSmaller(source.pixels(writtenSize(source.shown, limits)), limits);
  }
  const { width, height } = source.shown;
  return { bytes: asIs, width, height, isChanged: asIs.length !== bytes.length };
}

function openSource(bytes: Uint8Array): Source {
  return isJpeg(bytes) ? openJpeg(bytes) : openPngFile(bytes);
}

function fitsAsIs({ shown, asIs }: Source, limits: PictureLimits): Uint8Array | undefined {
  const isSideFine = Math.max(shown.width, shown.height) <= limits.maxSidePx;
  return isSideFine && asIs !== undefined && asIs.length <= limits.maxBytes ? asIs : undefined;
}

/** The address of a prepared picture: the picture itself, in the service's `data:` form. */
export function dataAddress(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes;
  const mediaType = isJpeg(bytes) ? "image/jpeg" : "image/png";
  return `data:${mediaType};base64,${
    Buffer.from(buffer, byteOffset, byteLength).toString("base64")
  }`;
}

interface Source {
  /** As it is meant to be seen. */
  readonly shown: Box;
  /** The file to send when size and bytes fit; undefined: it must be written anew. */
  readonly asIs: Uint8Array | undefined;
  /** The pixels, no larger than `box`. */
  readonly pixels: (box: Box) => Pixels;
  /** Reads all of it and keeps nothing. */
  readonly check: () => void;
}

function openPngFile(bytes: Uint8Array): Source {
  const shown = whole(() => checkPng(bytes));
  const header = readPngStart(bytes);
  const hasAlpha = header === undefined || header.colorType === 4 || header.colorType === 6 ||
    readChunks(bytes).some(({ type }) => type === "tRNS");
  return {
    shown,
    asIs: hasAlpha || header.depth !== 8 ? undefined : bytes,
    check: () => {
      requirePixels(shown, MAX_PNG_PIXELS);
      whole(() => openPng(bytes).rows(() => {}));
    },
    pixels: (box) => {
      requirePixels(shown, MAX_PNG_PIXELS);
      const picture = whole(() => openPng(bytes));
      const scaler = new Scaler(picture, box);
      whole(() => picture.rows((row) => scaler.add(row)));
      return scaler.pixels;
    },
  };
}

function openJpeg(bytes: Uint8Array): Source {
  const header = readJpegHeader(bytes);
  if (header === undefined) throw new InputError("reference_kind", { kind: "JPEG" });
  const { width, height, orientation, channels, notes } = header;
  const isAsStored = orientation === 1 && channels !== 4 && endsWhole(bytes);
  return {
    shown: orientation >= 5 ? { width: height, height: width } : { width, height },
    asIs: isAsStored ? without(bytes, notes) : undefined,
    check: () => void whole(() => decodeJpeg(bytes)),
    pixels: (box) => shrink(whole(() => decodeJpeg(bytes)), box),
  };
}

/** The file ends with its end mark: it was not cut. */
function endsWhole(bytes: Uint8Array): boolean {
  return bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;
}

/** What only describes a photograph (place, camera, names) is nobody's business. */
function without(
  bytes: Uint8Array,
  ranges: readonly { readonly from: number; readonly to: number }[],
): Uint8Array {
  if (ranges.length === 0) return bytes;
  let at = 0;
  const kept = ranges.map(({ from, to }) => {
    const part = bytes.subarray(at, from);
    at = to;
    return part;
  });
  return Buffer.concat([...kept, bytes.subarray(at)]);
}

/** Anything wrong inside the file is one kind of error to whoever named it. */
function whole<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    const { code, facts } = error;
    if (/too_large$/.test(code)) throw new InputError("reference_large", facts, error);
    const kind = code === "not_png" ? facts["kind"] : code;
    throw new InputError("reference_kind", { kind }, error);
  }
}

function requirePixels({ width, height }: Box, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw new InputError("reference_large", { width, height, maxPixels });
}

function checkShape({ width, height }: Box, { minSidePx, maxRatio }: PictureLimits): void {
  const [shortest, longest] = [Math.min(width, height), Math.max(width, height)];
  if (shortest < minSidePx) {
    throw new InputError("reference_small", { width, height, minSidePx });
  }
  if (longest > shortest * maxRatio) {
    throw new InputError("reference_narrow", { width, height, maxRatio });
  }
}

function writtenSize(shown: Box, { maxSidePx }: PictureLimits): Box {
  const box = fitInto(shown, { width: maxSidePx, height: maxSidePx });
  const scale = Math.sqrt(MAX_WRITTEN_PIXELS / (box.width * box.height));
  return scale >= 1 ? box : scaled(box, scale);
}

function scaled({ width, height }: Box, scale: number): Box {
  return {
    width: Math.max(1, Math.floor(width * scale)),
    height: Math.max(1, Math.floor(height * scale)),
  };
}

/** PNG, which zlib packs outside the heap: the JPEG encoder would take thirty times the memory. */
function writeSmaller(first: Pixels, { maxBytes, minSidePx }: PictureLimits): PreparedPicture {
  for (let pixels = first;;) {
    const { width, height } = pixels;
    if (Math.min(width, height) < minSidePx) {
      throw new InputError("reference_bytes", { maxBytes, minSidePx });
    }
    const bytes = encodePixels(pixels);
    if (bytes.length <= maxBytes) return { bytes, width, height, isChanged: true };
    pixels = shrink(pixels, scaled(pixels, SHRINK_MARGIN * Math.sqrt(maxBytes / bytes.length)));
  }
}
