/**
 * Tool `view_illustration`.
 * @module
 */
import { z } from "zod";
import { InputError } from "../errors.ts";
import { type ListedIllustration, listIllustrations } from "../film/listing.ts";
import { type AnswerLine, data } from "../text/data_frame.ts";
import { findingLines, journalFindings } from "./finding_sentences.ts";
import { decisionText, recommendationText } from "./illustration_words.ts";
import { pictureOf } from "./picture_names.ts";
import { CHAT_META } from "./apps.ts";
import { pictureRanges } from "./picture_ranges.ts";
import { drawSheet } from "./picture_tiles.ts";
import { chosenSheet, MAX_TILES, sheetOf, type SheetPlan } from "./sheet.ts";
import { defineView, indexArgument, LOOKING_HINTS, pipelineArgument, type Tool } from "./tool.ts";

/** `view_illustration` */
export const viewIllustrationTool: Tool = defineView({
  name: "view_illustration",
  title: "View and compare",
  description:
    "Shows one illustration as a picture: the original and its newest candidates side by side, labelled with their ids; the one in the film is marked. Pass one id to see it larger.",
  hints: LOOKING_HINTS,
  meta: CHAT_META,
  input: z.strictObject({
    pipeline: pipelineArgument,
    index: indexArgument,
    show: z.array(z.string()).min(1).max(MAX_TILES).optional()
      .describe('Only these: "original" and labels such as c17 or A'),
  }),
  run: async ({ pipeline: name, index, show }, { context }) => {
    const root = await context.root();
    const pipeline = await context.pipeline(name);
    const { illustrations: [listed], findings } = await listIllustrations(pipeline, [index]);
    if (listed === undefined) throw new InputError("index_unknown", { index });
    const ids = show?.map((each) => pictureOf(context, pipeline, listed, each));
    const plan = ids === undefined ? sheetOf(listed) : chosenSheet(listed, ids);
    if (plan.tiles.length === 0) throw new InputError("nothing_to_view", { index });
    context.showIds(
      pipeline,
      index,
      plan.tiles.flatMap(({ id, isLettered }) => isLettered ? [id] : []),
    );
    const tail = [...tailLines(listed, plan), ...findingLines(journalFindings(findings))];
    const facts = { pipeline: name, index, title: listed.title, left: plan.left };
    const meta = { ...facts, tiles: plan.tiles };
    const { blocks, size, tiles } = await drawSheet(root, plan.tiles, { lines: tail, meta });
    const head = size === undefined
      ? `#${index}: none of its pictures can be shown.`
      : `#${index}, scaled down to ${size}; the files are full size.`;
    return {
      lines: [
        head,
        data(`title: ${listed.title ?? ""}`),
        ...plan.tiles.map(({ label, path }, at) => {
          const { size: own, problem } = tiles[at] ?? {};
          return data(`${label}: ${problem ?? own ?? ""} (${path})`);
        }),
        ...tail,
      ],
      blocks,
      meta: {
        ...facts,
        sheet: size,
        tiles: plan.tiles.map((tile, at) => ({ ...tile, ...tiles[at] })),
      },
    };
  },
});

function tailLines(listed: ListedIllustration, { left }: SheetPlan): AnswerLine[] {
  const decision = decisionText(listed);
  const recommendation = recommendationText(listed);
  return [
    ...(decision === undefined ? [] : [data(decision)]),
    ...(recommendation === undefined ? [] : [data(recommendation)]),
    ...(left.length === 0
      ? []
      : [`${left.length} older: ${pictureRanges(left)}. List them in \`show\` to see them.`]),
  ];
}
