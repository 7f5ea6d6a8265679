/**
 * `undo`: take the newest decision about an illustration back.
 * @module
 */
import { openPipeline } from "../pipeline/folder.ts";
import { undoFacts, undoLines } from "../text/decision_texts.ts";
import { toJson } from "../text/run_json.ts";
import { undoAccept } from "../choose/undo.ts";
import { EXIT } from "./exit_codes.ts";
import { readIndex, requireFlag } from "./input.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface UndoFlags {
  readonly pipelineDir?: string;
  readonly index?: string;
  readonly json?: boolean;
}

/**
 * Runs the command and returns its exit code.
 * @throws {InputError | StorageError} nothing was changed
 */
export async function runUndo(terminal: Terminal, flags: UndoFlags): Promise<number> {
  const pipeline = await openPipeline(requireFlag("--pipeline-dir", flags.pipelineDir));
  const result = await undoAccept(pipeline, { index: readIndex(flags.index), by: "cli" });
  if (flags.json) {
    terminal.json(toJson({ exitCode: EXIT.made, ...undoFacts(result, terminal.lang) }));
  } else terminal.out(...undoLines(result, terminal.lang));
  return EXIT.made;
}
