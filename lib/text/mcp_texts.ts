/**
 * Sentences of the MCP server: its settings, and errors in words that an assistant can act on.
 * @module
 */
import type { AssistantCode, Code } from "../error_codes.ts";
import { type Finding, GeneratorError, type PictureError, ServiceError } from "../errors.ts";
import type { Failure, PictureFailure } from "../pipeline/journal_rows.ts";
import {
  explain,
  explainFailure,
  explainFinding,
  type Explanation,
  type Occasion,
} from "./explain.ts";
import type { Obstacle } from "../run/obstacles.ts";
import { type AnswerLine, data, quotesOthers } from "./data_frame.ts";
import { type Advice, advice, type Both, entryOf, isRehearsed } from "./lang.ts";
import { MCP_SETTINGS_TEXTS } from "./mcp_settings_texts.ts";

/** An error as an assistant reads it: what it can do about it stands beside what happened. */
export interface AssistantError {
  /** The program's own code, or the service's. */
  readonly code: string;
  readonly message: string;
  readonly remedy: string | undefined;
  /** The service's. */
  readonly request_id: string | undefined;
  /** The message holds words of others: the service's, a file's name, a path. */
  readonly quotesOthers: boolean;
}

/** For a question that nobody can have seen, or that nobody could be asked. */
export const UNASKED_REMEDY =
  "If this client cannot ask the user, they can set ALIBABA_MCP_CONFIRM=off in the `env` of this MCP server, or order on the review page (the command `review`).";

/** What differs for an assistant, by code: it has tools where a person has commands. */
const OWN_TEXTS = {
  ...MCP_SETTINGS_TEXTS,
  indices_none: english(
    (f) =>
      `none of these illustrations exists: ${f["value"]}; the pipeline has: ${
        f["existing"] || "none"
      }`,
    () => "Nothing was ordered. Call `list_illustrations` for the numbers.",
  ),
  index_unknown: english(
    (f) => `there is no illustration ${f["index"]}`,
    () => "Call `list_illustrations` for the numbers.",
  ),
  key_missing: english(
    () => "no API key: ALIBABA_API_KEY is not set",
    () =>
      "Nothing was ordered. Ask the user to set ALIBABA_API_KEY in the `env` of this MCP server, or in config.env in the pipelines folder; never ask for the key in the chat.",
  ),
  pipeline_missing: english(
    (f) => `pipeline folder not found: ${f["path"]}`,
    () => "Call `list_pipelines` for the names.",
  ),
  pipeline_not_folder: english(
    (f) => `not a folder: ${f["path"]}`,
    () => "Call `list_pipelines` for the names.",
  ),
  candidate_unknown: english(
    (f) => `illustration ${f["index"]} has no candidate ${f["candidate"]}`,
    () =>
      "Write it as labelled on the picture: `c17`, `A` or `original`. `list_illustrations` lists the candidates, `view_illustration` shows them.",
  ),
  candidate_ambiguous: english(
    (f) => `illustration ${f["index"]} has several candidates: ${f["candidates"]}`,
    () =>
      "Nothing was changed. Show them with `view_illustration`, let the user choose, and pass one as `candidate`.",
  ),
  candidate_mixed: english(
    (f) =>
      `"${f["candidate"]}" names two different pictures: the label belongs to ${
        f["label"]
      }, the id is ${f["id"]}`,
    () => "Nothing was done. Pass the id alone.",
  ),
  candidate_elsewhere: english(
    (f) => `${f["candidate"]} is a candidate of illustration ${f["other"]}, not of ${f["index"]}`,
    () => "Call `list_illustrations` for the candidates' ids.",
  ),
  candidate_none: english(
    (f) => `illustration ${f["index"]} has no candidates`,
    () => "Call `regenerate_illustration` first.",
  ),
  nothing_to_view: english(
    (f) => `illustration ${f["index"]} has no picture yet`,
    () => "Call `regenerate_illustration` first.",
  ),
  arguments_invalid: english(
    (f) => `the arguments do not match the tool's schema: ${f["issues"]}`,
    () => "Nothing was done. Correct them and call again.",
  ),
  task_unknown: english(
    (f) => `the service does not know task ${f["taskId"] ?? "of this order"}`,
    (f) =>
      isRehearsed(f)
        ? "The rehearsal service's memory in .alibaba/ was deleted or replaced: order again."
        : "It may have been made with another key or in another region: ask the user to restore those settings, then call `wait_for_illustrations`. Otherwise it is lost, and it may have been billed.",
  ),
  never_accepted: english(
    () =>
      "the service did not accept the order: its answer was lost, and the order is not in the task list",
    (f) => `${isRehearsed(f) ? "" : "Nothing was charged. "}Order again.`,
  ),
  question_failed: english(
    (f) => `the question about the price could not be asked: ${f["reason"]}`,
    () => `Nothing was ordered and nothing was charged. ${UNASKED_REMEDY}`,
  ),
  orders_unseen: english(
    (f) =>
      `the orders were placed and go on, but could not be looked at: ${f["path"]}: ${f["reason"]}`,
    () => "Do not order again: wait_for_illustrations tells how they end.",
  ),
  png_too_large: english(
    (f) =>
      f["width"] === undefined
        ? "this picture is too large for a preview"
        : `a picture of ${f["width"]}x${f["height"]} pixels is too large for a preview`,
  ),
  png_unsupported: english(() => "this kind of PNG cannot be previewed"),
} satisfies Partial<Record<Code, Both<Advice>>> & Record<AssistantCode, Both<Advice>>;

/** Remedies by the code of a finding. */
const FINDING_REMEDIES: Readonly<Partial<Record<Code, string>>> = {
  prompt_empty: "Pass `prompt`; illustrations.json has none for this illustration.",
  parameter_not_taken: "Leave it out, or choose another `model`.",
  size_side: "Choose another `size` or `model`.",
  size_area: "Choose another `size`, for example 1280*1280, 1280*960 or 1280*720.",
  size_ratio: "Choose another `size`.",
};

function english(line: Advice["line"], remedy?: Advice["line"]): Both<Advice> {
  return advice(line, line, remedy, remedy);
}

/** Explains anything thrown. */
export function assistantError(error: unknown, occasion: Occasion = {}): AssistantError {
  if (!(error instanceof GeneratorError)) {
    const isDenied = error instanceof Error && error.name === "NotCapable";
    const text = explain(error, "en", occasion);
    return named(isDenied ? "access_denied" : "internal_error", text, true);
  }
  const own = entryOf(OWN_TEXTS, error.code)?.en;
  if (own !== undefined) {
    const facts = { ...error.facts, isRehearsal: occasion.isRehearsal };
    const message = own.line(facts);
    return {
      code: error.code,
      message,
      remedy: own.remedy?.(facts),
      request_id: undefined,
      quotesOthers: quotesOthers(message, error.facts),
    };
  }
  if (!(error instanceof ServiceError)) {
    const text = explain(error, "en", occasion);
    return named(error.code, text, quotesOthers(text.line, error.facts));
  }
  const { serviceCode: code, serviceMessage: message, status, requestId } = error;
  return assistantFailure({ code, message, status, requestId }, occasion);
}

/** Explains one of the things that stood in an order's way. */
export function assistantObstacle(cause: Obstacle["cause"], occasion: Occasion): AssistantError {
  return cause instanceof GeneratorError
    ? assistantError(cause, occasion)
    : assistantFailure(cause, occasion);
}

/**
 * Why a picture cannot be shown, in a sentence.
 * @param name of its file
 */
export function pictureProblem(problem: PictureError | "missing", name: string): string {
  if (problem === "missing") return "the file is missing";
  const { code, facts } = problem;
  const isHalf = code === "png_cut" || code === "png_damaged" || code === "not_png";
  return isHalf
    ? assistantFinding({ code: "frame_half", facts: { name, reason: code, ...facts } }).message
    : assistantError(problem).message;
}

/** Explains a failure as the journal remembers it. */
export function assistantFailure(
  failure: Failure | PictureFailure,
  occasion: Occasion = {},
): AssistantError {
  const own = entryOf(OWN_TEXTS, failure.code)?.en;
  if (own !== undefined) {
    const facts = { ...occasion };
    const text = { line: own.line(facts), details: [], remedy: own.remedy?.(facts) };
    return named(failure.code, text, false);
  }
  const { line, remedy } = explainFailure(failure, "en", occasion);
  const requestId = "requestId" in failure ? failure.requestId : undefined;
  const message = failure.message === "" ? line : `${line}: ${failure.message}`;
  const code = failure.code === "" ? "service_refused" : failure.code;
  return named(code, { line: message, details: [], remedy }, true, requestId);
}

/** Explains a finding. */
export function assistantFinding(finding: Finding): AssistantError {
  const text = explainFinding(finding, "en");
  const remedy = entryOf(FINDING_REMEDIES, finding.code) ?? text.remedy;
  return named(finding.code, { ...text, remedy }, quotesOthers(text.line, finding.facts));
}

function named(
  code: string,
  { line, remedy }: Explanation,
  isQuote: boolean,
  requestId?: string,
): AssistantError {
  return {
    code,
    message: withoutFlags(line),
    remedy: remedy === undefined ? undefined : withoutFlags(remedy),
    request_id: requestId,
    quotesOthers: isQuote,
  };
}

/** What the words of the command line are called here. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^❌\s*/, ""],
  [/`resume(?: --rehearse)?`|command resume|\bresume\b(?= fetches)/g, "`wait_for_illustrations`"],
  [/`accept`/g, "`accept_illustration`"],
  [/`undo`/g, "`undo_accept`"],
  [/`list(?: --long)?`/g, "`list_illustrations`"],
  [/: use --concurrency 1, or try again later/g, "; try again later"],
  [/; to try it free and without a key: order with --rehearse/g, ""],
  [/`models` lists the allowed sizes\./g, "Choose another `size`."],
  [/ `models` lists them\./g, ""],
  [/--pipeline-dir/g, "`pipeline`"],
  [/--reference\b/g, "`references`"],
];

/** `--prompt-extend` is called `prompt_extend` here; the flags of Deno keep their names. */
function withoutFlags(text: string): string {
  const plain = WORDS.reduce((all, [from, to]) => all.replace(from, to), text);
  return plain.replaceAll(
    /--(?!allow-)([a-z]+(?:-[a-z]+)*)/g,
    (_, flag: string) => `\`${flag.replaceAll("-", "_")}\``,
  );
}

/** An error in one line, and what to do in another. */
export function assistantErrorLines(
  { code, message, remedy, request_id, quotesOthers: isQuote }: AssistantError,
): AnswerLine[] {
  const id = request_id === undefined ? "" : ` (request_id: ${request_id})`;
  const line = `${code}: ${message}${id}`;
  return [
    isQuote ? data(line) : line,
    ...(remedy === undefined ? [] : [remedyLine(remedy)]),
  ];
}

/** A remedy as a line of its own. */
export function remedyLine(remedy: string): string {
  return `What to do: ${remedy}`;
}
