/**
 * Tool `list_pipelines`.
 * @module
 */
import { z } from "zod";
import { GeneratorError } from "../errors.ts";
import {
  findPipelines,
  type FoundPipeline,
  openInside,
  type PipelineRoot,
} from "../pipeline/pipelines.ts";
import { data } from "../text/data_frame.ts";
import { enForm } from "../text/lang.ts";
import { assistantError } from "../text/mcp_texts.ts";
import { defineTool, LOOKING_HINTS, type Tool } from "./tool.ts";

const PAGE = 50;

const output = z.object({
  root: z.string(),
  total: z.int(),
  pipelines: z.array(z.object({
    name: z.string(),
    illustrations: z.int().optional(),
    problem: z.string().optional(),
  })),
  next_offset: z.int().optional(),
});

/** `list_pipelines` */
export const listPipelinesTool: Tool = defineTool({
  name: "list_pipelines",
  title: "List pipelines",
  description: "Lists the pipeline folders; each is an illustrated video project.",
  hints: LOOKING_HINTS,
  input: z.strictObject({
    filter: z.string().max(200).optional().describe("Part of the name"),
    offset: z.int().min(0).default(0),
  }),
  output,
  run: async ({ filter, offset }, { context }) => {
    const root = await context.root();
    const wanted = filter?.toLowerCase() ?? "";
    const all = (await findPipelines(root)).filter(({ name }) =>
      name.toLowerCase().includes(wanted)
    );
    const page = all.slice(offset, offset + PAGE);
    const pipelines = await Promise.all(page.map((each) => summary(root, each)));
    const next_offset = offset + page.length < all.length ? offset + page.length : undefined;
    const each = pipelines.map(({ name, illustrations, problem }) =>
      `${name}: ${
        problem ?? `${illustrations} ${enForm(illustrations ?? 0, "illustration", "illustrations")}`
      }`
    );
    const more = next_offset === undefined ? [] : [`For more, use offset ${next_offset}.`];
    const lines = [
      `${all.length} ${enForm(all.length, "pipeline", "pipelines")}:`,
      ...[`root: ${root.realDir}`, ...each].map(data),
      ...more,
    ];
    return { structured: { root: root.realDir, total: all.length, pipelines, next_offset }, lines };
  },
});

async function summary(root: PipelineRoot, { name, dir }: FoundPipeline) {
  try {
    return { name, illustrations: (await openInside(root, dir)).illustrations.length };
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    return { name, problem: assistantError(error).message };
  }
}
