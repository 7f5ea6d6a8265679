/**
 * What the video step would make of `images/`, by its own rule: every `illustration_*.png` is a
 * frame, and the number comes from the second part of the name.
 * @module
 */
import { createReadStream } from "node:fs";
import type { FindingCode } from "../error_codes.ts";
import { open } from "node:fs/promises";
import {
  type Facts,
  type Finding,
  PictureError,
  reasonOf,
  StorageError,
  systemCodeOf,
} from "../errors.ts";
import { requireReadable } from "../pipeline/files.ts";
import { imageNames, type Pipeline } from "../pipeline/folder.ts";
import { crowdedFrames, frameNumber, originalName } from "../pipeline/names.ts";
import { PNG_START_BYTES, readPngStart } from "../image/png_header.ts";
import { type PngFacts, PngReader } from "../image/png_reader.ts";
import { isSameRatio } from "../wan/size_rule.ts";
import { formatNumbers } from "../pipeline/selection.ts";
import { imagePath } from "../pipeline/paths.ts";

/** One file that the video step takes. */
export interface Frame {
  readonly name: string;
  /** Undefined: the name has no number where the video step looks for one. */
  readonly number: number | undefined;
  /** Undefined when the file is not a whole picture. */
  readonly size: PngFacts | undefined;
  /** Why it is not a whole picture. */
  readonly damage: Finding | undefined;
}

/** The frames of a pipeline and what is wrong with them. */
export interface FrameReport {
  readonly frames: readonly Frame[];
  /** The size most originals have; undefined when there is none. */
  readonly filmSize: PngFacts | undefined;
  /**
   * `frames_crowded`, `frames_missing`, `frame_unlisted`, `frame_unnumbered`, `frame_misnamed`,
   * `frame_half`, `frame_size_differs`; empty when the film would be as meant.
   */
  readonly findings: readonly Finding[];
}

/** Files that are looked into at the same time. */
const AT_ONCE = 16;

/**
 * Looks at the frames.
 * @param options.isThorough reads every byte and holds it to its checksum; otherwise only begin and
 * end are read. @default {false}
 * @param options.names the names in `images/`, when they are known already
 * @param options.maxRead with more files than this only their names are judged. @default {Infinity}
 * @throws {StorageError} `read_failed` when `images/` cannot be read
 */
export async function inspectFrames(
  pipeline: Pipeline,
  { isThorough = false, maxRead = Infinity, names: known }: {
    readonly isThorough?: boolean;
    readonly names?: readonly string[];
    readonly maxRead?: number;
  } = {},
): Promise<FrameReport> {
  const all = known ?? await imageNames(pipeline);
  const names = all.filter((name) => /^illustration_.*\.png$/.test(name));
  if (names.length > maxRead) {
    const frames = names.map((name) => ({
      name,
      number: frameNumber(name),
      size: undefined,
      damage: undefined,
    }));
    return { frames, filmSize: undefined, findings: findingsOf(pipeline, frames, undefined) };
  }
  const frames: Frame[] = [];
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const some = names.slice(at, at + AT_ONCE);
    frames.push(...await Promise.all(some.map((name) => readFrame(pipeline, name, isThorough))));
  }
  const filmSize = commonSize(frames);
  return { frames, filmSize, findings: findingsOf(pipeline, frames, filmSize) };
}

async function readFrame(
  { imagesDir }: Pipeline,
  name: string,
  isThorough: boolean,
): Promise<Frame> {
  const path = imagePath({ imagesDir }, name);
  const number = frameNumber(name);
  try {
    requireReadable(path);
    const size = await (isThorough ? readWhole(path) : readEnds(path));
    return { name, number, size, damage: undefined };
  } catch (error) {
    return { name, number, size: undefined, damage: damageOf(error) };
  }
}

function damageOf(error: unknown): Finding {
  if (error instanceof PictureError) return { code: error.code, facts: error.facts };
  if (error instanceof StorageError && error.code === "special_file") {
    return { code: error.code, facts: {} };
  }
  return { code: "read_failed", facts: { reason: systemCodeOf(error) ?? reasonOf(error) } };
}

/**
 * The size of a whole PNG, every checksum held.
 * @throws {PictureError} `not_png`, `png_cut`, `png_damaged`
 */
async function readWhole(path: string): Promise<PngFacts> {
  const reader = new PngReader();
  for await (const chunk of createReadStream(path)) reader.push(chunk as Uint8Array);
  return reader.finish();
}

/** The end mark: an empty chunk and its checksum, always the same. */
const TAIL = Uint8Array.of(0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82);

/**
 * Enough to tell another format, an empty file and one that was cut from a whole one. A file that
 * does not end with the end mark may have bytes behind it: it is read through.
 */
async function readEnds(path: string): Promise<PngFacts> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const head = new Uint8Array(PNG_START_BYTES);
    const tail = new Uint8Array(TAIL.length);
    const { bytesRead } = await file.read(head, 0, PNG_START_BYTES, 0);
    await file.read(tail, 0, TAIL.length, Math.max(0, size - TAIL.length));
    const reader = new PngReader();
    reader.push(head.subarray(0, bytesRead));
    const isWhole = size > PNG_START_BYTES + TAIL.length &&
      tail.every((byte, at) => byte === TAIL[at]);
    if (bytesRead < 8) return reader.finish();
    if (!isWhole) return await readWhole(path);
    const header = readPngStart(head);
    if (header === undefined) return reader.finish();
    return { width: header.width, height: header.height };
  } finally {
    await file.close();
  }
}

function commonSize(frames: readonly Frame[]): PngFacts | undefined {
  return mostFrequent(
    frames.flatMap(({ name, number, size }) =>
      number === undefined || size === undefined || name !== originalName(number) ? [] : [size]
    ),
  );
}

/** The size that most have; of equally many the one that comes first. */
export function mostFrequent(sizes: readonly PngFacts[]): PngFacts | undefined {
  const counts = new Map<string, { readonly size: PngFacts; count: number }>();
  for (const size of sizes) {
    const known = counts.get(sizeText(size));
    if (known === undefined) counts.set(sizeText(size), { size, count: 1 });
    else known.count++;
  }
  return [...counts.values()].reduce<{ size: PngFacts; count: number } | undefined>(
    (best, each) => best === undefined || each.count > best.count ? each : best,
    undefined,
  )?.size;
}

/** `1280×720` */
export function sizeText({ width, height }: PngFacts): string {
  return `${width}×${height}`;
}

function findingsOf(
  pipeline: Pipeline,
  frames: readonly Frame[],
  filmSize: PngFacts | undefined,
): Finding[] {
  const crowded = [...crowdedFrames(frames.map(({ name }) => name))];
  const crowdedNumbers = new Set(crowded.map(([index]) => index));
  const listed = new Set(pipeline.illustrations.map(({ index }) => index));
  const present = new Set(frames.map(({ number }) => number));
  const missing = [...listed].filter((index) => !present.has(index));
  return [
    ...crowded.map(([index, names]): Finding => ({
      code: "frames_crowded",
      facts: { index, count: names.length, names: names.join(", ") },
    })),
    ...(missing.length === 0 ? [] : [
      { code: "frames_missing", facts: { indices: formatNumbers(missing) } } satisfies Finding,
    ]),
    ...frames.flatMap((frame) => oddities(frame, listed, crowdedNumbers, filmSize)),
  ];
}

function oddities(
  { name, number, size, damage }: Frame,
  listed: ReadonlySet<number>,
  crowded: ReadonlySet<number>,
  filmSize: PngFacts | undefined,
): Finding[] {
  const found = (code: FindingCode, facts: Facts = {}) => [{ code, facts: { name, ...facts } }];
  const isOriginal = number !== undefined && name === originalName(number);
  const differs = isOriginal && size !== undefined && filmSize !== undefined &&
    sizeText(size) !== sizeText(filmSize);
  return [
    ...(damage === undefined
      ? []
      : found("frame_half", { index: number, reason: damage.code, ...damage.facts })),
    ...(number === undefined ? found("frame_unnumbered") : []),
    ...(number !== undefined && !listed.has(number)
      ? found("frame_unlisted", { index: number })
      : []),
    ...(number !== undefined && !crowded.has(number) && !isOriginal
      ? found("frame_misnamed", { index: number, expected: originalName(number) })
      : []),
    ...(differs
      ? found("frame_size_differs", {
        index: number,
        size: sizeText(size),
        filmSize: sizeText(filmSize),
        isSameRatio: isSameRatio(size, filmSize),
      })
      : []),
  ];
}
