/**
 * Pictures that come along with a prompt: decoded, held to the model's rule, and kept small so that a
 * rehearsal can show what was sent.
 * @module
 */
import { Buffer } from "node:buffer";
import { z } from "zod";
import { PictureError } from "../../errors.ts";
import { fitInto } from "../../image/box.ts";
import { isJpeg } from "../../image/jpeg_header.ts";
import { decodeJpeg } from "../../image/jpeg_pixels.ts";
import { decodePng, type Pixels } from "../../image/pixels.ts";
import { readPngStart } from "../../image/png_header.ts";
import { shrink } from "../../image/scaler.ts";
import type { ReferenceRule } from "../models.ts";

/** A sent picture as it is kept with its task. */
export const keptPictureSchema = z.object({
  width: z.int().min(1),
  height: z.int().min(1),
  /** Red, green, blue, row by row, as base64. */
  rgb: z.string(),
});

/** A sent picture, made small. */
export type KeptPicture = z.infer<typeof keptPictureSchema>;

/** Longest side of a kept picture. */
const KEPT_SIDE_PX = 160;

const DATA_REGEXP = /^data:image\/(?:png|jpeg);base64,([A-Za-z0-9+/]+=*)$/;

/**
 * Reads one picture from its address.
 * @returns the small picture, or what the service would say inside the task; those sentences are
 * assumed
 */
export function readSentPicture(
  address: string,
  rule: ReferenceRule,
): KeptPicture | { readonly failure: string } {
  const data = DATA_REGEXP.exec(address)?.[1];
  if (data === undefined) return { failure: "The image is not a PNG or JPEG data URL." };
  const bytes = Buffer.from(data, "base64");
  if (bytes.length > rule.maxBytes) return { failure: "The image is too large in bytes." };
  const { colorType } = readPngStart(bytes) ?? { colorType: 2 };
  if (colorType >= 4) return { failure: "The image has an alpha channel." };
  try {
    const pixels = isJpeg(bytes) ? decodeJpeg(bytes) : decodePng(bytes);
    return shapeFailure(pixels, rule) ?? keep(pixels);
  } catch (error) {
    if (error instanceof PictureError) return { failure: "The image cannot be decoded." };
    throw error;
  }
}

function shapeFailure(
  { width, height }: Pixels,
  { minSidePx, maxSidePx, maxRatio }: ReferenceRule,
): { readonly failure: string } | undefined {
  const [shortest, longest] = [Math.min(width, height), Math.max(width, height)];
  if (shortest >= minSidePx && longest <= maxSidePx && longest <= shortest * maxRatio) {
    return undefined;
  }
  return { failure: `The image size ${width}*${height} is not allowed.` };
}

function keep(pixels: Pixels): KeptPicture {
  const side = { width: KEPT_SIDE_PX, height: KEPT_SIDE_PX };
  const { width, height, rgb } = shrink(pixels, fitInto(pixels, side));
  return { width, height, rgb: Buffer.from(rgb).toString("base64") };
}
