/**
 * `keep` and `reject`: the original stays, or none of the pictures will do.
 * @module
 */
import { keepOriginal, rejectCandidates } from "../choose/verdict.ts";
import { openPipeline } from "../pipeline/folder.ts";
import { verdictFacts, verdictLines } from "../text/decision_texts.ts";
import { decideEach, type NumberFlags } from "./decide_each.ts";
import { requireFlag } from "./input.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface VerdictFlags extends NumberFlags {
  readonly pipelineDir?: string;
  readonly reason?: string;
}

/**
 * Runs `keep` and returns its exit code.
 * @throws {InputError | StorageError} nothing was changed
 */
export function runKeep(terminal: Terminal, flags: VerdictFlags): Promise<number> {
  return runVerdict(terminal, flags, keepOriginal);
}

/**
 * Runs `reject` and returns its exit code.
 * @throws {InputError | StorageError} nothing was changed
 */
export function runReject(terminal: Terminal, flags: VerdictFlags): Promise<number> {
  return runVerdict(terminal, flags, rejectCandidates);
}

async function runVerdict(
  terminal: Terminal,
  flags: VerdictFlags,
  decide: typeof keepOriginal,
): Promise<number> {
  const pipeline = await openPipeline(requireFlag("--pipeline-dir", flags.pipelineDir));
  const reason = flags.reason?.trim() || undefined;
  return await decideEach(terminal, pipeline, flags, async (index) => {
    const result = await decide(pipeline, { index, by: "cli", reason });
    return {
      lines: verdictLines(result, terminal.lang),
      facts: verdictFacts(result, terminal.lang),
    };
  });
}
