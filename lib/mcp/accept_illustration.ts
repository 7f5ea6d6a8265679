/**
 * Tools `accept_illustration` and `undo_accept`.
 * @module
 */
import { z } from "zod";
import { acceptCandidate, type AcceptResult } from "../choose/accept.ts";
import { findingLines, findingSentences } from "./finding_sentences.ts";
import { resolvePicture } from "./picture_names.ts";
import { letUserChoose } from "./user_choice.ts";
import { undoAccept } from "../choose/undo.ts";
import { keepOriginal, rejectCandidates, type VerdictResult } from "../choose/verdict.ts";
import { data } from "../text/data_frame.ts";
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
    'Replaces the original with a candidate and clears the other candidates from images/. candidate "original" keeps the current picture, "none" rejects all candidates. Everything replaced is kept: undo_accept restores it. Ask the user before choosing for them.',
  hints: HINTS,
  input: z.strictObject({
    pipeline: pipelineArgument,
    index: indexArgument,
    candidate: z.string().optional()
      .describe(
        'As labelled on the picture: c17 or A; "original", "none". If omitted, the user is asked where the client can ask',
      ),
    save_prompt: z.boolean().default(false)
      .describe("Also save the candidate's prompt to illustrations.json"),
    set_aside_clip: z.boolean().default(false)
      .describe("Also move images/video_NN.mp4 away: the film would use it instead of the picture"),
    reason: z.string().trim().min(1).max(500).optional()
      .describe("Why, in a few words; stored with the decision"),
  }),
  output: z.object({
    index: z.int(),
    decision: z.enum(["accept", "keep", "reject"]),
    accepted: z.string().optional(),
    path: z.string().optional(),
    replaced: z.string().optional(),
    left_images: z.array(z.string()),
    prompt_saved: z.boolean(),
    clip_set_aside: z.string().optional(),
    is_rehearsal: z.boolean(),
    warnings: z.array(z.string()),
  }),
  run: async ({ pipeline: name, candidate, ...choice }, call) => {
    const { context } = call;
    const pipeline = await context.ownPipeline(name);
    const { index, reason } = choice;
    const request = { index, reason, by: "mcp" } as const;
    const chosen = candidate === undefined
      ? await letUserChoose(call, pipeline, index)
      : await resolvePicture(context, pipeline, index, candidate);
    if (chosen === "original") return verdictOutput(await keepOriginal(pipeline, request));
    if (chosen === "none") return verdictOutput(await rejectCandidates(pipeline, request));
    return acceptOutput(
      await acceptCandidate(pipeline, {
        ...request,
        candidate: chosen,
        savePrompt: choice.save_prompt,
        setAsideClips: choice.set_aside_clip,
      }),
    );
  },
});

function acceptOutput(done: AcceptResult) {
  const { index } = done;
  const findings = [...done.stillOld, ...done.warnings];
  const warnings = findingSentences(findings);
  const replaced = done.replaced?.id;
  return {
    structured: {
      index,
      decision: "accept" as const,
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
      `#${index} is now ${done.picture.id}${
        replaced === undefined ? "" : `; the previous picture is kept as ${replaced}`
      }. undo_accept undoes this.`,
      data(`file: ${done.picture.path}`),
      ...(done.hidden.length === 0
        ? []
        : [data(`moved out of images/: ${done.hidden.join(", ")}`)]),
      ...(done.promptSaved ? ["Its prompt is now in illustrations.json."] : []),
      ...(done.clipSetAside === undefined ? [] : [data(`clip moved away: ${done.clipSetAside}`)]),
      ...(done.isRehearsal ? ["It is a rehearsal picture, not meant for a film."] : []),
      ...findingLines(findings),
    ],
  };
}

function verdictOutput({ index, kind, picture, hidden, warnings: found }: VerdictResult) {
  const warnings = findingSentences(found);
  const isCandidate = picture?.kind === "candidate";
  const text = kind === "reject"
    ? "all candidates are rejected"
    : isCandidate
    ? `${picture.id}, accepted earlier, is kept`
    : "the original is kept";
  return {
    structured: {
      index,
      decision: kind,
      path: kind === "keep" ? picture?.path : undefined,
      left_images: hidden,
      prompt_saved: false,
      is_rehearsal: kind === "keep" && (picture?.provenance?.isRehearsal ?? false),
      warnings,
    },
    lines: [
      `#${index}: ${text}. undo_accept undoes this.`,
      ...(hidden.length === 0 ? [] : [data(`moved out of images/: ${hidden.join(", ")}`)]),
      ...findingLines(found),
    ],
  };
}

/** `undo_accept` */
export const undoTool: Tool = defineTool({
  name: "undo_accept",
  title: "Undo a decision",
  description:
    "Undoes the last decision about an illustration (accept, keep or reject) and restores the previous picture and files in images/.",
  hints: HINTS,
  input: z.strictObject({ pipeline: pipelineArgument, index: indexArgument }),
  output: z.object({
    index: z.int(),
    undone: z.enum(["accept", "keep", "reject"]),
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
    const findings = [...done.notes, ...done.stillOld];
    const restored = done.restored?.id;
    return {
      structured: {
        index,
        undone: done.undoesKind,
        restored,
        removed: done.removed?.id,
        back_in_images: done.shownAgain,
        prompt_restored: done.promptRestored,
        steps_left: done.stepsLeft,
        warnings: findingSentences(findings),
      },
      lines: [
        done.undoesKind !== "accept"
          ? `#${index}: the decision to ${done.undoesKind} is undone.`
          : restored === undefined
          ? `#${index}: it has no picture again, as before.`
          : `#${index}: ${restored} is back in place.`,
        ...(done.removed === undefined
          ? []
          : [`Removed from the film, but kept: ${done.removed.id}.`]),
        ...(done.shownAgain.length === 0
          ? []
          : [data(`back in images/: ${done.shownAgain.join(", ")}`)]),
        ...(done.promptRestored ? ["The previous prompt is back in illustrations.json."] : []),
        ...(done.stepsLeft === 0
          ? []
          : [`Earlier decisions that can be undone: ${done.stepsLeft}.`]),
        ...findingLines(findings),
      ],
    };
  },
});
