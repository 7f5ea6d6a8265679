/**
 * Tool `review_film`.
 * @module
 */
import { z } from "zod";
import { type FilmFrame, filmFrames } from "../film/film.ts";
import { type ListedIllustration, listIllustrations } from "../film/listing.ts";
import { readStory, type Story } from "../film/story.ts";
import { imagePath } from "../pipeline/paths.ts";
import { formatNumbers } from "../pipeline/selection.ts";
import { type AnswerLine, data } from "../text/data_frame.ts";
import { findingLines, journalFindings } from "./finding_sentences.ts";
import { decisionText, recommendationText } from "./illustration_words.ts";
import { CHAT_META } from "./apps.ts";
import { pictureRanges } from "./picture_ranges.ts";
import { drawSheet } from "./picture_tiles.ts";
import { defineView, LOOKING_HINTS, pipelineArgument, type Tool } from "./tool.ts";

/** Frames of one sheet: a face can still be told from another one. */
const MAX_FRAMES = 12;
/** Letters of a frame's lines. */
const MAX_TEXT_CHARS = 200;

/** `review_film` */
export const reviewFilmTool: Tool = defineView({
  name: "review_film",
  title: "Review the film",
  description:
    "Shows up to 12 frames of the film, in order, as one labelled picture, with their text, people and open decisions. Look for frames that do not fit: a face, light or style that differs from the neighbouring frames.",
  hints: LOOKING_HINTS,
  meta: CHAT_META,
  input: z.strictObject({
    pipeline: pipelineArgument,
    offset: z.int().min(0).default(0).describe("Frames to skip"),
    limit: z.int().min(1).max(MAX_FRAMES).default(MAX_FRAMES),
  }),
  run: async ({ pipeline: name, offset, limit }, { context }) => {
    const root = await context.root();
    const pipeline = await context.pipeline(name);
    const { illustrations, names, findings } = await listIllustrations(pipeline);
    const story = await readStory(pipeline);
    const all = filmFrames(names);
    const frames = all.slice(offset, offset + limit);
    const byIndex = new Map(illustrations.map((each) => [each.index, each]));
    const pictures = frames.map((frame) => ({
      label: labelOf(frame, byIndex.get(frame.number)),
      path: imagePath(pipeline, frame.name),
    }));
    const rest = [
      ...frames.flatMap((frame) => sceneLines(frame, byIndex.get(frame.number), story)),
      ...restLines(all, offset + frames.length, illustrations),
      ...findingLines(journalFindings(findings)),
    ];
    const meta = {
      pipeline: name,
      frames: frames.map(({ number, clip }) => ({ index: number, clip })),
    };
    const { blocks, size, tiles } = await drawSheet(root, pictures, { lines: rest, meta });
    const shown = frames.length === 0
      ? "no frames"
      : `frames ${offset + 1}–${offset + frames.length} of ${all.length}`;
    return {
      lines: [
        size === undefined ? `Film: ${shown}.` : `Film: ${shown}, shrunk to ${size}.`,
        ...tiles.flatMap(({ problem }, at) =>
          problem === undefined ? [] : [data(`${pictures[at]?.label}: ${problem}`)]
        ),
        ...rest,
      ],
      blocks,
      meta,
    };
  },
});

/** Candidates came and nobody decided, or they came after what was decided. */
function isUndecided({ candidates, decision }: ListedIllustration): boolean {
  return candidates.some(({ kind }) => kind === "candidate") &&
    (decision === undefined || decision.isOutdated);
}

function labelOf({ number }: FilmFrame, listed: ListedIllustration | undefined): string {
  return `#${number}${listed !== undefined && isUndecided(listed) ? " UNDECIDED" : ""}`;
}

function sceneLines(
  { number, name, clip }: FilmFrame,
  listed: ListedIllustration | undefined,
  { scenes, names }: Story,
): AnswerLine[] {
  const scene = scenes.get(number);
  const people = scene?.entities.map((id) => names.get(id) ?? id) ?? [];
  const decision = listed && decisionText(listed);
  const recommendation = listed && recommendationText(listed);
  const candidates = listed?.candidates.filter(({ kind }) => kind === "candidate") ?? [];
  const field = (label: string, value: string | undefined) =>
    value === undefined || value === "" ? [] : [data(`  ${label}: ${shortened(value)}`)];
  return [
    data(
      `#${number} ${
        listed?.title ?? (listed === undefined ? `${name}, which belongs to no illustration` : "")
      }`,
    ),
    ...field("text", scene?.excerpt),
    ...field("scene", scene?.summary),
    ...field("people and things", people.join(", ")),
    ...field("clip shown instead", clip),
    ...(listed !== undefined && isUndecided(listed)
      ? [data(`  undecided: candidates ${pictureRanges(candidates.map(({ id }) => id))}`)]
      : []),
    ...(decision === undefined ? [] : [data(`  ${decision}`)]),
    ...(recommendation === undefined ? [] : [data(`  ${recommendation}`)]),
  ];
}

function restLines(
  frames: readonly FilmFrame[],
  next: number,
  illustrations: readonly ListedIllustration[],
): AnswerLine[] {
  const numbers = new Set(frames.map(({ number }) => number));
  const missing = illustrations.filter(({ index }) => !numbers.has(index));
  const undecided = illustrations.filter(isUndecided);
  const list = (those: readonly ListedIllustration[]) =>
    formatNumbers(those.map(({ index }) => index));
  return [
    `Undecided in the whole film: ${undecided.length === 0 ? "none" : list(undecided)}.`,
    ...(missing.length === 0
      ? []
      : [`Without a frame: ${list(missing)}; the frames after them shift.`]),
    ...(next < frames.length ? [`For more, use offset ${next}.`] : []),
  ];
}

function shortened(text: string): string {
  const letters = [...text.replaceAll(/\s+/g, " ")];
  return letters.length <= MAX_TEXT_CHARS
    ? letters.join("")
    : `${letters.slice(0, MAX_TEXT_CHARS).join("").trimEnd()}…`;
}
