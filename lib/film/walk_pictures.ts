/**
 * The pictures of an illustration under the numbers by which a person chooses them: 0 is the original
 * for good, all others keep the number that they came with.
 * @module
 */
import type { Candidate } from "./candidate.ts";
import type { ListedIllustration } from "./listing.ts";
import type { PipelinePlaces } from "../pipeline/paths.ts";
import { imagePath } from "../pipeline/paths.ts";

/** A picture and its number. */
export interface WalkPicture {
  readonly key: number;
  /** Absolute. */
  readonly path: string;
  /** As the store knows it; undefined: what stands in `images/` and was never taken in. */
  readonly candidate: Candidate | undefined;
  /** It is what stands in the original's place now. */
  readonly isInPlace: boolean;
}

/** The pictures of an illustration by their numbers. */
export function walkPictures(
  places: Pick<PipelinePlaces, "imagesDir">,
  { candidates, strangers, accepted, original }: ListedIllustration,
): WalkPicture[] {
  // What stood there first: an acceptance took it into the store.
  const first = candidates.find(({ kind }) => kind === "original");
  const others = candidates.filter((each) => each !== first);
  const hasMoved = first !== undefined && accepted !== undefined && accepted.pictureId !== first.id;
  const path = hasMoved ? first.path : original;
  return [
    ...(path === undefined
      ? []
      : [{ key: 0, path, candidate: hasMoved ? first : undefined, isInPlace: !hasMoved }]),
    ...others.map((candidate, at) => ({
      key: at + 1,
      path: candidate.path,
      candidate,
      isInPlace: hasMoved && candidate.id === accepted.pictureId,
    })),
    ...strangers.map((name, at) => ({
      key: others.length + at + 1,
      path: imagePath(places, name),
      candidate: undefined,
      isInPlace: false,
    })),
  ];
}
