/**
 * Undo: the illustration's files go back to what they were before the newest decision that stands.
 * What changed since by other hands is kept, never overwritten unseen.
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { clipMove, keepPrompts, keptOf } from "./accept.ts";
import { type Candidate, describePicture } from "./candidate.ts";
import { framesBeside, type OpenBooks } from "./choice.ts";
import { type Finding, InputError } from "./errors.ts";
import { carryOut } from "./pipeline/decision_files.ts";
import type { Decider, DecisionRow } from "./pipeline/decisions_table.ts";
import {
  changeState,
  type ContentChange,
  type FileChange,
  fileSha256,
  inverseOf,
  type MoveChange,
  pathIn,
} from "./pipeline/file_change.ts";
import type { Pipeline } from "./pipeline/folder.ts";
import { decodeIllustrations, withFormerPrompts } from "./pipeline/illustrations_edit.ts";
import { Journal } from "./pipeline/journal.ts";
import { pictureId, type PictureRow } from "./pipeline/journal_rows.ts";
import { ILLUSTRATIONS_FILE, originalName } from "./pipeline/names.ts";
import { sha256Of, Store } from "./pipeline/store.ts";
import { stillOld } from "./still_old.ts";

/** What to take back. */
export interface UndoRequest {
  /** Number of the illustration. */
  readonly index: number;
  readonly by: Decider;
}

/** What was taken back. */
export interface UndoResult {
  readonly index: number;
  readonly decisionId: number;
  /** The decision that no longer stands. */
  readonly undoesId: number;
  /** What stands in the original's place now; undefined: nothing, as before. */
  readonly restored: Candidate | undefined;
  /** What was taken out of the place; it stays in the store. */
  readonly removed: Candidate | undefined;
  /** Names that are back in `images/`. */
  readonly shownAgain: string[];
  /** The clip that is back, absolute. */
  readonly clipRestored: string | undefined;
  /** Whether illustrations.json has its former prompts again. */
  readonly promptRestored: boolean;
  /** Decisions about this illustration that can still be taken back. */
  readonly stepsLeft: number;
  /**
   * What was not as the decision had left it: `original_was_changed`, `candidates_stay_aside`,
   * `clip_was_changed`, `clip_lost`, `prompts_were_changed`.
   */
  readonly notes: Finding[];
  /** What still shows the picture that was taken out. */
  readonly stillOld: Finding[];
}

/**
 * Takes the newest decision about an illustration back; again for the one before it.
 * @throws {InputError} `undo_none` when there is nothing to take back, `undo_lost` when the replaced
 * picture is no longer in the store; nothing was changed
 * @throws {StorageError} `read_failed`, `write_failed`, `files_changed`, or when the journal cannot be
 * used; the files are as before
 */
export async function undoAccept(pipeline: Pipeline, request: UndoRequest): Promise<UndoResult> {
  const { index } = request;
  const journal = Journal.openExisting(pipeline.stateDir);
  if (journal === undefined) throw new InputError("undo_none", { index });
  try {
    const store = new Store(pipeline, journal);
    const books = { pipeline, journal, store };
    let draft: Draft | undefined;
    const { id } = carryOut(pipeline, journal, () => {
      draft = draftUndo(books, index);
      return {
        illustration: index,
        kind: "undo",
        madeBy: request.by,
        pictureId: draft.restored?.id,
        undoesId: draft.undone.id,
        steps: { changes: [...draft.changes] },
      };
    });
    if (draft === undefined) throw new Error("A decision was carried out without a plan");
    return await describeUndo(books, index, draft, id);
  } finally {
    journal.close();
  }
}

/** What will be done; changes in the order in which they are made. */
interface Draft {
  readonly undone: DecisionRow;
  readonly restored: PictureRow | undefined;
  readonly removed: PictureRow | undefined;
  readonly changes: readonly FileChange[];
  readonly shownAgain: readonly string[];
  readonly clipRestored: string | undefined;
  readonly isPromptRestored: boolean;
  readonly notes: readonly Finding[];
}

/** A part of the draft. */
interface Part {
  readonly changes: readonly FileChange[];
  readonly notes: readonly Finding[];
}

const NOTHING: Part = { changes: [], notes: [] };

function draftUndo(books: OpenBooks, index: number): Draft {
  const undone = books.journal.decisions.standing(index);
  if (undone === undefined) throw new InputError("undo_none", { index });
  const [first, ...rest] = undone.steps.changes;
  if (first?.kind !== "content") throw new Error(`Decision ${undone.id} changed no picture`);
  const contents = rest.filter((each) => each.kind === "content");
  const original = draftOriginal(books, index, first);
  const views = draftViews(
    books,
    index,
    contents.filter(({ name }) => name !== ILLUSTRATIONS_FILE),
  );
  const clip = draftClip(books, index, rest.find((each) => each.kind === "move"));
  const prompts = draftPrompts(
    books,
    index,
    contents.find(({ name }) => name === ILLUSTRATIONS_FILE),
  );
  const parts = [original, views, clip, prompts];
  return {
    undone,
    restored: pictureOf(books, index, first.before),
    removed: original.removed,
    changes: parts.flatMap(({ changes }) => changes),
    shownAgain: views.changes.flatMap((each) => each.kind === "content" ? basename(each.name) : []),
    clipRestored: clip.restored,
    isPromptRestored: prompts.changes.length > 0,
    notes: parts.flatMap(({ notes }) => notes),
  };
}

/** Whatever stands in the place now is kept before it is replaced. */
function draftOriginal(
  { pipeline, store }: OpenBooks,
  index: number,
  change: ContentChange,
): Part & { readonly removed: PictureRow | undefined } {
  requireKept(pipeline, change.before);
  const name = originalName(index);
  const path = join(pipeline.imagesDir, name);
  const removed = existsSync(path) ? store.keepImage(index, name, "original") : undefined;
  const isAsLeft = removed?.sha256 === change.after?.sha256;
  const notes = isAsLeft ? [] : [{
    code: removed === undefined ? "original_was_removed" : "original_was_changed",
    facts: {
      index,
      name,
      keptAs: removed === undefined ? undefined : pictureId(removed),
      path: removed === undefined ? undefined : store.pathOf(removed),
    },
  }];
  return {
    changes: [{ ...change, before: keptOf(removed), after: change.before }],
    notes,
    removed,
  };
}

function requireKept({ stateDir }: Pipeline, kept: ContentChange["before"]): void {
  if (kept === null) return;
  const path = pathIn(stateDir, kept.file);
  if (fileSha256(path) !== kept.sha256) throw new InputError("undo_lost", { path });
}

/** Candidates come back under their names unless newer ones stand there by now. */
function draftViews(
  { pipeline }: OpenBooks,
  index: number,
  changes: readonly ContentChange[],
): Part {
  if (changes.length === 0) return NOTHING;
  const isTaken = framesBeside(pipeline, index).length > 0;
  if (isTaken) {
    return { changes: [], notes: [{ code: "candidates_stay_aside", facts: { index } }] };
  }
  const back = changes.filter(({ before }) =>
    before !== null && existsSync(pathIn(pipeline.stateDir, before.file))
  );
  return { changes: back.map(inverseOf), notes: [] };
}

/** The clip comes back; one that was made since goes into the store in its place. */
function draftClip(
  { pipeline }: OpenBooks,
  index: number,
  change: MoveChange | undefined,
): Part & { readonly restored: string | undefined } {
  if (change === undefined) return { ...NOTHING, restored: undefined };
  const back = inverseOf(change);
  if (!existsSync(pathIn(pipeline.dir, change.to))) {
    const note = { code: "clip_lost", facts: { path: pathIn(pipeline.dir, change.to) } };
    return { changes: [], notes: [note], restored: undefined };
  }
  const newer = clipMove(pipeline, index);
  const notes = newer === undefined
    ? []
    : [{ code: "clip_was_changed", facts: { index, keptAs: pathIn(pipeline.dir, newer.to) } }];
  return {
    changes: [...(newer === undefined ? [] : [newer]), back],
    notes,
    restored: pathIn(pipeline.dir, change.from),
  };
}

/**
 * The file goes back as it was. If only later decisions of ours changed it since, the two values go
 * back; if somebody else did, it is theirs and stays.
 */
function draftPrompts(
  { pipeline, journal }: OpenBooks,
  index: number,
  change: ContentChange | undefined,
): Part {
  if (change === undefined || change.before === null) return NOTHING;
  const formerPath = pathIn(pipeline.stateDir, change.before.file);
  if (!existsSync(formerPath)) return { changes: [], notes: [promptsNote(index)] };
  if (changeState(pipeline, change) === "after") return { changes: [inverseOf(change)], notes: [] };
  const path = join(pipeline.dir, ILLUSTRATIONS_FILE);
  const sha256 = fileSha256(path);
  const isOurs = journal.decisions.list().some(({ steps }) =>
    steps.changes.some((each) =>
      each.kind === "content" && each.name === ILLUSTRATIONS_FILE && each.after?.sha256 === sha256
    )
  );
  if (sha256 === undefined || !isOurs) return { changes: [], notes: [promptsNote(index)] };
  const bytes = readFileSync(path);
  const former = decodeIllustrations(readFileSync(formerPath), formerPath);
  const text = withFormerPrompts(decodeIllustrations(bytes, path), index, former);
  const edited = new TextEncoder().encode(text);
  if (sha256Of(edited) === sha256) return NOTHING;
  const before = keepPrompts(pipeline, bytes);
  return { changes: [{ ...change, before, after: keepPrompts(pipeline, edited) }], notes: [] };
}

function promptsNote(index: number): Finding {
  return { code: "prompts_were_changed", facts: { index } };
}

function pictureOf(
  { journal }: OpenBooks,
  index: number,
  kept: ContentChange["before"],
): PictureRow | undefined {
  return kept === null ? undefined : journal.pictures.withBytes(index, kept.sha256);
}

async function describeUndo(
  { pipeline, journal, store }: OpenBooks,
  index: number,
  draft: Draft,
  decisionId: number,
): Promise<UndoResult> {
  const describe = (row: PictureRow | undefined) => {
    if (row === undefined) return undefined;
    const order = row.orderId === undefined ? undefined : journal.orders.get(row.orderId);
    return describePicture(pipeline, store, journal.pictures.get(row.id) ?? row, order);
  };
  const left = journal.decisions.list(index)
    .filter(({ kind, state }) => kind === "accept" && state === "done");
  return {
    index,
    decisionId,
    undoesId: draft.undone.id,
    restored: describe(draft.restored),
    removed: describe(draft.removed),
    shownAgain: [...draft.shownAgain],
    clipRestored: draft.clipRestored,
    promptRestored: draft.isPromptRestored,
    stepsLeft: left.length,
    notes: [...draft.notes],
    stillOld: await stillOld(pipeline, index, draft.undone.madeAtMs),
  };
}
