/**
 * Tool `view_illustration`.
 * @module
 */
import { readFile, stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { Candidate } from "../film/candidate.ts";
import { GeneratorError, InputError, PictureError } from "../errors.ts";
import { journalSentences } from "./finding_sentences.ts";
import { type ListedIllustration, listPipeline } from "../film/listing.ts";
import { makeContactSheet } from "../image/contact_sheet.ts";
import { type PipelineRoot, resolveInside } from "../pipeline/pipelines.ts";
import {
  type Block,
  defineTool,
  indexArgument,
  LOOKING_HINTS,
  pipelineArgument,
  type Tool,
} from "./tool.ts";

/** The whole answer as JSON text, base64 counted: clients refuse or cut larger ones. */
export const MAX_VIEW_BYTES = 200_000;
/** Room for the protocol's own words around the answer. */
const ENVELOPE_BYTES = 1_000;
/** Larger sides are scaled down by models anyway, and several of them poison a session. */
const MAX_SIDE_PX = 1_024;
const MAX_TILES = 9;
/** No PNG of a size that can be decoded is longer. */
const MAX_FILE_BYTES = 256 * 1_024 * 1_024;

const ORIGINAL = "original";

/** `view_illustration` */
export const viewIllustrationTool: Tool = defineTool({
  name: "view_illustration",
  title: "View and compare",
  description:
    "Shows one illustration as a picture: the original and its newest candidates side by side, labelled with their ids. Name one id to see it larger.",
  hints: LOOKING_HINTS,
  input: z.strictObject({
    pipeline: pipelineArgument,
    index: indexArgument,
    show: z.array(z.string().regex(/^(original|[cof]\d{1,15})$/)).min(1).max(MAX_TILES).optional()
      .describe('Only these: "original" and candidate ids'),
  }),
  output: z.object({
    index: z.int(),
    title: z.string().optional(),
    tiles: z.array(z.object({
      label: z.string(),
      id: z.string(),
      path: z.string(),
      size: z.string().optional(),
      problem: z.string().optional(),
    })),
    accepted: z.string().optional(),
    width: z.int(),
    height: z.int(),
  }),
  run: async ({ pipeline: name, index, show }, { context }) => {
    const root = await context.root();
    const pipeline = await context.pipeline(name);
    const { illustrations: [listed], findings } = await listPipeline(pipeline, [index]);
    if (listed === undefined) throw new InputError("index_unknown", { index });
    const views = chooseViews(listed, show);
    const links = views.map(linkOf);
    const reserve = Buffer.byteLength(JSON.stringify({ views, links, listed: listed.title })) * 2;
    const sheet = await makeContactSheet(
      views.map(({ label, path }) => ({ label, read: () => readInside(root, path) })),
      {
        maxSidePx: MAX_SIDE_PX,
        maxBytes: Math.floor((MAX_VIEW_BYTES - ENVELOPE_BYTES - reserve) * 3 / 4),
      },
    );
    const tiles = views.map((view, at) => {
      const { size, problem } = sheet.tiles[at] ?? { size: undefined, problem: "missing" };
      return { ...view, size: size && `${size.width}*${size.height}`, problem };
    });
    const data = Buffer.from(sheet.bytes).toString("base64");
    const { width, height } = sheet;
    return {
      structured: {
        index,
        title: listed.title,
        tiles,
        accepted: listed.accepted?.pictureId,
        width,
        height,
      },
      lines: [
        `#${index} ${
          listed.title ?? ""
        }, shrunk to ${width}x${height}; the files are in full size.`,
        ...tiles.map(({ label, path, problem }) =>
          `${label}: ${problem === undefined ? path : `${problem} (${path})`}`
        ),
        ...journalSentences(findings),
      ],
      blocks: [
        { type: "image", data, mimeType: "image/jpeg" },
        ...links.filter((_, at) => tiles[at]?.problem === undefined),
      ],
    };
  },
});

interface View {
  readonly label: string;
  readonly id: string;
  readonly path: string;
}

/** The original and the newest candidates, or exactly what was asked for. */
function chooseViews(listed: ListedIllustration, show: readonly string[] | undefined): View[] {
  const original = listed.original === undefined
    ? []
    : [{ label: "ORIGINAL", id: ORIGINAL, path: listed.original }];
  const alternatives = listed.candidates.filter(({ kind }) => kind !== "original");
  const candidates = show === undefined
    ? alternatives.slice(-(MAX_TILES - 1))
    : show.filter((id) => id !== ORIGINAL).map((id) => requireCandidate(listed, id));
  const isOriginalWanted = show === undefined || show.includes(ORIGINAL);
  const views = [...(isOriginalWanted ? original : []), ...candidates.map(viewOf)];
  if (views.length === 0) throw new InputError("nothing_to_view", { index: listed.index });
  return views;
}

function requireCandidate({ candidates, index }: ListedIllustration, id: string): Candidate {
  const found = candidates.find((each) => each.id === id);
  if (found === undefined) throw new InputError("candidate_unknown", { index, candidate: id });
  return found;
}

function viewOf({ id, path }: Candidate, at: number): View {
  return { label: `${String.fromCharCode(65 + at)} ${id.toUpperCase()}`, id, path };
}

function linkOf({ id, path }: View): Extract<Block, { type: "resource_link" }> {
  return {
    type: "resource_link",
    uri: pathToFileURL(path).href,
    name: id,
    mimeType: "image/png",
  };
}

async function readInside(root: PipelineRoot, path: string): Promise<Uint8Array | undefined> {
  try {
    const inside = await resolveInside(root, path);
    const { size } = await stat(inside);
    if (size > MAX_FILE_BYTES) throw new PictureError("png_too_large", { bytes: size });
    return await readFile(inside);
  } catch (error) {
    if (error instanceof PictureError) throw error;
    // A link leads somewhere else: what is there is nobody's illustration.
    if (error instanceof GeneratorError) throw new PictureError("picture_elsewhere", {}, error);
    return undefined;
  }
}
