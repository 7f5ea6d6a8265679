/**
 * `accept`: put a candidate in the original's place.
 * @module
 */
import { acceptCandidate, type AcceptRequest, type AcceptResult } from "../choose/accept.ts";
import { InputError } from "../errors.ts";
import { listPipeline } from "../film/listing.ts";
import { openPipeline, type Pipeline } from "../pipeline/folder.ts";
import {
  acceptFacts,
  acceptLines,
  choiceLines,
  choiceQuestion,
  notChosenText,
} from "../text/decision_texts.ts";
import { recommendationLines } from "../text/list_texts.ts";
import { decideEach, type NumberFlags } from "./decide_each.ts";
import { requireFlag } from "./input.ts";
import { watchStop } from "./stop.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface AcceptFlags extends NumberFlags {
  readonly pipelineDir?: string;
  readonly candidate?: string;
  readonly savePrompt?: boolean;
  readonly setAsideClips?: boolean;
  /** For what is ordered on a walk, as is the next one. */
  readonly config?: string;
  readonly rehearse?: boolean;
}

/**
 * Runs the command and returns its exit code.
 * @throws {InputError | StorageError} nothing was changed; `flags_exclude` for a rehearsal of a decision
 */
export async function runAccept(terminal: Terminal, flags: AcceptFlags): Promise<number> {
  const pipeline = await openPipeline(requireFlag("--pipeline-dir", flags.pipelineDir));
  const { lang } = terminal;
  const canAsk = !flags.json && canRead(terminal);
  const named = namingFlag(flags);
  if (named !== undefined && flags.rehearse) {
    // Decisions are real; whoever takes them for rehearsed would change the film.
    throw new InputError("flags_exclude", { first: "--rehearse", second: named });
  }
  if (named === undefined && canAsk) {
    return await walk(terminal, pipeline, flags);
  }
  return await decideEach(terminal, pipeline, flags, async (index) => {
    const request: AcceptRequest = {
      index,
      candidate: flags.candidate,
      savePrompt: flags.savePrompt ?? false,
      setAsideClips: flags.setAsideClips ?? false,
      by: "cli",
    };
    const result = await acceptOrAsk(terminal, pipeline, request, canAsk);
    if (result === undefined) {
      terminal.say(notChosenText(lang));
      return undefined;
    }
    return { lines: acceptLines(result, lang), facts: acceptFacts(result, lang) };
  });
}

/** The flag that says what is accepted; undefined: nothing does, so the undecided are walked. */
function namingFlag({ candidate, index, indices }: AcceptFlags): string | undefined {
  if (index !== undefined) return "--index";
  if (indices !== undefined) return "--indices";
  return candidate === undefined ? undefined : "--candidate";
}

async function walk(terminal: Terminal, pipeline: Pipeline, flags: AcceptFlags): Promise<number> {
  const [{ Walk }, { WalkOrders }, { openKeyboard }, { askGraphics }] = await Promise.all([
    import("./walk.ts"),
    import("./walk_orders.ts"),
    import("./keyboard.ts"),
    import("./inline_picture.ts"),
  ]);
  const keyboard = openKeyboard(process.stdin);
  const watch = watchStop(() => keyboard.end());
  const { config: configFile, rehearse: isRehearsal = false } = flags;
  const settings = { configFile, isRehearsal };
  const orders = new WalkOrders(pipeline, settings, { terminal, keyboard, watch });
  try {
    const graphics = await askGraphics((text) => terminal.control(text), keyboard);
    const { savePrompt = false, setAsideClips = false } = flags;
    const tools = { terminal, keyboard, graphics, watch, orders };
    return await new Walk(pipeline, { savePrompt, setAsideClips }, tools).run();
  } finally {
    keyboard.end();
    await orders.close();
    watch.end();
  }
}

/** Whether a person sits at both ends. */
function canRead(terminal: Terminal): boolean {
  return terminal.isLive && process.stdin.isTTY === true;
}

/** On a terminal a person chooses among several; a script gets the error that names them. */
async function acceptOrAsk(
  terminal: Terminal,
  pipeline: Pipeline,
  request: AcceptRequest,
  canAsk: boolean,
): Promise<AcceptResult | undefined> {
  try {
    return await acceptCandidate(pipeline, request);
  } catch (error) {
    const isOpen = error instanceof InputError && error.code === "candidate_ambiguous";
    if (!isOpen || !canAsk) throw error;
    const named = String(error.facts["candidates"]).split(", ");
    const { illustrations } = await listPipeline(pipeline, [request.index]);
    const candidates = illustrations.flatMap((each) => each.candidates)
      .filter(({ id }) => named.includes(id));
    terminal.say(...choiceLines(request.index, candidates, terminal.lang));
    const files = named.filter((each) => !candidates.some(({ id }) => id === each));
    terminal.say(...files.map((each) => `   ${each}`));
    terminal.say(...illustrations.flatMap((each) => recommendationLines(each, terminal.lang)));
    const candidate = (await terminal.ask(choiceQuestion(terminal.lang)))?.trim();
    return candidate ? await acceptCandidate(pipeline, { ...request, candidate }) : undefined;
  }
}
