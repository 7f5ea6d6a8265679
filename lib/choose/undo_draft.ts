/**
 * What undo would change, part by part: the original, the candidates beside it, the clip, the
 * prompts. What changed since by other hands is kept first, or left alone.
 * @module
 */
import { basename } from "node:path";
import type { OpenPipeline } from "../film/candidate.ts";
import { framesBeside } from "./choice.ts";
import { sha256Of } from "../digest.ts";
import { type Finding, InputError } from "../errors.ts";
import type { StandingRow } from "../pipeline/decisions_table.ts";
import {
  changeState,
  type ContentChange,
  type FileChange,
  fileSha256,
  inverseOf,
  type MoveChange,
} from "../pipeline/file_change.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { decodeIllustrations, withFormerPrompts } from "../pipeline/illustrations_edit.ts";
import { pictureId, type PictureRow } from "../pipeline/journal_rows.ts";
import { clipMove, imageOf, keepPrompts, keptFrom } from "../pipeline/kept_files.ts";
import { ILLUSTRATIONS_FILE, originalName } from "../pipeline/names.ts";
import { isThere, readBytes } from "../pipeline/files.ts";
import { imagePath, pathIn, requireUnlinked } from "../pipeline/paths.ts";

/** What will be done; changes in the order in which they are made. */
export interface UndoDraft {
  readonly undone: StandingRow;
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

/**
 * Says what taking the newest standing decision back would change, and keeps what would be replaced.
 * @throws {InputError} `undo_none`, `undo_lost`
 * @throws {StorageError} `read_failed`, `write_failed`, `path_linked`, `journal_row_bad`
 */
export function draftUndo(opened: OpenPipeline, index: number): UndoDraft {
  const undone = opened.journal.decisions.standing(index);
  if (undone === undefined) throw new InputError("undo_none", { index });
  // Only an acceptance changed the original, and that first of all.
  const rest = undone.steps.changes.slice(undone.kind === "accept" ? 1 : 0);
  const contents = rest.filter((each) => each.kind === "content");
  const original = draftOriginal(opened, index, undone);
  const views = draftViews(
    opened,
    index,
    contents.filter(({ name }) => name !== ILLUSTRATIONS_FILE),
  );
  const clip = draftClip(opened, index, rest.find((each) => each.kind === "move"));
  const prompts = draftPrompts(
    opened,
    index,
    contents.find(({ name }) => name === ILLUSTRATIONS_FILE),
  );
  const parts = [original, views, clip, prompts];
  return {
    undone,
    restored: original.restored,
    removed: original.removed,
    changes: parts.flatMap(({ changes }) => changes),
    shownAgain: views.changes.flatMap((each) => each.kind === "content" ? basename(each.name) : []),
    clipRestored: clip.restored,
    isPromptRestored: prompts.changes.length > 0,
    notes: parts.flatMap(({ notes }) => notes),
  };
}

interface OriginalPart extends Part {
  readonly restored: PictureRow | undefined;
  readonly removed: PictureRow | undefined;
}

/** Whatever stands in the place now is kept before it is replaced. */
function draftOriginal(
  opened: OpenPipeline,
  index: number,
  { id, kind, steps }: StandingRow,
): OriginalPart {
  if (kind !== "accept") return { ...NOTHING, restored: undefined, removed: undefined };
  const [change] = steps.changes;
  if (change?.kind !== "content") throw new Error(`Decision ${id} changed no picture`);
  const { pipeline, store } = opened;
  requireKept(pipeline, change.before);
  const name = originalName(index);
  const path = imagePath(pipeline, name);
  // Before a copy of what a link leads to is kept for what stood here.
  requireUnlinked(pipeline.dir, imageOf(name));
  const removed = isThere(path) ? store.keepImage(index, name, "original") : undefined;
  const isAsLeft = removed?.sha256 === change.after?.sha256;
  const notes: readonly Finding[] = isAsLeft ? [] : [{
    code: removed === undefined ? "original_was_removed" : "original_was_changed",
    facts: {
      index,
      name,
      keptAs: removed === undefined ? undefined : pictureId(removed),
      path: removed === undefined ? undefined : store.pathOf(removed),
    },
  }];
  return {
    changes: [{ ...change, before: keptFrom(removed, path), after: change.before }],
    notes,
    restored: pictureOf(opened, index, change.before),
    removed,
  };
}

function requireKept({ stateDir }: Pipeline, kept: ContentChange["before"]): void {
  if (kept === null) return;
  requireUnlinked(stateDir, kept.file);
  const path = pathIn(stateDir, kept.file);
  if (fileSha256(path) !== kept.sha256) throw new InputError("undo_lost", { path });
}

/** Candidates come back under their names unless newer ones stand there by now. */
function draftViews(
  { pipeline }: OpenPipeline,
  index: number,
  changes: readonly ContentChange[],
): Part {
  if (changes.length === 0) return NOTHING;
  const isTaken = framesBeside(pipeline, index).length > 0;
  if (isTaken) {
    return { changes: [], notes: [{ code: "candidates_stay_aside", facts: { index } }] };
  }
  const back = changes.filter(({ before }) =>
    before !== null && isThere(pathIn(pipeline.stateDir, before.file))
  );
  return { changes: back.map(inverseOf), notes: [] };
}

/** The clip comes back; one that was made since goes into the store in its place. */
function draftClip(
  { pipeline }: OpenPipeline,
  index: number,
  change: MoveChange | undefined,
): Part & { readonly restored: string | undefined } {
  if (change === undefined) return { ...NOTHING, restored: undefined };
  const back = inverseOf(change);
  if (!isThere(pathIn(pipeline.dir, change.to))) {
    const note: Finding = {
      code: "clip_lost",
      facts: { path: pathIn(pipeline.dir, change.to) },
    };
    return { changes: [], notes: [note], restored: undefined };
  }
  const newer = clipMove(pipeline, index);
  const notes: readonly Finding[] = newer === undefined
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
  { pipeline, journal }: OpenPipeline,
  index: number,
  change: ContentChange | undefined,
): Part {
  if (change === undefined || change.before === null) return NOTHING;
  const formerPath = pathIn(pipeline.stateDir, change.before.file);
  if (!isThere(formerPath)) return { changes: [], notes: [promptsNote(index)] };
  if (changeState(pipeline, change) === "after") return { changes: [inverseOf(change)], notes: [] };
  const path = pathIn(pipeline.dir, ILLUSTRATIONS_FILE);
  const sha256 = fileSha256(path);
  const isOurs = journal.decisions.list().some(({ steps }) =>
    steps.changes.some((each) =>
      each.kind === "content" && each.name === ILLUSTRATIONS_FILE && each.after?.sha256 === sha256
    )
  );
  if (sha256 === undefined || !isOurs) return { changes: [], notes: [promptsNote(index)] };
  const bytes = readBytes(path);
  const former = decodeIllustrations(readBytes(formerPath), formerPath);
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
  { journal }: OpenPipeline,
  index: number,
  kept: ContentChange["before"],
): PictureRow | undefined {
  return kept === null ? undefined : journal.pictures.withBytes(index, kept.sha256);
}
