/**
 * `undo`: take the newest decision about illustrations back.
 * @module
 */
import { undoAccept } from "../choose/undo.ts";
import { openPipeline } from "../pipeline/folder.ts";
import { undoFacts, undoLines } from "../text/decision_texts.ts";
import { decideEach, type NumberFlags } from "./decide_each.ts";
import { requireFlag } from "./input.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface UndoFlags extends NumberFlags {
  readonly pipelineDir?: string;
}

/**
 * Runs the command and returns its exit code.
 * @throws {InputError | StorageError} nothing was changed
 */
export async function runUndo(terminal: Terminal, flags: UndoFlags): Promise<number> {
  const pipeline = await openPipeline(requireFlag("--pipeline-dir", flags.pipelineDir));
  return await decideEach(terminal, pipeline, flags, async (index) => {
    const result = await undoAccept(pipeline, { index, by: "cli" });
    return { lines: undoLines(result, terminal.lang), facts: undoFacts(result, terminal.lang) };
  }, true);
}
