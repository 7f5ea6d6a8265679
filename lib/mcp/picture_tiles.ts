/**
 * A sheet of pictures as part of an answer: within the bytes clients take, with the sentence of each
 * picture that cannot be shown.
 * @module
 */
import { basename } from "node:path";
import { GeneratorError, PictureError } from "../errors.ts";
import { makeContactSheet } from "../image/contact_sheet.ts";
import { shrinkPngFile } from "../image/png_file.ts";
import { type PipelineRoot, resolveInside } from "../pipeline/pipelines.ts";
import { type AnswerLine, textOf } from "../text/data_frame.ts";
import { pictureProblem } from "../text/mcp_texts.ts";
import type { Block } from "./tool.ts";

/** The whole answer as JSON text, base64 counted: clients refuse or cut larger ones. */
const MAX_ANSWER_BYTES = 200_000;
/** Room for the protocol's own words around the answer. */
const ENVELOPE_BYTES = 1_000;
/** Larger sides are scaled down by models anyway, and several of them poison a session. */
const MAX_SIDE_PX = 1_024;

/** A picture and how it is labelled. */
export interface NamedPicture {
  readonly label: string;
  /** Absolute. */
  readonly path: string;
}

/** What became of a picture on its sheet. */
export interface ShownTile {
  /** `1280*720`; undefined when it cannot be shown. */
  readonly size: string | undefined;
  /** Why it cannot be shown, as a sentence. */
  readonly problem: string | undefined;
}

/** A sheet to be sent. */
export interface SentSheet {
  /** Empty when no picture can be shown. */
  readonly blocks: readonly Block[];
  /** `1024x700`; undefined when there is no picture. */
  readonly size: string | undefined;
  readonly tiles: readonly ShownTile[];
}

/**
 * Draws a sheet.
 * @param beside everything else of the answer, so that the whole of it stays within bounds
 */
export async function drawSheet(
  root: PipelineRoot,
  pictures: readonly NamedPicture[],
  beside: { readonly lines: readonly AnswerLine[]; readonly meta: unknown },
): Promise<SentSheet> {
  const words = JSON.stringify([beside.lines.map(textOf), beside.meta, pictures]);
  const reserve = ENVELOPE_BYTES + Buffer.byteLength(words) * 2;
  const { picture, tiles } = await makeContactSheet(
    pictures.map(({ label, path }) => ({
      label,
      read: (maxSidePx: number) => readInside(root, path, maxSidePx),
    })),
    { maxSidePx: MAX_SIDE_PX, maxBytes: Math.floor((MAX_ANSWER_BYTES - reserve) * 3 / 4) },
  );
  return {
    blocks: picture === undefined ? [] : [{
      type: "image",
      data: Buffer.from(picture.bytes).toString("base64"),
      mimeType: "image/jpeg",
    }],
    size: picture === undefined ? undefined : `${picture.width}x${picture.height}`,
    tiles: tiles.map(({ size, problem }, at) => ({
      size: size && `${size.width}*${size.height}`,
      problem: problem && pictureProblem(problem, basename(pictures[at]?.path ?? "")),
    })),
  };
}

async function readInside(root: PipelineRoot, path: string, maxSidePx: number) {
  try {
    return await shrinkPngFile(await resolveInside(root, path), maxSidePx);
  } catch (error) {
    if (error instanceof PictureError) throw error;
    // A link leads somewhere else: what is there is nobody's illustration.
    if (error instanceof GeneratorError) throw new PictureError("picture_elsewhere", {}, error);
    return undefined;
  }
}
