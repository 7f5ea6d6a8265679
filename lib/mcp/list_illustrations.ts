/**
 * Tool `list_illustrations`.
 * @module
 */
import { relative, sep } from "node:path";
import { z } from "zod";
import type { Candidate } from "../film/candidate.ts";
import { InputError } from "../errors.ts";
import { journalSentences } from "./finding_sentences.ts";
import { type ListedIllustration, listPipeline } from "../film/listing.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { readPngSize } from "../image/png_header.ts";
import { defineTool, indexArgument, LOOKING_HINTS, pipelineArgument, type Tool } from "./tool.ts";

const DEFAULT_PAGE = 20;
const MAX_PAGE = 50;
/** Letters of a prompt that is not asked for in full. */
const SHORT_PROMPT_CHARS = 160;
/** Newest candidates that are named; `view_illustration` takes any. */
const MAX_CANDIDATES = 6;

const illustration = z.object({
  index: z.int(),
  title: z.string().optional(),
  prompt: z.string().optional(),
  negative_prompt: z.string().optional(),
  original: z.object({ file: z.string(), size: z.string().optional() }).optional(),
  candidates: z.array(z.object({
    id: z.string(),
    file: z.string(),
    in_images: z.boolean(),
    size: z.string().optional(),
    model: z.string().optional(),
    seed: z.int().optional(),
    prompt: z.string().optional(),
    references: z.array(z.string()).optional(),
  })),
  older_candidates: z.int().optional(),
  open: z.array(z.object({
    state: z.string(),
    task_id: z.string().optional(),
    fetch_before: z.string(),
  })),
  accepted: z.object({ id: z.string(), at: z.string(), by: z.string() }).optional(),
  decision: z.object({
    kind: z.enum(["accept", "keep", "reject"]),
    at: z.string(),
    by: z.string(),
    reason: z.string().optional(),
    newer_candidates: z.boolean(),
  }).optional(),
  warnings: z.array(z.string()),
});

/** `list_illustrations` */
export const listIllustrationsTool: Tool = defineTool({
  name: "list_illustrations",
  title: "List illustrations",
  description:
    "Lists a pipeline's illustrations: prompt, original, candidates (ids), open tasks, what was decided. Files are relative to `dir`.",
  hints: LOOKING_HINTS,
  input: z.strictObject({
    pipeline: pipelineArgument,
    indices: z.array(indexArgument).max(MAX_PAGE).optional().describe("Only these"),
    full_prompts: z.boolean().default(false),
    offset: z.int().min(0).default(0),
    limit: z.int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
  }),
  output: z.object({
    dir: z.string(),
    total: z.int(),
    illustrations: z.array(illustration),
    next_offset: z.int().optional(),
    notes: z.array(z.string()),
  }),
  run: async ({ pipeline: name, indices, full_prompts, offset, limit }, { context }) => {
    const pipeline = await context.pipeline(name);
    const chosen = chooseIndices(pipeline, indices);
    const page = chosen.slice(offset, offset + limit);
    const listing = await listPipeline(pipeline, page);
    const illustrations = listing.illustrations.map((each) =>
      describe(pipeline, each, full_prompts)
    );
    const next = offset + page.length;
    const next_offset = next < chosen.length ? next : undefined;
    const notes = [...journalSentences(listing.findings), ...context.takeNotes(pipeline)];
    return {
      structured: { dir: pipeline.dir, total: chosen.length, illustrations, next_offset, notes },
      lines: [
        `${pipeline.name}: ${chosen.length} illustrations`,
        ...illustrations.map(lineOf),
        ...(next_offset === undefined ? [] : [`More: offset ${next_offset}.`]),
        ...notes,
      ],
    };
  },
});

function chooseIndices(
  { illustrations }: Pipeline,
  indices: readonly number[] | undefined,
): number[] {
  const existing = illustrations.map(({ index }) => index);
  const unknown = indices?.find((index) => !existing.includes(index));
  if (unknown !== undefined) throw new InputError("index_unknown", { index: unknown });
  return indices === undefined ? existing : existing.filter((index) => indices.includes(index));
}

type Described = z.input<typeof illustration>;

function describe(
  pipeline: Pipeline,
  each: ListedIllustration,
  isFull: boolean,
): Described {
  const shorten = (text: string | undefined) => isFull ? text : shortened(text);
  const newest = each.candidates.slice(-MAX_CANDIDATES);
  const older = each.candidates.length - newest.length;
  return {
    index: each.index,
    title: each.title,
    prompt: shorten(each.prompt),
    negative_prompt: isFull ? each.negativePrompt : undefined,
    original: each.original === undefined ? undefined : {
      file: below(pipeline, each.original),
      size: sizeText(readPngSize(each.original)),
    },
    candidates: newest.map((candidate) => describeCandidate(pipeline, candidate, each, shorten)),
    older_candidates: older > 0 ? older : undefined,
    open: each.openOrders.map(({ state, taskId, expiresAt }) => ({
      state,
      task_id: taskId,
      fetch_before: expiresAt,
    })),
    accepted: each.accepted === undefined
      ? undefined
      : { id: each.accepted.pictureId, at: each.accepted.at, by: each.accepted.by },
    decision: each.decision === undefined ? undefined : {
      kind: each.decision.kind,
      at: each.decision.at,
      by: each.decision.by,
      reason: each.decision.reason,
      newer_candidates: each.decision.isOutdated,
    },
    warnings: warningsOf(each),
  };
}

function describeCandidate(
  pipeline: Pipeline,
  candidate: Candidate,
  { prompt }: ListedIllustration,
  shorten: (text: string | undefined) => string | undefined,
) {
  const made = candidate.provenance;
  return {
    id: candidate.id,
    file: below(pipeline, candidate.path),
    in_images: candidate.viewPath !== undefined,
    size: sizeText(candidate),
    model: made?.model,
    seed: made?.seed,
    // Only when it is not the illustration's own.
    prompt: made?.prompt === prompt ? undefined : shorten(made?.prompt),
    references: made === undefined || made.references.length === 0
      ? undefined
      : made.references.map(({ source }) => source ?? "?"),
  };
}

function warningsOf({ frames, clip }: ListedIllustration): string[] {
  return [
    ...(frames.length > 1
      ? [`The video step would show ${frames.length} frames here: ${frames.join(", ")}`]
      : []),
    ...(clip === undefined ? [] : [`images/${clip} wins over the picture in the video step`]),
  ];
}

function shortened(text: string | undefined): string | undefined {
  const letters = [...text ?? ""];
  if (letters.length <= SHORT_PROMPT_CHARS) return text;
  return `${letters.slice(0, SHORT_PROMPT_CHARS).join("").trimEnd()}…`;
}

function below({ dir }: Pipeline, path: string): string {
  return relative(dir, path).split(sep).join("/");
}

function sizeText(
  size: { readonly width: number | undefined; readonly height: number | undefined } | undefined,
): string | undefined {
  if (size?.width === undefined || size.height === undefined) return undefined;
  return `${size.width}*${size.height}`;
}

function lineOf(each: Described): string {
  const parts = [
    each.original === undefined ? "no original" : `original ${each.original.size ?? "unreadable"}`,
    ...(each.candidates.length === 0
      ? []
      : [`candidates ${each.candidates.map(({ id }) => id).join(", ")}`]),
    ...(each.open.length === 0 ? [] : [`${each.open.length} open`]),
    ...(each.accepted === undefined ? [] : [`accepted ${each.accepted.id}`]),
    ...decisionWords(each),
    ...each.warnings,
  ];
  return `#${each.index} ${each.title ?? ""}: ${parts.join("; ")}`;
}

function decisionWords({ decision }: Described): string[] {
  if (decision === undefined) return [];
  const why = decision.reason === undefined ? "" : ` (${decision.reason})`;
  const word = { accept: "", keep: `kept${why}`, reject: `rejected${why}` }[decision.kind];
  return [
    ...(word === "" ? [] : [word]),
    ...(decision.newer_candidates ? ["newer candidates came after that decision"] : []),
  ];
}
