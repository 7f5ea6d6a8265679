/**
 * Tools that the page inside the chat calls and models never see.
 * @module
 */
import { z } from "zod";
import { InputError } from "../errors.ts";
import { explain, explanationLines } from "../text/explain.ts";
import { APP_ONLY_META } from "./apps.ts";
import {
  type Answer,
  defineTool,
  defineView,
  LOOKING_HINTS,
  pipelineArgument,
  type Tool,
} from "./tool.ts";

const langArgument = z.enum(["ru", "en"]).default("en");

/** `app_state` */
const stateTool: Tool = defineTool({
  name: "app_state",
  title: "State of the page",
  description: "For the page inside the chat: the state of the pipeline.",
  hints: LOOKING_HINTS,
  meta: APP_ONLY_META,
  input: z.strictObject({
    pipeline: pipelineArgument,
    lang: langArgument,
    index: z.int().min(0).nullish(),
    known: z.string().max(200).optional(),
    with_setup: z.boolean().default(false),
  }),
  output: z.looseObject({ version: z.string() }),
  run: async ({ pipeline: name, lang, index, known, with_setup }, { context }) => {
    const backend = await context.chatBackend(await context.pipeline(name));
    const { state, version } = await backend.state(lang, index ?? undefined, known);
    const setup = with_setup ? { setup: backend.setup(lang) } : {};
    return { structured: { version, state, ...setup }, lines: ["The state of the page."] };
  },
});

/** `app_picture` */
const pictureTool: Tool = defineView({
  name: "app_picture",
  title: "Picture of the page",
  description: "For the page inside the chat: one picture.",
  hints: LOOKING_HINTS,
  meta: APP_ONLY_META,
  input: z.strictObject({
    pipeline: pipelineArgument,
    id: z.string().max(40),
    version: z.string().max(200),
    size: z.enum(["preview", "whole"]),
  }),
  run: async ({ pipeline: name, id, version, size }, { context }) => {
    const backend = await context.chatBackend(await context.pipeline(name));
    const bytes = await backend.picture(id, version, size, "en");
    if (bytes === undefined) throw new InputError("page_request_invalid");
    return {
      lines: ["A picture of the page."],
      blocks: [{
        type: "image",
        data: Buffer.from(bytes).toString("base64"),
        mimeType: "image/jpeg",
      }],
    };
  },
});

const actInput = z.strictObject({
  pipeline: pipelineArgument,
  lang: langArgument,
  action: z.enum(["decide", "quote", "order", "resume", "dismiss"]),
  request: z.unknown(),
});

/** `app_act` */
const actTool: Tool = defineTool({
  name: "app_act",
  title: "Action of the page",
  description: "For the page inside the chat: what its user pressed.",
  hints: {
    readOnlyHint: false,
    destructiveHint: true,
    idempotentHint: false,
    openWorldHint: true,
  },
  meta: APP_ONLY_META,
  input: actInput,
  output: z.looseObject({}),
  run: async (args, { context }): Promise<Answer<Record<string, unknown>>> => {
    const { pipeline: name, lang, action, request } = args;
    try {
      const { actions } = await context.chatBackend(await context.ownPipeline(name));
      const result = action === "resume"
        ? await actions.resume(request)
        : action === "dismiss"
        ? actions.dismiss(request)
        : await actions[action](request, lang);
      return { structured: { result: result ?? null }, lines: ["Done."] };
    } catch (thrown) {
      const error = thrown instanceof z.ZodError
        ? new InputError("page_request_invalid", {}, thrown)
        : thrown;
      const lines = explanationLines(explain(error, lang, context.settings), lang);
      return { structured: { lines }, lines, isError: true };
    }
  },
});

/** The tools behind the page. */
export const APP_TOOLS: readonly Tool[] = [stateTool, pictureTool, actTool];
