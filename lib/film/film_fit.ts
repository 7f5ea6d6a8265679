/**
 * Whether a picture fits the film it is put into.
 * @module
 */
import type { Candidate } from "./candidate.ts";
import type { Finding } from "../errors.ts";
import { filmSizeOf } from "./film_size.ts";
import { commonSize, inspectFrames, sizeText } from "./frames.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { originalName } from "../pipeline/names.ts";
import { isSameRatio } from "../wan/size_rule.ts";

/**
 * What is odd about a picture that has taken its place.
 * @returns `accepted_size_differs` when the film (its first clip, else the other originals) has another size, `accepted_sets_size`
 * when it is the first of the film and so decides its resolution
 */
export async function acceptWarnings(
  pipeline: Pipeline,
  index: number,
  { width, height }: Candidate,
): Promise<Finding[]> {
  if (width === undefined || height === undefined) return [];
  const { frames } = await inspectFrames(pipeline);
  const others = frames.filter(({ name, number }) =>
    number !== undefined && number !== index && name === originalName(number)
  );
  // A clip decides before any picture; then the first picture does, and the others should be like it.
  const film = filmSizeOf(pipeline);
  const isByClip = film.from === "clip";
  const filmSize = isByClip ? film.size : commonSize(others);
  const size = { width, height };
  if (filmSize === undefined || sizeText(filmSize) === sizeText(size)) return [];
  const first = Math.min(...others.map(({ number }) => number ?? Infinity));
  const facts = {
    index,
    size: sizeText(size),
    filmSize: sizeText(filmSize),
    isSameRatio: isSameRatio(size, filmSize),
  };
  return [{
    code: !isByClip && index < first ? "accepted_sets_size" : "accepted_size_differs",
    facts,
  }];
}
