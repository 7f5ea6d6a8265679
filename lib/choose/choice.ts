/**
 * Which picture somebody means: by its id, by its place in the newest order, by a file, or not at all.
 * @module
 */
import { lstatSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { OpenPipeline } from "../film/candidate.ts";
import { sha256Of } from "../digest.ts";
import { InputError, PictureError } from "../errors.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { pictureId, type PictureRow, pictureRowId } from "../pipeline/journal_rows.ts";
import { documentedNames } from "../pipeline/candidate_files.ts";
import { frameNumber, originalName } from "../pipeline/names.ts";
import { checkPng, type PngFacts } from "../image/png_reader.ts";
import { isThere, readBytes, reading, requireListed } from "../pipeline/files.ts";
import { imageNamesIn } from "../pipeline/frame_names.ts";
import { spelledPath } from "../pipeline/spelling.ts";
import { imagePath } from "../pipeline/paths.ts";
import type { Store } from "../pipeline/store.ts";

const PLACE_REGEXP = /^\d{1,3}$/;

/**
 * Finds the picture that is meant and makes sure that it is kept in the store.
 * @param wanted `c17`, `2` (place in the newest order), a path of a PNG file, or undefined: the only
 * one there is
 * @param beside as {@link framesBeside} tells them, for who knows them already
 * @throws {InputError} `candidate_unknown`, `candidate_elsewhere`, `candidate_ambiguous`,
 * `candidate_none`, `candidate_not_png`, `candidate_damaged`, `candidate_lost`
 * @throws {StorageError} `read_failed`, `write_failed`
 */
export function choosePicture(
  opened: OpenPipeline,
  index: number,
  wanted: string | undefined,
  beside?: readonly string[],
): PictureRow {
  const text = wanted?.trim();
  const picture = text === undefined || text === ""
    ? onlyOne(opened, index, beside ?? framesBeside(opened.pipeline, index))
    : pictureRowId(text) !== undefined
    ? byId(opened, index, text)
    : PLACE_REGEXP.test(text)
    ? byPlace(opened, index, Number(text))
    : fromFile(opened, index, findFile(opened.pipeline, text));
  requireWhole(opened.store, picture);
  return picture;
}

function byId({ journal }: OpenPipeline, index: number, id: string): PictureRow {
  const picture = journal.pictures.get(pictureRowId(id) ?? 0);
  if (picture?.state !== "saved" || pictureId(picture) !== id.toLowerCase()) {
    throw new InputError("candidate_unknown", { index, candidate: id });
  }
  if (picture.illustration !== index) {
    throw new InputError("candidate_elsewhere", {
      index,
      candidate: id,
      other: picture.illustration,
    });
  }
  return picture;
}

function byPlace(opened: OpenPipeline, index: number, place: number): PictureRow {
  const picture = newestOrder(opened, index).find((each) => each.place === place);
  if (picture !== undefined) return picture;
  throw new InputError("candidate_unknown", { index, candidate: String(place) });
}

/** The saved pictures of the newest order that has any. */
function newestOrder({ journal }: OpenPipeline, index: number): PictureRow[] {
  const saved = journal.pictures.list(index)
    .filter(({ state, orderId }) => state === "saved" && orderId !== undefined);
  const newest = Math.max(...saved.map(({ orderId }) => orderId ?? 0));
  return saved.filter(({ orderId }) => orderId === newest);
}

/** A bare name is looked for in `images/` first, so that the current folder does not matter. */
function findFile({ dir, imagesDir }: Pipeline, text: string): string {
  const isBare = basename(text) === text;
  const places = isBare
    ? [imagePath({ imagesDir }, text), resolve(text)]
    : [resolve(text), resolve(dir, text)];
  const found = places.map(spelledPath).find((each) => isThere(each));
  if (found === undefined) throw new InputError("candidate_file_missing", { path: places[0] });
  return found;
}

function fromFile({ store }: OpenPipeline, index: number, path: string): PictureRow {
  requirePng(readBytes(path), path);
  return store.keepFile(index, path, "found");
}

/** Without a choice: what stands beside the original, else what the newest order brought. */
function onlyOne(opened: OpenPipeline, index: number, beside: readonly string[]): PictureRow {
  const { journal, pipeline, store } = opened;
  if (beside.length > 0) {
    const [name] = beside;
    if (beside.length > 1 || name === undefined) {
      const shown = new Map(
        journal.pictures.shown(index).map((each) => [each.viewName, pictureId(each)]),
      );
      throw ambiguous(index, beside.map((each) => shown.get(each) ?? each));
    }
    return fromFile({ pipeline, journal, store }, index, imagePath(pipeline, name));
  }
  const ordered = newestOrder(opened, index);
  const [picture] = ordered;
  if (picture === undefined) throw new InputError("candidate_none", { index });
  if (ordered.length > 1) throw ambiguous(index, ordered.map(pictureId));
  return picture;
}

function ambiguous(index: number, candidates: readonly string[]): InputError {
  return new InputError("candidate_ambiguous", { index, candidates: candidates.join(", ") });
}

/**
 * Names in `images/` that the video step takes for this number, beside the original.
 * @param names all that stand there, for who has read them already
 * @throws {StorageError} `read_failed`
 */
export function framesBeside(
  { imagesDir }: Pipeline,
  index: number,
  names: readonly string[] = imageNamesIn(imagesDir),
): string[] {
  requireListed(imagesDir, names, [originalName(index), ...documentedNames(index)]);
  return names
    .filter((name) => frameNumber(name) === index && name !== originalName(index))
    // Only those few are looked at: there are as many names as the film has pictures and more.
    .filter((name) => isFileOrLink(imagePath({ imagesDir }, name)))
    .sort();
}

function isFileOrLink(path: string): boolean {
  const found = reading(path, () => lstatSync(path, { throwIfNoEntry: false }));
  return found !== undefined && (found.isFile() || found.isSymbolicLink());
}

/** What was kept may have been harmed since: the bytes must be those that were written down. */
function requireWhole(store: Store, picture: PictureRow): void {
  const path = store.pathOf(picture);
  if (path === undefined || !isThere(path)) {
    throw new InputError("candidate_lost", { candidate: pictureId(picture), path });
  }
  const bytes = readBytes(path);
  requirePng(bytes, path);
  if (sha256Of(bytes) !== picture.sha256) {
    throw new InputError("candidate_damaged", { path, where: "sha256" });
  }
}

function requirePng(bytes: Uint8Array, path: string): PngFacts {
  try {
    return checkPng(bytes);
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    if (error.code === "not_png") {
      throw new InputError("candidate_not_png", { path, kind: error.facts["kind"] }, error);
    }
    throw new InputError("candidate_damaged", { path, where: error.facts["where"] }, error);
  }
}
