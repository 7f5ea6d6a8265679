/**
 * What a window commonly shows at first: asked for and made ready before anything else.
 * @module
 */
import { PICTURES_RANGE } from "../wan/models.ts";
import type { PageState } from "../page/state.ts";
import { fileId } from "./snapshot.ts";

const ROWS = 2;
const PICTURES = 10;

/** Most pictures of a row, besides the original, that are shown unasked. */
export const SHOWN_AT_FIRST: number = PICTURES_RANGE.max * 2;

/** A picture of the first view. */
export interface FirstPicture {
  /** Of the file in the snapshot. */
  readonly fileId: string;
  readonly url: string;
}

/** The pictures that are looked at first, in the order of the page. */
export function firstPictures({ illustrations }: PageState): FirstPicture[] {
  return illustrations.slice(0, ROWS).flatMap(({ index, current, pictures }) =>
    [...(current === undefined ? [] : [current]), ...pictures.slice(0, SHOWN_AT_FIRST)]
      .map((picture) => ({ fileId: fileId(index, picture), url: picture.url }))
  ).slice(0, PICTURES);
}
