/**
 * File names of a pipeline, as documented, and the video step's own rule for reading them.
 * @module
 */

/** Folder of originals and candidates inside a pipeline. */
export const IMAGES_FOLDER = "images";

/** Our own folder inside a pipeline. */
export const STATE_FOLDER = ".alibaba";

/** Folder of the store inside our own. */
export const PICTURES_FOLDER = "pictures";

/** The prompts, one a picture. */
export const ILLUSTRATIONS_FILE = "illustrations.json";

/** An illustration's number as it stands in file names: at least two digits. */
export function numberText(index: number): string {
  return String(index).padStart(2, "0");
}

/** `illustration_01.png` */
export function originalName(index: number): string {
  return `illustration_${numberText(index)}.png`;
}

/**
 * `illustration_01_alibaba.png` for a single picture, `illustration_01_alibaba_2.png` for several;
 * what the service gives beyond a single one has a number as well.
 * @param place position in the service's answer, from 1
 * @param n pictures that were asked for
 */
export function candidateName(index: number, place: number, n: number): string {
  const suffix = n === 1 && place === 1 ? "" : `_${place}`;
  return `illustration_${numberText(index)}_alibaba${suffix}.png`;
}

/** `video_01.mp4`, which the video step prefers to the picture. */
export function clipName(index: number): string {
  return `video_${numberText(index)}.mp4`;
}

const CANDIDATE_REGEXP = /^illustration_(\d+)_alibaba(?:_\d+)?\.png$/;

/** The illustration a candidate's file name belongs to; undefined for other names. */
export function candidateIndex(name: string): number | undefined {
  const digits = CANDIDATE_REGEXP.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

const FRAME_REGEXP = /^illustration_(.*)\.png$/;

/**
 * The number under which the video step would show a file, by its own rule: every
 * `illustration_*.png`, the number from the second part of the name. Undefined: not a frame.
 */
export function frameNumber(name: string): number | undefined {
  const rest = FRAME_REGEXP.exec(name)?.[1];
  const digits = rest?.split("_")[0];
  return digits !== undefined && /^\d+$/.test(digits) ? Number(digits) : undefined;
}

/** Numbers that the video step would show with more than one frame, with the files of each. */
export function crowdedFrames(names: readonly string[]): Map<number, string[]> {
  const frames = new Map<number, string[]>();
  for (const name of names) {
    const number = frameNumber(name);
    if (number !== undefined) frames.set(number, [...frames.get(number) ?? [], name]);
  }
  return new Map([...frames].filter(([, files]) => files.length > 1).sort(([a], [b]) => a - b));
}
