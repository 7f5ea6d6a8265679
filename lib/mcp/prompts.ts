/**
 * Prompts that a person starts by name, and the completion of what they ask for.
 * @module
 */
// @ts-types="@modelcontextprotocol/sdk/types"
import {
  type CompleteResult,
  ErrorCode,
  type GetPromptResult,
  McpError,
  type Prompt,
} from "@modelcontextprotocol/sdk/types.js";
import { GeneratorError } from "../errors.ts";
import { listIllustrations } from "../film/listing.ts";
import { findPipelines } from "../pipeline/pipelines.ts";
import { fixIllustrationPrompt, reviewFilmPrompt } from "../text/mcp_prompts.ts";
import { visibleLine } from "../text/visible.ts";
import type { ServerContext } from "./server_context.ts";
import { ORIGINAL } from "./sheet.ts";

const PIPELINE = { name: "pipeline", description: "Name of the project folder", required: true };

/** The prompts as they are listed. */
export const PROMPTS: readonly Prompt[] = [
  {
    name: "review-film",
    title: "Review the film",
    description: "Looks at the whole film and says what does not fit together",
    arguments: [PIPELINE],
  },
  {
    name: "fix-illustration",
    title: "Fix an illustration",
    description: "Looks at one illustration, proposes a better prompt and orders it when you agree",
    arguments: [
      PIPELINE,
      { name: "index", description: "Number of the illustration", required: true },
      { name: "change", description: "What should be different", required: false },
    ],
  },
];

/**
 * The text of a prompt.
 * @throws {McpError} there is no such prompt, or an argument is missing
 */
export function getPrompt(name: string, args: Readonly<Record<string, string>>): GetPromptResult {
  const prompt = PROMPTS.find((each) => each.name === name);
  if (prompt === undefined) {
    throw new McpError(ErrorCode.InvalidParams, `Unknown prompt: ${visibleLine(name)}`);
  }
  for (const { name: argument, required } of prompt.arguments ?? []) {
    if (required && !args[argument]?.trim()) {
      throw new McpError(ErrorCode.InvalidParams, `The argument "${argument}" is missing`);
    }
  }
  const value = (argument: string) => visibleLine(args[argument]?.trim() ?? "");
  const text = name === "review-film"
    ? reviewFilmPrompt(value("pipeline"))
    : fixIllustrationPrompt(value("pipeline"), value("index"), value("change"));
  return {
    ...(prompt.description === undefined ? {} : { description: prompt.description }),
    messages: [{ role: "user", content: { type: "text", text } }],
  };
}

/** The protocol's own bound. */
const MAX_VALUES = 100;

/** What is typed, and what stands in the other arguments already. */
export interface CompletionRequest {
  readonly argument: { readonly name: string; readonly value: string };
  readonly others: Readonly<Record<string, string>>;
}

/** Completes names of pipelines, numbers and ids of pictures: of prompts and of resources alike. */
export async function complete(
  context: ServerContext,
  { argument, others }: CompletionRequest,
): Promise<CompleteResult> {
  const values = await candidates(context, argument.name, others["pipeline"], others["index"]);
  const typed = argument.value.trim().toLowerCase();
  const begin = values.filter((each) => each.toLowerCase().startsWith(typed));
  const inside = values.filter((each) =>
    !begin.includes(each) && each.toLowerCase().includes(typed)
  );
  const all = [...begin, ...(argument.name === "pipeline" ? inside : [])];
  return {
    completion: {
      values: all.slice(0, MAX_VALUES),
      total: all.length,
      hasMore: all.length > MAX_VALUES,
    },
  };
}

async function candidates(
  context: ServerContext,
  argument: string,
  pipeline: string | undefined,
  index: string | undefined,
): Promise<string[]> {
  if (context.settings.rootDir === undefined) return [];
  try {
    if (argument === "pipeline") {
      return (await findPipelines(await context.root())).map(({ name }) => visibleLine(name));
    }
    if (pipeline === undefined) return [];
    const opened = await context.pipeline(pipeline);
    if (argument === "index") return opened.illustrations.map((each) => String(each.index));
    if (argument !== "picture" || !/^\d{1,9}$/.test(index ?? "")) return [];
    const { illustrations } = await listIllustrations(opened, [Number(index)]);
    return illustrations.flatMap((each) => [ORIGINAL, ...each.candidates.map(({ id }) => id)]);
  } catch (error) {
    // Half a name is no pipeline yet.
    if (error instanceof GeneratorError) return [];
    throw error;
  }
}
