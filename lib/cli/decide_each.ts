/**
 * Deciding about one illustration or about several: one report a number, and what fails for one stops
 * none of the others.
 * @module
 */
import { GeneratorError, InputError, UnexpectedError } from "../errors.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { parseSelection } from "../pipeline/selection.ts";
import { batchLines, undecidedLines } from "../text/batch_texts.ts";
import { errorFacts, toJson } from "../text/run_json.ts";
import type { Line } from "../text/line.ts";
import { EXIT } from "./exit_codes.ts";
import { readIndex } from "./input.ts";
import type { Terminal } from "./terminal.ts";

/** Which illustrations, as it was typed. */
export interface NumberFlags {
  readonly index?: string;
  readonly indices?: string;
  readonly json?: boolean;
}

/** What was decided about one illustration. */
export interface Decided {
  readonly lines: readonly Line[];
  /** The same for programs. */
  readonly facts: object;
}

/**
 * Decides about what `--index` or `--indices` names and reports it.
 * @param decide decides about one number; undefined: the person declined
 * @param isUndo the decisions are taken back, and the end of the report says so
 * @returns the exit code; of several numbers: 3 when some were decided, 1 when none was
 * @throws {InputError} `flags_together`, `flag_required`, `number_invalid`, `indices_invalid`,
 * `indices_none`
 * @throws what `decide` throws, for a single `--index`; nothing was changed
 */
export async function decideEach(
  terminal: Terminal,
  pipeline: Pipeline,
  flags: NumberFlags,
  decide: (index: number) => Promise<Decided | undefined>,
  isUndo = false,
): Promise<number> {
  if (flags.indices !== undefined) {
    if (flags.index !== undefined) {
      throw new InputError("flags_together", { flags: "--index, --indices" });
    }
    const { indices, json = false } = flags;
    return await decideSeveral(terminal, pipeline, { indices, json, isUndo }, decide);
  }
  const decided = await decide(readIndex(flags.index));
  if (decided === undefined) return EXIT.failed;
  if (flags.json) terminal.json(toJson({ exitCode: EXIT.made, ...decided.facts }));
  else terminal.out(...decided.lines);
  return EXIT.made;
}

async function decideSeveral(
  terminal: Terminal,
  pipeline: Pipeline,
  { indices: selection, json: isForProgram, isUndo }: {
    readonly indices: string;
    readonly json: boolean;
    readonly isUndo: boolean;
  },
  decide: (index: number) => Promise<Decided | undefined>,
): Promise<number> {
  const existing = pipeline.illustrations.map(({ index }) => index);
  const { indices, missing } = parseSelection(selection, existing);
  const decided = new Map<number, object>();
  const failed = new Map<number, unknown>();
  for (const index of indices) {
    try {
      const done = await decide(index);
      if (done === undefined) continue;
      decided.set(index, done.facts);
      if (!isForProgram) terminal.out(...done.lines);
    } catch (thrown) {
      const error = thrown instanceof GeneratorError ? thrown : new UnexpectedError(thrown);
      failed.set(index, error);
      terminal.say(...undecidedLines(index, error, terminal.lang));
    }
  }
  const isAll = decided.size === indices.length && missing.length === 0;
  const exitCode = isAll ? EXIT.made : decided.size > 0 ? EXIT.partly : EXIT.failed;
  const errors = [...failed].map(([index, error]) => ({
    index,
    error: errorFacts(error, terminal.lang),
  }));
  if (isForProgram) {
    terminal.json(toJson({ exitCode, decided: [...decided.values()], failed: errors, missing }));
  } else {
    terminal.say(
      ...batchLines([...decided.keys()], [...failed.keys()], missing, terminal.lang, isUndo),
    );
  }
  return exitCode;
}
