/**
 * Files of a pipeline as changes name them: where they stand and where their bytes are kept.
 * @module
 */
import { statSync } from "node:fs";
import { sha256Of } from "../digest.ts";
import { writeExclusive } from "./atomic_file.ts";
import { type KeptFile, type MoveChange, moveOf } from "./file_change.ts";
import { reading } from "./files.ts";
import type { Pipeline } from "./folder.ts";
import type { PictureRow } from "./journal_rows.ts";
import {
  clipName,
  ILLUSTRATIONS_FILE,
  IMAGES_FOLDER,
  numberText,
  PICTURES_FOLDER,
  STATE_FOLDER,
} from "./names.ts";
import { pathIn } from "./paths.ts";

/** Path inside the pipeline of a file in `images/`. */
export function imageOf(name: string): string {
  return `${IMAGES_FOLDER}/${name}`;
}

/** A picture of the store as changes name it. */
export function keptOf(picture: PictureRow | undefined): KeptFile | null {
  if (picture?.file === undefined || picture.sha256 === undefined) return null;
  return { file: `${PICTURES_FOLDER}/${picture.file}`, sha256: picture.sha256 };
}

/**
 * A picture of the store as changes name it, with the permissions that it has where it stands.
 * @param path absolute path of the file that was kept
 */
export function keptFrom(picture: PictureRow | undefined, path: string): KeptFile | null {
  const kept = keptOf(picture);
  return kept && { ...kept, mode: reading(path, () => statSync(path).mode & 0o777) };
}

/** The moving of a number's clip into the store; undefined when there is none. */
export function clipMove({ dir }: Pipeline, index: number): MoveChange | undefined {
  const name = clipName(index);
  const stamp = new Date().toISOString().replaceAll(/\D/g, "");
  const to = `${STATE_FOLDER}/clips/${numberText(index)}/${stamp}-${name}`;
  return moveOf(dir, imageOf(name), to);
}

/** Keeps a version of illustrations.json in the store, with the permissions it has now. */
export function keepPrompts({ dir, stateDir }: Pipeline, bytes: Uint8Array): KeptFile {
  const sha256 = sha256Of(bytes);
  const file = `prompts/illustrations-${sha256.slice(0, 16)}.json`;
  const path = pathIn(dir, ILLUSTRATIONS_FILE);
  const { mode } = reading(path, () => statSync(path));
  writeExclusive(bytes, pathIn(stateDir, file), pathIn(stateDir, "tmp"), mode | 0o600);
  return { file, sha256 };
}
