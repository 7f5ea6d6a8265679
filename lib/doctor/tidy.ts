/**
 * One frame a number again: what older tools left beside the originals moves into the store as found
 * candidates. Nothing is lost, and the only frame of a number is never taken away.
 * @module
 */
import { existsSync } from "node:fs";
import { recoverDecisions } from "../pipeline/decision_files.ts";
import { fileSha256 } from "../pipeline/file_change.ts";
import { removeFile } from "../pipeline/files.ts";
import { imageNames, type Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import { pictureId, type PictureRow } from "../pipeline/journal_rows.ts";
import { crowdedFrames, originalName } from "../pipeline/names.ts";
import { imagePath } from "../pipeline/paths.ts";
import { Store } from "../pipeline/store.ts";

/** A file that left `images/`. */
export interface TidiedFrame {
  readonly index: number;
  /** The name it had. */
  readonly name: string;
  /** What it is called now: `f19`, or `c17` when it was one of ours. */
  readonly id: string;
  /** Where it is kept, absolute. */
  readonly path: string;
}

/**
 * Takes surplus frames into the store.
 * @throws {StorageError} `read_failed`, `write_failed`, or when the journal cannot be used; what was
 * done until then stays done
 */
export async function tidyFrames(pipeline: Pipeline): Promise<TidiedFrame[]> {
  const surplus = [...crowdedFrames(await imageNames(pipeline))]
    .flatMap(([index, names]) =>
      names.filter((name) => name !== keeperOf(index, names)).map((name) => ({ index, name }))
    );
  if (surplus.length === 0) return [];
  const journal = Journal.open(pipeline.stateDir);
  try {
    const store = new Store(pipeline, journal);
    const { stuck } = recoverDecisions(pipeline, journal);
    if (stuck !== undefined) throw stuck;
    return surplus.flatMap(({ index, name }) => tidyOne(pipeline, journal, store, index, name));
  } finally {
    journal.close();
  }
}

/** The original; without one, the frame that comes first. */
function keeperOf(index: number, names: readonly string[]): string | undefined {
  return names.find((name) => name === originalName(index)) ?? names.toSorted()[0];
}

function tidyOne(
  pipeline: Pipeline,
  journal: Journal,
  store: Store,
  index: number,
  name: string,
): TidiedFrame[] {
  const path = imagePath(pipeline, name);
  return journal.transaction(() => {
    if (!existsSync(path)) return [];
    const picture = store.keepImage(index, name, "found");
    const stored = store.pathOf(picture);
    if (stored === undefined || fileSha256(stored) !== fileSha256(path)) return [];
    removeFile(path);
    hide(journal, index, name);
    return [{ index, name, id: pictureId(picture), path: stored }];
  });
}

function hide(journal: Journal, index: number, name: string): void {
  const shown: PictureRow[] = journal.pictures.shown(index);
  for (const each of shown) if (each.viewName === name) journal.pictures.hide(each.id);
}
