/**
 * What a window commonly shows at first: asked for and made ready before anything else.
 * @module
 */
import type { PageIllustration, PageState } from "../page/state.ts";
import { fileId } from "../view/describe.ts";

/** Rows of the overview that a window shows. */
const ROWS = 2;
const PICTURES = 10;

/** A picture of the first view. */
export interface FirstPicture {
  /** Of the file in the snapshot. */
  readonly fileId: string;
  readonly url: string;
}

/**
 * The pictures that are looked at first, in the order of the page: those of the first undecided
 * illustration, with which choosing begins, else the first rows.
 */
export function firstPictures({ illustrations }: PageState): FirstPicture[] {
  const undecided = illustrations.find(isUndecided);
  const rows = undecided === undefined ? illustrations.slice(0, ROWS) : [undecided];
  return rows.flatMap(({ index, current, pictures }) =>
    [...(current === undefined ? [] : [current]), ...pictures.filter(({ isCurrent }) => !isCurrent)]
      .map((picture) => ({ fileId: fileId(index, picture), url: picture.url }))
  ).slice(0, PICTURES);
}

/** Files of everything that is still to be decided, in the order one goes through it. */
export function undecidedPictures({ illustrations }: PageState): string[] {
  return illustrations.filter(isUndecided).flatMap(({ index, current, pictures }) =>
    [...(current === undefined ? [] : [current]), ...pictures].map((each) => fileId(index, each))
  );
}

function isUndecided({ decision, pictures, work }: PageIllustration): boolean {
  const hasCandidates = pictures.some(({ kind }) => kind === "candidate");
  return work.length === 0 && hasCandidates && (decision === undefined || decision.isOutdated);
}
