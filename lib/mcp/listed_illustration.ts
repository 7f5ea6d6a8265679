/**
 * One illustration as `list_illustrations` tells it, as an object and as lines: each holds everything.
 * @module
 */
import { basename, relative, sep } from "node:path";
import { z } from "zod";
import type { Finding } from "../errors.ts";
import type { Candidate } from "../film/candidate.ts";
import type { ListedIllustration } from "../film/listing.ts";
import { readPngSize } from "../image/png_header.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { originalName } from "../pipeline/names.ts";
import { type AnswerLine, data } from "../text/data_frame.ts";
import { findingSentences } from "./finding_sentences.ts";
import { decisionText, recommendationText } from "./illustration_words.ts";
import { pictureRanges } from "./picture_ranges.ts";

/** Letters of a prompt that is not asked for in full. */
const SHORT_CHARS = 80;
/** Newest candidates whose making is told. */
const MAX_DETAILS = 12;

/** How one candidate was made. */
interface Details {
  readonly id: string;
  /** Relative to the pipeline. */
  readonly file: string;
  readonly in_images: boolean;
  readonly size: string | undefined;
  readonly model: string | undefined;
  readonly seed: number | undefined;
  /** Only when it is not the illustration's own. */
  readonly prompt: string | undefined;
  readonly references: readonly string[] | undefined;
}

const detailsSchema = z.looseObject({ id: z.string() }) as unknown as z.ZodType<Details, Details>;

/** The shape of one illustration. What is not there is left out: the list stays short. */
export const listedItem = z.object({
  index: z.int(),
  title: z.string().optional(),
  prompt: z.string().optional(),
  negative_prompt: z.string().optional(),
  original: z.string().optional(),
  candidates: z.string().optional(),
  // Without its fields: the list of tools is read into every conversation.
  details: z.array(detailsSchema).optional(),
  open: z.array(z.object({
    state: z.string(),
    task_id: z.string().optional(),
    fetch_before: z.string(),
  })).optional(),
  accepted: z.string().optional(),
  decision: z.object({
    kind: z.enum(["accept", "keep", "reject"]),
    at: z.string(),
    by: z.string(),
    reason: z.string().optional(),
    newer_candidates: z.boolean(),
  }).optional(),
  recommended: z.object({
    id: z.string(),
    by: z.string(),
    reason: z.string().optional(),
  }).optional(),
  warnings: z.array(z.string()).optional(),
});

/** {@link listedItem} as a type, with its sentences for reading. */
export type ListedItem = z.input<typeof listedItem> & { readonly said?: readonly string[] };

/**
 * Describes an illustration.
 * @param findings of the whole pipeline; those of its original are told with it
 * @param isFull tells prompts whole and how each candidate was made
 */
export function describeIllustration(
  pipeline: Pipeline,
  each: ListedIllustration,
  findings: readonly Finding[],
  isFull: boolean,
): ListedItem {
  const damage = findings.filter(({ code, facts }) =>
    code === "frame_half" && facts["name"] === originalName(each.index)
  );
  const warnings = [...findingSentences(damage), ...warningsOf(each)];
  const { candidates, recommendation } = each;
  const item: ListedItem = {
    index: each.index,
    title: shortened(each.title, isFull),
    prompt: shortened(each.prompt, isFull),
    negative_prompt: isFull ? each.negativePrompt : undefined,
    original: originalText(each, damage.length > 0),
    candidates: candidates.length === 0 ? undefined : pictureRanges(candidates.map(({ id }) => id)),
    details: isFull
      ? unlessEmpty(candidates.slice(-MAX_DETAILS))
        ?.map((one) => describeCandidate(pipeline, one, each))
      : undefined,
    open: unlessEmpty(each.openOrders)?.map(({ state, taskId, expiresAt }) => ({
      state,
      task_id: taskId,
      fetch_before: expiresAt,
    })),
    accepted: each.accepted?.pictureId,
    decision: describeDecision(each),
    recommended: recommendation === undefined ? undefined : {
      id: recommendation.pictureId ?? "original",
      by: recommendation.by,
      reason: recommendation.reason,
    },
    warnings: unlessEmpty(warnings),
  };
  const said = [decisionText(each), recommendationText(each)].flatMap((text) => text ?? []);
  // What is undefined is no part of the answer, and is not counted as one.
  return { ...JSON.parse(JSON.stringify(item)), said };
}

/** The same in lines; every one of them holds words of others. */
export function listedLines(item: ListedItem): AnswerLine[] {
  const { index, original, candidates, open = [], details: made = [] } = item;
  const head = [
    `original ${original ?? "missing"}`,
    ...(candidates === undefined ? [] : [`candidates ${candidates}`]),
    ...open.map(({ state, task_id, fetch_before }) =>
      `open task ${task_id ?? "without an id"} (${state}, fetch before ${fetch_before})`
    ),
    ...(item.accepted === undefined ? [] : [`in the film: ${item.accepted}`]),
  ];
  const field = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`  ${name}: ${value}`];
  return [
    `#${index} ${head.join("; ")}`,
    ...field("title", item.title),
    ...field("prompt", item.prompt),
    ...field("negative prompt", item.negative_prompt),
    ...made.map(detailLine),
    ...(item.said ?? []).map((each) => `  ${each}`),
    ...(item.warnings ?? []).map((each) => `  warning: ${each}`),
  ].map(data);
}

function unlessEmpty<T>(list: readonly T[]): T[] | undefined {
  return list.length === 0 ? undefined : [...list];
}

function describeDecision({ decision }: ListedIllustration): ListedItem["decision"] {
  if (decision === undefined) return undefined;
  const { kind, at, by, reason, isOutdated } = decision;
  return { kind, at, by, reason, newer_candidates: isOutdated };
}

function detailLine(each: Details): string {
  const facts = [
    each.size,
    each.model,
    each.seed === undefined ? undefined : `seed ${each.seed}`,
    each.file,
    each.in_images ? "in images/" : undefined,
    each.references === undefined ? undefined : `references ${each.references.join(", ")}`,
    each.prompt === undefined ? undefined : `prompt ${each.prompt}`,
  ].filter((fact) => fact !== undefined);
  return `  ${each.id}: ${facts.join(", ")}`;
}

function originalText({ original }: ListedIllustration, isDamaged: boolean): string | undefined {
  if (original === undefined) return undefined;
  // A damaged file may claim any size.
  return isDamaged ? "damaged" : sizeText(readPngSize(original)) ?? "unreadable";
}

function describeCandidate(
  { dir }: Pipeline,
  candidate: Candidate,
  { prompt }: ListedIllustration,
): Details {
  const made = candidate.provenance;
  return {
    id: candidate.id,
    file: relative(dir, candidate.path).split(sep).join("/"),
    in_images: candidate.viewPath !== undefined,
    size: sizeText(candidate),
    model: made?.model,
    seed: made?.seed,
    prompt: made?.prompt === prompt ? undefined : made?.prompt,
    references: made === undefined || made.references.length === 0
      ? undefined
      : made.references.map(({ source }) => source ?? "?"),
  };
}

function warningsOf({ frames, clip, strangers }: ListedIllustration): string[] {
  return [
    ...(frames.length > 1
      ? [`The video step would show ${frames.length} frames here: ${frames.join(", ")}`]
      : []),
    ...(clip === undefined
      ? []
      : [`The video step uses images/${basename(clip)} instead of the picture`]),
    ...(strangers.length === 0 || frames.length > 1
      ? []
      : [`Not made by this program: ${strangers.join(", ")}`]),
  ];
}

function shortened(text: string | undefined, isFull: boolean): string | undefined {
  if (isFull || text === undefined) return text;
  const letters = [...text];
  if (letters.length <= SHORT_CHARS) return text;
  return `${letters.slice(0, SHORT_CHARS).join("").trimEnd()}…`;
}

function sizeText(
  size: { readonly width: number | undefined; readonly height: number | undefined } | undefined,
): string | undefined {
  if (size?.width === undefined || size.height === undefined) return undefined;
  return `${size.width}*${size.height}`;
}
