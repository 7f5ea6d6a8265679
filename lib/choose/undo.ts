/**
 * Undo: the illustration's files go back to what they were before the newest decision that stands.
 * What changed since by other hands is kept, never overwritten unseen.
 * @module
 */
import { type Candidate, describeRow, type OpenPipeline } from "../film/candidate.ts";
import { lookAfter } from "./aftermath.ts";
import { type Finding, InputError } from "../errors.ts";
import { applyDecision } from "../pipeline/decision_files.ts";
import type { Decider } from "../pipeline/deciders.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import { Store } from "../pipeline/store.ts";
import { stillOld } from "../film/still_old.ts";
import { draftUndo, type UndoDraft } from "./undo_draft.ts";

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
  /** Of which kind that decision was; only an acceptance had changed the original's place. */
  readonly undoesKind: "accept" | "keep" | "reject";
  /** What stands in the original's place again; undefined: nothing, as before the acceptance. */
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
   * `clip_was_changed`, `clip_lost`, `prompts_were_changed`; `aftermath_unknown`: what could not be
   * looked at.
   */
  readonly notes: Finding[];
  /** What still shows the picture that was taken out. */
  readonly stillOld: Finding[];
}

/**
 * Takes the newest decision about an illustration back; again for the one before it.
 * @throws {InputError} `undo_none` when there is nothing to take back, `undo_lost` when the replaced
 * picture is no longer in the store; nothing was changed
 * @throws {StorageError} `read_failed`, `write_failed`, `files_changed`, `path_linked`, or when the
 * journal cannot be used: the files are as before; `decision_pending`: the next decision sees to it
 */
export async function undoAccept(pipeline: Pipeline, request: UndoRequest): Promise<UndoResult> {
  const { index } = request;
  const journal = Journal.openExisting(pipeline.stateDir);
  if (journal === undefined) throw new InputError("undo_none", { index });
  try {
    const store = new Store(pipeline, journal);
    const opened = { pipeline, journal, store };
    let draft: UndoDraft | undefined;
    const decision = applyDecision(pipeline, journal, () => {
      draft = draftUndo(opened, index);
      return {
        illustration: index,
        kind: "undo",
        madeBy: request.by,
        pictureId: draft.restored?.id,
        undoesId: draft.undone.id,
        steps: { changes: [...draft.changes] },
      };
    });
    if (draft === undefined || decision === undefined) throw new Error("Nothing was decided");
    return await describeUndo(opened, index, draft, decision.id);
  } finally {
    journal.close();
  }
}

async function describeUndo(
  opened: OpenPipeline,
  index: number,
  draft: UndoDraft,
  decisionId: number,
): Promise<UndoResult> {
  const { pipeline, journal } = opened;
  const notes = [...draft.notes];
  const left = await lookAfter(notes, () => journal.decisions.list(index)) ?? [];
  const restored = await lookAfter(notes, () => describeRow(opened, draft.restored));
  const removed = await lookAfter(notes, () => describeRow(opened, draft.removed));
  // Where no picture changed its place, nothing shows another one than before.
  const works = draft.undone.kind === "accept"
    ? await lookAfter(notes, () => stillOld(pipeline, index, draft.undone.madeAtMs))
    : [];
  return {
    index,
    decisionId,
    undoesId: draft.undone.id,
    undoesKind: draft.undone.kind,
    restored,
    removed,
    shownAgain: [...draft.shownAgain],
    clipRestored: draft.clipRestored,
    promptRestored: draft.isPromptRestored,
    stepsLeft: left.filter(({ kind, state }) => kind !== "undo" && state === "done").length,
    notes,
    stillOld: works ?? [],
  };
}
