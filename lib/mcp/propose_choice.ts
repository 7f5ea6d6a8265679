/**
 * Tool `propose_choice`.
 * @module
 */
import { z } from "zod";
import { recommend } from "../choose/recommend.ts";
import { data } from "../text/data_frame.ts";
import { resolvePicture } from "./picture_names.ts";
import { ORIGINAL } from "./sheet.ts";
import { defineTool, indexArgument, pipelineArgument, type Tool } from "./tool.ts";

const MAX_REASON_CHARS = 500;

/** `propose_choice` */
export const proposeTool: Tool = defineTool({
  name: "propose_choice",
  title: "Propose a choice",
  description:
    "Records which picture you recommend for an illustration, and why. Changes nothing in the film: the user confirms or overrules it. Look at the pictures first.",
  hints: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  input: z.strictObject({
    pipeline: pipelineArgument,
    index: indexArgument,
    candidate: z.string().describe('As labelled: c17 or A; "original" if it beats all candidates'),
    reason: z.string().trim().min(1).max(MAX_REASON_CHARS).describe(
      "For the user, in one sentence",
    ),
  }),
  output: z.object({
    index: z.int(),
    recommended: z.string(),
    reason: z.string(),
    replaced: z.int(),
  }),
  run: async ({ pipeline: name, index, candidate, reason }, { context }) => {
    const pipeline = await context.ownPipeline(name);
    const chosen = await resolvePicture(context, pipeline, index, candidate);
    const isOriginal = chosen === ORIGINAL || chosen === "none";
    const { replaced } = recommend(pipeline, {
      index,
      candidate: isOriginal ? undefined : chosen,
      by: "mcp",
      reason,
    });
    const recommended = isOriginal ? ORIGINAL : chosen;
    return {
      structured: { index, recommended, reason, replaced },
      lines: [
        `#${index}: ${recommended} is now your recommendation. The film is unchanged: the user decides.`,
        data(`reason: ${reason}`),
        ...(replaced === 0 ? [] : ["It replaces the earlier recommendation."]),
      ],
    };
  },
});
