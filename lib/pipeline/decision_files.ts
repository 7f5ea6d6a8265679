/**
 * Carrying out a decision so that a crash or a failure at any moment leaves the files as before or as
 * after: all bytes are kept first, then the journal says what is about to be done, then the files
 * change, the original first. What was interrupted is finished by whoever decides, orders or resumes
 * next.
 * @module
 */
import { basename } from "node:path";
import { GeneratorError, StorageError } from "../errors.ts";
import type { DecisionRow, NewDecision } from "./decisions_table.ts";
import {
  applyChange,
  type ChangePlaces,
  changeState,
  type FileChange,
  inverseOf,
} from "./file_change.ts";
import type { Journal } from "./journal.ts";

/**
 * Carries out what `plan` says. No other process decides about this pipeline in between.
 * @param plan reads the files, keeps all bytes in the store and says what to change, or undefined when
 * there is nothing to decide; must not wait
 * @throws {StorageError} `read_failed`, `write_failed`, `files_changed`, `path_linked`,
 * `kept_file_changed`, `journal_failed`: the files are as before; `decision_pending`: the decision is
 * written down and will be carried out, or taken back, by the next command that decides
 */
export function applyDecision(
  places: ChangePlaces,
  journal: Journal,
  plan: () => NewDecision | undefined,
): DecisionRow | undefined {
  const begun = beginDecision(places, journal, plan);
  if (begun === undefined) return undefined;
  const { decision, error } = completeDecision(places, journal, begun);
  if (decision?.state === "done") return decision;
  throw error ?? new StorageError("files_changed", { path: places.dir });
}

/** Writes down what is about to be done, on top of whatever was interrupted before. */
function beginDecision(
  places: ChangePlaces,
  journal: Journal,
  plan: () => NewDecision | undefined,
): number | undefined {
  for (;;) {
    const { stuck } = recoverDecisions(places, journal);
    if (stuck !== undefined) throw stuck;
    let id: number | undefined;
    try {
      const begun = journal.transaction(() => {
        if (journal.decisions.begun().length > 0) return "others" as const;
        const decision = plan();
        if (decision !== undefined) id = journal.decisions.begin(decision);
        return id;
      });
      if (begun !== "others") return begun;
    } catch (error) {
      // Its last step, giving up a lock, can fail when all is written: whoever is told that nothing was
      // decided would find it done by the next command.
      if (id !== undefined && isBegun(places, journal, id, error)) return id;
      throw error;
    }
  }
}

/** Whether a decision was written down although writing it failed. */
function isBegun(places: ChangePlaces, journal: Journal, id: number, cause: unknown): boolean {
  try {
    return journal.decisions.get(id)?.state === "begun";
  } catch (error) {
    throw pending(places, error, cause);
  }
}

/** What is told when nobody can say for now how a decision will end. */
function pending({ dir }: ChangePlaces, error: unknown, cause: unknown): unknown {
  // Its own sentence says what to do about it; nothing was touched through it.
  if (!(error instanceof GeneratorError) || error.code === "path_linked") return error;
  const { path = dir, reason = error.code } = error.facts;
  return new StorageError("decision_pending", { path, reason }, cause);
}

/** What became of decisions that were interrupted. */
export interface Recovery {
  /** Finished now: the files are as these decisions say. */
  readonly finished: readonly DecisionRow[];
  /** Why one can be neither finished nor rolled back for now; the next recovery tries again. */
  readonly stuck: GeneratorError | undefined;
}

/** Finishes what was interrupted; cheap when there is nothing to finish. */
export function recoverDecisions(places: ChangePlaces, journal: Journal): Recovery {
  const finished: DecisionRow[] = [];
  let stuck: GeneratorError | undefined;
  for (const { id } of journal.decisions.begun()) {
    try {
      const { decision } = completeDecision(places, journal, id);
      // Rolled back: the files are as before, which is as good as never begun.
      if (decision?.state === "done") finished.push(decision);
    } catch (error) {
      if (!(error instanceof GeneratorError)) throw error;
      stuck ??= error;
    }
  }
  return { finished, stuck };
}

interface Completion {
  /** As it stands in the journal now: no longer begun. */
  readonly decision: DecisionRow | undefined;
  /** Why it was rolled back, if it was. */
  readonly error?: GeneratorError;
}

/**
 * Brings a begun decision to its end: to the files it wants, or, where that fails, back to the files
 * that were before it. The two are two steps of the journal, since a failed write ends the first one.
 * @throws {StorageError} `decision_pending` when it can be brought to neither for now, `path_linked`
 */
function completeDecision(places: ChangePlaces, journal: Journal, id: number): Completion {
  try {
    const decision = journal.transaction(() => {
      performSteps(places, journal, id);
      return journal.decisions.get(id);
    });
    return { decision };
  } catch (error) {
    const decision = takeBack(places, journal, id, error);
    if (!(error instanceof GeneratorError)) throw error;
    return { decision, error };
  }
}

function performSteps(places: ChangePlaces, journal: Journal, id: number): void {
  const decision = journal.decisions.get(id);
  if (decision?.state !== "begun") return;
  const { changes } = decision.steps;
  if (isOvertaken(places, changes)) {
    journal.decisions.abandon(id);
    return;
  }
  for (const change of changes) applyStep(places, journal, change);
  journal.decisions.finish(id);
}

/**
 * All changes are looked at, not only those made just now: a process that was killed may have come
 * further, and one that failed may have failed after the file had changed.
 */
function takeBack(
  places: ChangePlaces,
  journal: Journal,
  id: number,
  cause: unknown,
): DecisionRow | undefined {
  try {
    return journal.transaction(() => {
      const decision = journal.decisions.get(id);
      // Another process was quicker, or the failure came after all was written.
      if (decision?.state !== "begun") return decision;
      for (const change of decision.steps.changes.toReversed()) {
        if (changeState(places, change) === "after") applyStep(places, journal, inverseOf(change));
      }
      journal.decisions.abandon(id);
      return journal.decisions.get(id);
    });
  } catch (error) {
    throw pending(places, error, cause);
  }
}

/** Somebody changed the original by hand before anything of the decision was done. */
function isOvertaken(places: ChangePlaces, changes: readonly FileChange[]): boolean {
  const [first, ...rest] = changes;
  return first !== undefined && changeState(places, first) === "foreign" &&
    !rest.some((each) => changeState(places, each) === "after");
}

/** Changes a file and takes note of the picture that is or is no longer shown under its name. */
function applyStep(places: ChangePlaces, journal: Journal, change: FileChange): void {
  const state = applyChange(places, change);
  if (change.kind === "move" || change.pictureId === null || state !== "after") return;
  if (change.after === null) journal.pictures.hide(change.pictureId);
  else journal.pictures.show(change.pictureId, basename(change.name));
}
