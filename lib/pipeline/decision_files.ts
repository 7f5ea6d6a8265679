/**
 * Moving out a decision so that a crash at any moment leaves the files as before or as after: all
 * bytes are kept first, then the journal says what is about to be done, then the files change, the
 * original first. What a killed process began is finished by whoever comes next.
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
 * @throws {StorageError} `read_failed`, `write_failed`, `files_changed`; the files are as before then
 */
export function applyDecision(
  places: ChangePlaces,
  journal: Journal,
  plan: () => NewDecision | undefined,
): DecisionRow | undefined {
  const begun = beginDecision(places, journal, plan);
  if (begun === undefined) return undefined;
  const { error, decision } = journal.transaction(() => ({
    error: completeDecision(places, journal, begun),
    decision: journal.decisions.get(begun),
  }));
  if (error !== undefined) throw error;
  if (decision?.state !== "done") throw new StorageError("files_changed", { path: places.dir });
  return decision;
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
    const begun = journal.transaction(() => {
      if (journal.decisions.begun().length > 0) return "others" as const;
      const decision = plan();
      return decision === undefined ? undefined : journal.decisions.begin(decision);
    });
    if (begun !== "others") return begun;
  }
}

/** What became of decisions that killed processes had begun. */
export interface Recovery {
  /** Finished now: the files are as these decisions say. */
  readonly finished: readonly DecisionRow[];
  /** Why one can be neither finished nor rolled back for now; the next recovery tries again. */
  readonly stuck: GeneratorError | undefined;
}

/** Finishes what killed processes began; cheap when there is nothing to finish. */
export function recoverDecisions(places: ChangePlaces, journal: Journal): Recovery {
  const finished: DecisionRow[] = [];
  let stuck: GeneratorError | undefined;
  for (const { id } of journal.decisions.begun()) {
    try {
      journal.transaction(() => completeDecision(places, journal, id));
      const decision = journal.decisions.get(id);
      // Rolled back: the files are as before, which is as good as never begun.
      if (decision?.state === "done") finished.push(decision);
    } catch (error) {
      if (!(error instanceof GeneratorError)) throw error;
      stuck ??= error;
    }
  }
  return { finished, stuck };
}

/** @returns why it was rolled back, if it was */
function completeDecision(
  places: ChangePlaces,
  journal: Journal,
  id: number,
): GeneratorError | undefined {
  const decision = journal.decisions.get(id);
  if (decision?.state !== "begun") return undefined;
  const { changes } = decision.steps;
  const done: FileChange[] = [];
  try {
    if (isOvertaken(places, changes)) {
      journal.decisions.abandon(id);
      return undefined;
    }
    for (const change of changes) {
      applyStep(places, journal, change);
      done.push(change);
    }
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    for (const change of done.toReversed()) applyStep(places, journal, inverseOf(change));
    journal.decisions.abandon(id);
    return error;
  }
  journal.decisions.finish(id);
  return undefined;
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
