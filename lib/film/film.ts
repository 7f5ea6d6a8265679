/**
 * The film in the order of the video step, and the sound it is cut to.
 * @module
 */
import { lstat, readdir } from "node:fs/promises";
import type { Pipeline } from "../pipeline/folder.ts";
import { clipName, frameNumber } from "../pipeline/names.ts";
import { pathIn } from "../pipeline/paths.ts";

/** One frame of the film, as the video step will take it. */
export interface FilmFrame {
  readonly number: number;
  /** Name of the picture in `images/`. */
  readonly name: string;
  /** Name of the clip in `images/` that is taken instead. */
  readonly clip: string | undefined;
}

/** The frames, in order, from the names in `images/`. A name without a number is no frame. */
export function filmFrames(names: readonly string[]): FilmFrame[] {
  const all = new Set(names);
  return names.flatMap((name) => {
    const number = frameNumber(name);
    if (number === undefined) return [];
    const clip = clipName(number);
    return [{ number, name, clip: all.has(clip) ? clip : undefined }];
  }).sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1));
}

/** By habit the video step's own name. */
const USUAL_NAME = "audio.mp3";

const AUDIO_REGEXP = /\.(mp3|m4a|aac|wav|ogg|oga|opus|flac)$/i;

/**
 * The absolute path of the pipeline's sound: `audio.mp3`, else the one audio file there. Undefined:
 * there is none, or there are several, or a link leads to it.
 */
export async function findAudio({ dir }: Pipeline): Promise<string | undefined> {
  const names = (await readdir(dir, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile() && AUDIO_REGEXP.test(entry.name))
    .map(({ name }) => name);
  const name = names.includes(USUAL_NAME) ? USUAL_NAME : names.length === 1 ? names[0] : undefined;
  if (name === undefined) return undefined;
  const path = pathIn(dir, name);
  return (await lstat(path)).isFile() ? path : undefined;
}
