/**
 * `accept`: put a candidate in the original's place.
 * @module
 */
import { acceptCandidate, type AcceptRequest, type AcceptResult } from "../choose/accept.ts";
import { InputError } from "../errors.ts";
import { listPipeline } from "../film/listing.ts";
import { openPipeline, type Pipeline } from "../pipeline/folder.ts";
import {
  acceptJson,
  acceptLines,
  choiceLines,
  choiceQuestion,
  notChosenText,
} from "../text/decision_texts.ts";
import { EXIT } from "./exit_codes.ts";
import { readIndex, requireFlag } from "./input.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface AcceptFlags {
  readonly pipelineDir?: string;
  readonly index?: string;
  readonly candidate?: string;
  readonly savePrompt?: boolean;
  readonly setAsideClips?: boolean;
  readonly json?: boolean;
}

/**
 * Runs the command and returns its exit code.
 * @throws {InputError | StorageError} nothing was changed
 */
export async function runAccept(terminal: Terminal, flags: AcceptFlags): Promise<number> {
  const pipeline = await openPipeline(requireFlag("--pipeline-dir", flags.pipelineDir));
  const request: AcceptRequest = {
    index: readIndex(flags.index),
    candidate: flags.candidate,
    savePrompt: flags.savePrompt ?? false,
    setAsideClips: flags.setAsideClips ?? false,
    by: "cli",
  };
  const result = await acceptOrAsk(terminal, pipeline, request, flags.json ?? false);
  if (result === undefined) {
    terminal.say(notChosenText(terminal.lang));
    return EXIT.failed;
  }
  if (flags.json) terminal.json(acceptJson(result, terminal.lang, EXIT.made));
  else terminal.out(...acceptLines(result, terminal.lang));
  return EXIT.made;
}

/** On a terminal a person chooses among several; a script gets the error that names them. */
async function acceptOrAsk(
  terminal: Terminal,
  pipeline: Pipeline,
  request: AcceptRequest,
  isForProgram: boolean,
): Promise<AcceptResult | undefined> {
  try {
    return await acceptCandidate(pipeline, request);
  } catch (error) {
    const isOpen = error instanceof InputError && error.code === "candidate_ambiguous";
    const canAsk = terminal.isLive && process.stdin.isTTY === true && !isForProgram;
    if (!isOpen || !canAsk) throw error;
    const named = String(error.facts["candidates"]).split(", ");
    const { illustrations } = await listPipeline(pipeline, [request.index]);
    const candidates = illustrations.flatMap((each) => each.candidates)
      .filter(({ id }) => named.includes(id));
    terminal.say(...choiceLines(request.index, candidates, terminal.lang));
    const files = named.filter((each) => !candidates.some(({ id }) => id === each));
    terminal.say(...files.map((each) => `   ${each}`));
    const candidate = (await terminal.ask(choiceQuestion(terminal.lang)))?.trim();
    return candidate ? await acceptCandidate(pipeline, { ...request, candidate }) : undefined;
  }
}
