/**
 * Tools `accept_illustration` and `undo_accept`.
 * @module
 */
import { z } from "zod";
import { acceptCandidate } from "../choose/accept.ts";
import { findingSentences } from "./finding_sentences.ts";
import { undoAccept } from "../choose/undo.ts";
import { defineTool, indexArgument, pipelineArgument, type Tool } from "./tool.ts";

const HINTS = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: false,
} as const;

/** `accept_illustration` */
export const acceptTool: Tool = defineTool({
  name: "accept_illustration",
  title: "Accept a candidate",
  description:
    "Puts a candidate in the original's place and clears the other candidates from images/. Everything replaced is kept: undo_accept takes it back. Ask the user before choosing for them.",
  hints: HINTS,
  input: z.strictObject({
    pipeline: pipelineArgument,
    index: indexArgument,
    candidate: z.string().regex(/^[cof]\d{1,15}$/).describe("Candidate id, e.g. c17"),
    save_prompt: z.boolean().default(false)
      .describe("Also write the candidate's prompt into illustrations.json"),
    set_aside_clip: z.boolean().default(false)
      .describe("Also move images/video_NN.mp4 aside, which would win over the picture"),
  }),
  output: z.object({
    index: z.int(),
    accepted: z.string(),
    path: z.string().optional(),
    replaced: z.string().optional(),
    left_images: z.array(z.string()),
    prompt_saved: z.boolean(),
    clip_set_aside: z.string().optional(),
    is_rehearsal: z.boolean(),
    warnings: z.array(z.string()),
  }),
  run: async ({ pipeline: name, index, candidate, save_prompt, set_aside_clip }, { context }) => {
    const pipeline = await context.ownPipeline(name);
    const done = await acceptCandidate(pipeline, {
      index,
      candidate,
      savePrompt: save_prompt,
      setAsideClips: set_aside_clip,
      by: "mcp",
    });
    const warnings = findingSentences([...done.stillOld, ...done.warnings]);
    const replaced = done.replaced?.id;
    return {
      structured: {
        index,
        accepted: done.picture.id,
        path: done.picture.path,
        replaced,
        left_images: done.hidden,
        prompt_saved: done.promptSaved,
        clip_set_aside: done.clipSetAside,
        is_rehearsal: done.isRehearsal,
        warnings,
      },
      lines: [
        `#${index}: ${done.picture.id} is in place${
          replaced === undefined ? "" : `; the former picture is kept as ${replaced}`
        }. undo_accept takes it back.`,
        ...(done.isRehearsal ? ["It is a rehearsal picture, not one for a film."] : []),
        ...warnings,
      ],
    };
  },
});

/** `undo_accept` */
export const undoTool: Tool = defineTool({
  name: "undo_accept",
  title: "Undo an acceptance",
  description: "Puts back what stood at an illustration's place before the last acceptance.",
  hints: HINTS,
  input: z.strictObject({ pipeline: pipelineArgument, index: indexArgument }),
  output: z.object({
    index: z.int(),
    restored: z.string().optional(),
    removed: z.string().optional(),
    back_in_images: z.array(z.string()),
    prompt_restored: z.boolean(),
    steps_left: z.int(),
    warnings: z.array(z.string()),
  }),
  run: async ({ pipeline: name, index }, { context }) => {
    const pipeline = await context.ownPipeline(name);
    const done = await undoAccept(pipeline, { index, by: "mcp" });
    const warnings = findingSentences([...done.notes, ...done.stillOld]);
    const restored = done.restored?.id;
    return {
      structured: {
        index,
        restored,
        removed: done.removed?.id,
        back_in_images: done.shownAgain,
        prompt_restored: done.promptRestored,
        steps_left: done.stepsLeft,
        warnings,
      },
      lines: [
        restored === undefined
          ? `#${index}: the place is empty again, as before.`
          : `#${index}: ${restored} is back in place.`,
        ...warnings,
      ],
    };
  },
});
