/**
 * Accepting: a candidate takes the original's place, the replaced picture and everything else that
 * leaves its place stays in the store, and the journal knows who decided.
 * @module
 */
import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { type Candidate, describePicture } from "./candidate.ts";
import { choosePicture, framesBeside, type OpenBooks } from "./choice.ts";
import { type Finding, InputError, reasonOf, StorageError, systemCodeOf } from "./errors.ts";
import { acceptWarnings } from "./film_fit.ts";
import { writeExclusive } from "./pipeline/atomic_file.ts";
import { carryOut } from "./pipeline/decision_files.ts";
import type { Decider, NewDecision } from "./pipeline/decisions_table.ts";
import { type ContentChange, type FileChange, moveOf } from "./pipeline/file_change.ts";
import { type Pipeline } from "./pipeline/folder.ts";
import { decodeIllustrations, withPrompts } from "./pipeline/illustrations_edit.ts";
import { Journal } from "./pipeline/journal.ts";
import type { OrderRow, PictureRow } from "./pipeline/journal_rows.ts";
import {
  clipName,
  ILLUSTRATIONS_FILE,
  IMAGES_FOLDER,
  numberText,
  originalName,
  STATE_FOLDER,
} from "./pipeline/names.ts";
import { sha256Of, Store } from "./pipeline/store.ts";
import { REHEARSAL } from "./plan.ts";
import { stillOld } from "./still_old.ts";

/** What to accept. */
export interface AcceptRequest {
  /** Number of the illustration. */
  readonly index: number;
  /**
   * `c17`, `o18`, `f19`; or `2`, the place in the newest order; or a path of a PNG file. Undefined:
   * the only one there is.
   */
  readonly candidate?: string | undefined;
  /** Also write the candidate's prompts into illustrations.json. */
  readonly savePrompt: boolean;
  /** Also move `video_NN.mp4` into the store, which the video step would prefer to the picture. */
  readonly setAsideClips: boolean;
  readonly by: Decider;
}

/** What was done. */
export interface AcceptResult {
  readonly index: number;
  readonly decisionId: number;
  /** What stands in the original's place now. */
  readonly picture: Candidate;
  /** What stood there before; undefined: nothing did. */
  readonly replaced: Candidate | undefined;
  /** Names that left `images/`; the store keeps them. */
  readonly hidden: string[];
  /** What still shows the old picture. */
  readonly stillOld: Finding[];
  /** What is odd about the picture itself. */
  readonly warnings: Finding[];
  /** Whether illustrations.json holds the candidate's prompts now. */
  readonly promptSaved: boolean;
  /** The picture is a rehearsal's and not worth a film. */
  readonly isRehearsal: boolean;
  /** Where the clip is now, absolute; undefined: none was set aside. */
  readonly clipSetAside: string | undefined;
}

/**
 * Puts a candidate in the original's place.
 * @throws {InputError} `index_unknown`, `candidate_ambiguous` (`facts.candidates` names the choices),
 * `candidate_unknown`, `candidate_elsewhere`, `candidate_none`, `candidate_file_missing`,
 * `candidate_not_png`, `candidate_damaged`, `candidate_lost`, `prompt_unrecorded`,
 * `illustrations_not_utf8`; nothing was changed
 * @throws {StorageError} `read_failed`, `write_failed`, `files_changed`, or when the journal cannot be
 * used; the files are as before
 */
export async function acceptCandidate(
  pipeline: Pipeline,
  request: AcceptRequest,
): Promise<AcceptResult> {
  const { index } = request;
  if (!pipeline.illustrations.some((each) => each.index === index)) {
    throw new InputError("index_unknown", { index });
  }
  const journal = Journal.open(pipeline.stateDir);
  try {
    const store = new Store(pipeline, journal);
    await store.prepare();
    const books = { pipeline, journal, store };
    let draft: Draft | undefined;
    const { id } = carryOut(pipeline, journal, () => {
      draft = draftAccept(books, request);
      return draft.decision;
    });
    if (draft === undefined) throw new Error("A decision was carried out without a plan");
    return await describeAccept(books, request, draft, id);
  } finally {
    journal.close();
  }
}

interface Draft {
  readonly decision: NewDecision;
  readonly picture: PictureRow;
  readonly order: OrderRow | undefined;
  readonly replaced: PictureRow | undefined;
  readonly hidden: readonly string[];
  readonly clip: string | undefined;
}

function draftAccept(books: OpenBooks, request: AcceptRequest): Draft {
  const { pipeline, journal, store } = books;
  const { index } = request;
  const picture = choosePicture(books, index, request.candidate);
  const order = picture.orderId === undefined ? undefined : journal.orders.get(picture.orderId);
  const prompts = request.savePrompt ? promptChange(pipeline, index, order) : undefined;
  const isThere = statSync(join(pipeline.imagesDir, originalName(index)), {
    throwIfNoEntry: false,
  }) !== undefined;
  const replaced = isThere ? store.keepImage(index, originalName(index), "original") : undefined;
  const hidden = framesBeside(pipeline, index);
  const clip = request.setAsideClips ? clipMove(pipeline, index) : undefined;
  const changes: FileChange[] = [
    {
      kind: "content",
      name: imageOf(originalName(index)),
      before: keptOf(replaced),
      after: keptOf(picture),
      pictureId: null,
    },
    ...hidden.map((name) => hiding(books, index, name)),
    ...(clip === undefined ? [] : [clip]),
    ...(prompts === undefined ? [] : [prompts]),
  ];
  const decision: NewDecision = {
    illustration: index,
    kind: "accept",
    madeBy: request.by,
    pictureId: picture.id,
    undoesId: undefined,
    steps: { changes },
  };
  const clipPath = clip === undefined ? undefined : join(pipeline.dir, ...clip.to.split("/"));
  return { decision, picture, order, replaced, hidden, clip: clipPath };
}

function hiding({ journal, store }: OpenBooks, index: number, name: string): ContentChange {
  const shown = journal.pictures.shown(index).find((each) => each.viewName === name);
  return {
    kind: "content",
    name: imageOf(name),
    before: keptOf(store.keepImage(index, name, "found")),
    after: null,
    pictureId: shown?.id ?? null,
  };
}

function imageOf(name: string): string {
  return `${IMAGES_FOLDER}/${name}`;
}

/** A picture of the store as changes name it. */
export function keptOf(picture: PictureRow | undefined): ContentChange["before"] {
  if (picture?.file === undefined || picture.sha256 === undefined) return null;
  return { file: `pictures/${picture.file}`, sha256: picture.sha256 };
}

/** The moving of a number's clip into the store; undefined when there is none. */
export function clipMove({ dir }: Pipeline, index: number) {
  const name = clipName(index);
  const stamp = new Date().toISOString().replaceAll(/\D/g, "");
  const to = `${STATE_FOLDER}/clips/${numberText(index)}/${stamp}-${name}`;
  return moveOf(dir, imageOf(name), to);
}

/** Keeps illustrations.json as it is and as it shall be; undefined when it says so already. */
function promptChange(
  pipeline: Pipeline,
  index: number,
  order: OrderRow | undefined,
): ContentChange | undefined {
  if (order === undefined) throw new InputError("prompt_unrecorded", { index });
  const path = join(pipeline.dir, ILLUSTRATIONS_FILE);
  const bytes = readBytes(path);
  const text = decodeIllustrations(bytes, path);
  const edited = new TextEncoder().encode(withPrompts(text, index, order));
  if (sha256Of(edited) === sha256Of(bytes)) return undefined;
  return {
    kind: "content",
    name: ILLUSTRATIONS_FILE,
    before: keepPrompts(pipeline, bytes),
    after: keepPrompts(pipeline, edited),
    pictureId: null,
  };
}

/** Keeps a version of illustrations.json in the store, with the permissions it has now. */
export function keepPrompts({ dir, stateDir }: Pipeline, bytes: Uint8Array) {
  const sha256 = sha256Of(bytes);
  const file = `prompts/illustrations-${sha256.slice(0, 16)}.json`;
  const { mode } = statSync(join(dir, ILLUSTRATIONS_FILE));
  writeExclusive(bytes, join(stateDir, ...file.split("/")), join(stateDir, "tmp"), mode | 0o600);
  return { file, sha256 };
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new StorageError("read_failed", { path, reason }, error);
  }
}

async function describeAccept(
  { pipeline, journal, store }: OpenBooks,
  { index, savePrompt }: AcceptRequest,
  { picture, order, replaced, hidden, clip }: Draft,
  decisionId: number,
): Promise<AcceptResult> {
  const describe = (row: PictureRow | undefined) => {
    if (row === undefined) return undefined;
    const its = row.orderId === undefined ? undefined : journal.orders.get(row.orderId);
    return describePicture(pipeline, store, journal.pictures.get(row.id) ?? row, its);
  };
  const accepted = describe(picture);
  if (accepted === undefined) throw new Error(`Picture ${picture.id} is not in the store`);
  return {
    index,
    decisionId,
    picture: accepted,
    replaced: describe(replaced),
    hidden: [...hidden].map((name) => basename(name)),
    stillOld: await stillOld(pipeline, index),
    warnings: await acceptWarnings(pipeline, index, accepted),
    promptSaved: savePrompt,
    isRehearsal: order?.service === REHEARSAL,
    clipSetAside: clip,
  };
}
