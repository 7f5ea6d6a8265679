/**
 * Recommending: an assistant says which picture it would take and why; nothing of the film changes, and
 * a person's decision closes the recommendation.
 * @module
 */
import { InputError } from "../errors.ts";
import type { OpenPipeline } from "../film/candidate.ts";
import type { Decider } from "../pipeline/deciders.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import { choosePicture } from "./choice.ts";
import { Store } from "../pipeline/store.ts";

/** A piece of advice for a person who decides; it changes nothing. */
export interface RecommendRequest {
  /** Number of the illustration. */
  readonly index: number;
  /** As `AcceptRequest.candidate`; undefined: what stands in the original's place should stay. */
  readonly candidate: string | undefined;
  readonly by: Decider;
  /** In the words of whoever recommends. */
  readonly reason: string;
}

/** What was recommended. */
export interface RecommendResult {
  readonly index: number;
  readonly recommendationId: number;
  /** Row of the picture; undefined as in {@link RecommendRequest.candidate}. */
  readonly pictureId: number | undefined;
  /** How many earlier recommendations this one takes the place of. */
  readonly replaced: number;
}

/**
 * Writes a recommendation down; it takes the place of earlier ones nobody decided on.
 * @throws {InputError} `index_unknown`, or as `choosePicture`
 * @throws {StorageError} when the journal cannot be used
 */
export function recommend(pipeline: Pipeline, request: RecommendRequest): RecommendResult {
  const { index, candidate, by, reason } = request;
  if (!pipeline.illustrations.some((each) => each.index === index)) {
    throw new InputError("index_unknown", { index });
  }
  const journal = Journal.open(pipeline.stateDir);
  try {
    const opened: OpenPipeline = { pipeline, journal, store: new Store(pipeline, journal) };
    const pictureId = candidate === undefined
      ? undefined
      : choosePicture(opened, index, candidate).id;
    return {
      index,
      pictureId,
      ...journal.recommendations.replace({ illustration: index, pictureId, reason, madeBy: by }),
    };
  } finally {
    journal.close();
  }
}
