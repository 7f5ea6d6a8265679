/**
 * Whether a picture fits the film it is put into.
 * @module
 */
import type { Candidate } from "./candidate.ts";
import type { Finding } from "../errors.ts";
import { clipSizeOf } from "./film_size.ts";
import { mostFrequent, sizeText } from "./frames.ts";
import { readPngSize } from "../image/png_header.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { frameNumber, originalName } from "../pipeline/names.ts";
import { imagePath } from "../pipeline/paths.ts";
import { isSameRatio, type Size } from "../wan/size_rule.ts";

/**
 * What is odd about a picture that has taken its place.
 * @param names in `images/`
 * @returns `accepted_size_differs` when the film (its first clip, else the other originals) has another size, `accepted_sets_size`
 * when it is the first of the film and so decides its resolution
 */
export function acceptWarnings(
  pipeline: Pipeline,
  index: number,
  { width, height }: Candidate,
  names: readonly string[],
): Finding[] {
  if (width === undefined || height === undefined) return [];
  // A clip decides before any picture; then the first picture does, and the others should be like it.
  const { size: clipSize } = clipSizeOf(pipeline, names);
  const { first, sizes } = someOriginals(pipeline, names, index);
  const filmSize = clipSize ?? mostFrequent(sizes);
  const size = { width, height };
  if (filmSize === undefined || sizeText(filmSize) === sizeText(size)) return [];
  const facts = {
    index,
    size: sizeText(size),
    filmSize: sizeText(filmSize),
    isSameRatio: isSameRatio(size, filmSize),
  };
  return [{
    code: clipSize === undefined && index < first ? "accepted_sets_size" : "accepted_size_differs",
    facts,
  }];
}

/** The other originals: the lowest number of all, and the sizes of those that come first. */
interface Originals {
  readonly first: number;
  readonly sizes: readonly Size[];
}

/**
 * A film's frames are alike, and the first decide how large it becomes: with more read, one decision
 * would cost as much as the whole film.
 */
const READ_ORIGINALS = 24;

function someOriginals(pipeline: Pipeline, names: readonly string[], index: number): Originals {
  const numbers = names.flatMap((name) => {
    const number = frameNumber(name);
    return number === undefined || number === index || name !== originalName(number)
      ? []
      : [number];
  }).sort((a, b) => a - b);
  const sizes = numbers.slice(0, READ_ORIGINALS)
    .flatMap((number) => readPngSize(imagePath(pipeline, originalName(number))) ?? []);
  return { first: numbers[0] ?? Infinity, sizes };
}
