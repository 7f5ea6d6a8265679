/**
 * What stands in `images/` beside an original and would become frames of the film: every decision
 * clears it away, and keeps it first.
 * @module
 */
import { framesBeside } from "./choice.ts";
import type { OpenPipeline } from "../film/candidate.ts";
import type { ContentChange } from "../pipeline/file_change.ts";
import { imageOf, keptFrom } from "../pipeline/kept_files.ts";
import { imagePath, requireUnlinked } from "../pipeline/paths.ts";

/** The change of one file from kept bytes to kept bytes. */
export function placing(
  name: string,
  before: ContentChange["before"],
  after: ContentChange["after"],
): ContentChange {
  return { kind: "content", name, before, after, pictureId: null };
}

/**
 * Keeps every file beside the original in the store and says how it leaves `images/`.
 * @param names as {@link framesBeside} tells them, for who knows them already
 * @throws {StorageError} `read_failed`, `write_failed`; `path_linked`: what a link leads to is not ours
 * to copy
 */
export function draftLeftovers(
  opened: OpenPipeline,
  index: number,
  names: readonly string[] = framesBeside(opened.pipeline, index),
): ContentChange[] {
  const { pipeline, journal, store } = opened;
  // All of them first: nothing is copied into the store when one cannot leave.
  for (const name of names) requireUnlinked(pipeline.dir, imageOf(name));
  const shown = new Map(journal.pictures.shown(index).map((each) => [each.viewName, each.id]));
  return names.map((name) => {
    const before = keptFrom(store.keepImage(index, name, "found"), imagePath(pipeline, name));
    return { ...placing(imageOf(name), before, null), pictureId: shown.get(name) ?? null };
  });
}

/**
 * Whether candidates of an illustration were saved after a decision, so that deciding the same once
 * more says more than the first time.
 * @param decidedAtMs epoch milliseconds
 */
export function cameAfter({ journal }: OpenPipeline, index: number, decidedAtMs: number): boolean {
  return journal.pictures.list(index)
    .some(({ kind, savedAtMs }) => kind === "candidate" && (savedAtMs ?? 0) > decidedAtMs);
}
