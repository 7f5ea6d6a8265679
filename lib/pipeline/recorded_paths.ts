/**
 * The shapes of all names and paths that this program writes into a journal. What has another shape
 * was written by somebody else and is not followed.
 * @module
 */
import { basename } from "node:path";
import { z } from "zod";
import {
  clipName,
  frameNumber,
  ILLUSTRATIONS_FILE,
  IMAGES_FOLDER,
  numberText,
  PICTURES_FOLDER,
  STATE_FOLDER,
} from "./names.ts";

/** A picture's path inside the store: `03/order-5-1-0123456789ab.png`. */
const STORED_REGEXP = /^\d{2,16}\/[A-Za-z0-9][A-Za-z0-9._-]{0,199}\.png$/;

/** A version of illustrations.json inside the state folder. */
const PROMPTS_REGEXP = /^prompts\/illustrations-[0-9a-f]{16}\.json$/;

/** What a name may not hold: on Windows a backslash leads into another folder, too. */
const SEPARATOR_REGEXP = process.platform === "win32" ? /[/\\\0]/ : /[/\0]/;

/** The file of a picture in the store. */
export const storedFile = z.string().regex(STORED_REGEXP);

/** The name of a frame in `images/`. */
export const shownName = z.string().refine((name) => isFrame(name));

function isFrame(name: string, index?: number): boolean {
  const number = SEPARATOR_REGEXP.test(name) ? undefined : frameNumber(name);
  return number !== undefined && (index === undefined || number === index);
}

/** Whether a path inside the pipeline is that of a frame of this number in `images/`. */
export function isFramePath(path: string, index: number): boolean {
  const name = basename(path);
  return path === `${IMAGES_FOLDER}/${name}` && isFrame(name, index);
}

/** Whether a path inside the pipeline is that of the prompts. */
export function isPromptsPath(path: string): boolean {
  return path === ILLUSTRATIONS_FILE;
}

/** Whether a path inside the state folder is that of a picture of this number. */
export function isKeptPicture(path: string, index: number): boolean {
  const folder = `${PICTURES_FOLDER}/`;
  const file = path.slice(folder.length);
  return path.startsWith(folder) && STORED_REGEXP.test(file) &&
    file.startsWith(`${numberText(index)}/`);
}

/** Whether a path inside the state folder is that of a version of the prompts. */
export function isKeptPrompts(path: string): boolean {
  return PROMPTS_REGEXP.test(path);
}

/** Whether a path inside the pipeline is that of this number's clip in `images/`. */
export function isClipPath(path: string, index: number): boolean {
  return path === `${IMAGES_FOLDER}/${clipName(index)}`;
}

/** Whether a path inside the pipeline is that of a clip of this number that was put aside. */
export function isKeptClip(path: string, index: number): boolean {
  const folder = `${STATE_FOLDER}/clips/${numberText(index)}/`;
  const suffix = `-${clipName(index)}`;
  return path.startsWith(folder) && path.endsWith(suffix) &&
    /^\d{1,20}$/.test(path.slice(folder.length, -suffix.length));
}
