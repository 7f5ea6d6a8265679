/**
 * Tool `list_illustrations`.
 * @module
 */
import { z } from "zod";
import { InputError } from "../errors.ts";
import { findingLines, findingSentences, journalFindings } from "./finding_sentences.ts";
import { listPipeline } from "../film/listing.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { formatNumbers } from "../pipeline/selection.ts";
import { type AnswerLine, data } from "../text/data_frame.ts";
import { enForm } from "../text/lang.ts";
import {
  describeIllustration,
  type ListedItem,
  listedItem,
  listedLines,
} from "./listed_illustration.ts";
import { defineTool, indexArgument, LOOKING_HINTS, pipelineArgument, type Tool } from "./tool.ts";

const DEFAULT_PAGE = 20;
const MAX_PAGE = 50;
/** Of a page, as text and as JSON each; one illustration is always told. */
const MAX_PAGE_BYTES = 15_000;

/** `list_illustrations` */
export const listIllustrationsTool: Tool = defineTool({
  name: "list_illustrations",
  title: "List illustrations",
  description:
    "Lists a pipeline's illustrations: prompt, original, candidate ids, open tasks, decisions and recommendations.",
  hints: LOOKING_HINTS,
  input: z.strictObject({
    pipeline: pipelineArgument,
    indices: z.array(indexArgument).max(MAX_PAGE).optional().describe("Only these"),
    full_prompts: z.boolean().default(false)
      .describe("Full prompts, and how each candidate was made"),
    offset: z.int().min(0).default(0),
    limit: z.int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
  }),
  output: z.object({
    dir: z.string(),
    total: z.int(),
    illustrations: z.array(listedItem),
    next_offset: z.int().optional(),
    notes: z.array(z.string()).optional(),
  }),
  run: async ({ pipeline: name, indices, full_prompts, offset, limit }, { context }) => {
    const pipeline = await context.pipeline(name);
    const chosen = chooseIndices(pipeline, indices);
    const listing = await listPipeline(pipeline, chosen.slice(offset, offset + limit));
    const page = withinBytes(
      listing.illustrations.map((each) =>
        describeIllustration(pipeline, each, listing.findings, full_prompts)
      ),
    );
    const next = offset + page.length;
    const next_offset = next < chosen.length ? next : undefined;
    const findings = journalFindings(listing.findings);
    const left = context.takeNotes(pipeline);
    const notes = [...findingSentences(findings), ...left];
    return {
      structured: {
        dir: pipeline.dir,
        total: chosen.length,
        illustrations: [...page],
        next_offset,
        notes: notes.length === 0 ? undefined : notes,
      },
      lines: [
        data(`folder: ${pipeline.dir}`),
        ...page.flatMap(listedLines),
        `${chosen.length} ${enForm(chosen.length, "illustration", "illustrations")} in total.`,
        ...(next_offset === undefined ? [] : [`For more, use offset ${next_offset}.`]),
        ...findingLines(findings),
        ...left,
      ] satisfies AnswerLine[],
    };
  },
});

function chooseIndices(
  { illustrations }: Pipeline,
  indices: readonly number[] | undefined,
): number[] {
  const existing = illustrations.map(({ index }) => index);
  if (indices === undefined) return existing;
  const unknown = indices.filter((index) => !existing.includes(index));
  if (unknown.length > 0) throw new InputError("index_unknown", { index: formatNumbers(unknown) });
  return existing.filter((index) => indices.includes(index));
}

/** As many as fit into an answer that every client takes whole. */
function withinBytes(items: readonly ListedItem[]): readonly ListedItem[] {
  let asText = 0;
  let asJson = 0;
  const count = items.findIndex((item, at) => {
    const lines = listedLines(item).map((line) => typeof line === "string" ? line : line.data);
    asText += Buffer.byteLength(`${lines.join("\n")}\n`);
    asJson += Buffer.byteLength(JSON.stringify(item)) + 1;
    return at > 0 && Math.max(asText, asJson) > MAX_PAGE_BYTES;
  });
  return count < 0 ? items : items.slice(0, count);
}
