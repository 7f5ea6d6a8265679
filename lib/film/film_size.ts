/**
 * The size of the film, by the video step's own rule: that of its first clip, else of its first
 * picture, else 1280×720.
 * @module
 */
import type { Finding } from "../errors.ts";
import { readMp4Size } from "../image/mp4_size.ts";
import { readPngSize } from "../image/png_header.ts";
import { imageNamesIn } from "../pipeline/frame_names.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { frameNumber } from "../pipeline/names.ts";
import { imagePath } from "../pipeline/paths.ts";
import type { Size } from "../wan/size_rule.ts";

/** What the video step takes when the folder holds nothing. */
const EMPTY_FILM_SIZE: Size = { width: 1280, height: 720 };

/** The size of the film and what it follows from. */
export interface FilmSize {
  readonly size: Size;
  /** `none`: no clip and no picture can be read, and the video step's own default holds. */
  readonly from: "clip" | "picture" | "none";
  /** The file in `images/` that decides. */
  readonly name: string | undefined;
  /** `clip_size_unreadable` when the first clip would decide and its headers cannot be read. */
  readonly findings: readonly Finding[];
}

/**
 * Finds the film's size. Reads the beginnings of files, changes nothing.
 * @param known the names in `images/`, when they are known already
 * @throws {StorageError} `read_failed` when `images/` cannot be read
 */
export function filmSizeOf(pipeline: Pipeline, known?: readonly string[]): FilmSize {
  const names = known ?? imageNamesIn(pipeline.imagesDir);
  const { clip, size: clipSize } = clipSizeOf(pipeline, names);
  if (clip !== undefined && clipSize !== undefined) {
    return { size: clipSize, from: "clip", name: clip, findings: [] };
  }
  const findings: readonly Finding[] = clip === undefined
    ? []
    : [{ code: "clip_size_unreadable", facts: { name: clip } }];
  for (const name of inOrder(names, frameNumber)) {
    const size = readPngSize(imagePath(pipeline, name));
    if (size !== undefined) return { size, from: "picture", name, findings };
  }
  return { size: EMPTY_FILM_SIZE, from: "none", name: undefined, findings };
}

/** The first clip of the film, which decides how large all of it becomes. */
export interface FirstClip {
  /** The file in `images/`; undefined: there is no clip. */
  readonly clip: string | undefined;
  /** Undefined: there is none, or its headers cannot be read. */
  readonly size: Size | undefined;
}

/**
 * Looks at the first clip alone.
 * @param names the names in `images/`
 */
export function clipSizeOf(pipeline: Pipeline, names: readonly string[]): FirstClip {
  const [clip] = inOrder(names, clipNumber);
  return {
    clip,
    size: clip === undefined ? undefined : readMp4Size(imagePath(pipeline, clip)),
  };
}

function clipNumber(name: string): number | undefined {
  const digits = /^video_(\d+)\.mp4$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The names that have a number, by it; names of one number in their own order. */
function inOrder(
  names: readonly string[],
  numberOf: (name: string) => number | undefined,
): string[] {
  return names
    .flatMap((name) => {
      const number = numberOf(name);
      return number === undefined ? [] : [{ name, number }];
    })
    .sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}
