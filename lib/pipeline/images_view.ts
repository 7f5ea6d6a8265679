/**
 * What of the store stands in `images/`. The video step takes every frame there, so only the newest
 * order's pictures of a number stand beside its original, as copies.
 * @module
 */
import { placeCopy } from "./atomic_file.ts";
import { digestOf } from "./digest.ts";
import { isThere, removeFile } from "./files.ts";
import type { Journal } from "./journal.ts";
import type { OrderRow, PictureRow } from "./journal_rows.ts";
import type { CandidateFiles } from "./candidate_files.ts";
import { candidateName } from "./names.ts";
import { imagePath } from "./paths.ts";

/** The pictures that are kept for good, as far as showing copies of them goes. */
export interface KeptPictures {
  /** Absolute path of `images/`. */
  readonly imagesDir: string;
  readonly candidateFiles: CandidateFiles;
  /** For unfinished copies. */
  readonly temporaryDir: string;
  /** Absolute path of a picture's file, if it can be used. */
  pathOf(picture: PictureRow): string | undefined;
  /** Takes a file of `images/` into the store. */
  keepImage(illustration: number, name: string, kind: "found"): PictureRow;
}

/**
 * Puts a saved picture into `images/` under its documented name, unless a newer order's pictures
 * stand there. Older candidates leave `images/`; what another tool left there is kept first.
 * @returns the name in `images/`; undefined when the picture is superseded
 * @throws {StorageError} `read_failed`, `write_failed`, `path_linked`
 */
export function showPicture(
  store: KeptPictures,
  journal: Journal,
  order: OrderRow,
  pictureRowId: number,
): string | undefined {
  for (const name of store.candidateFiles.of(order.illustration)) {
    store.keepImage(order.illustration, name, "found");
  }
  return journal.transaction(() => {
    const picture = journal.pictures.get(pictureRowId);
    const source = picture === undefined ? undefined : store.pathOf(picture);
    if (picture === undefined || source === undefined) return undefined;
    if (picture.shownAtMs !== undefined) return picture.viewName;
    const others = journal.pictures.shown(order.illustration)
      .filter((each) => each.orderId !== order.id);
    const isSuperseded = others.some((each) => (each.orderId ?? 0) > order.id);
    const name = isSuperseded
      ? undefined
      : candidateName(order.illustration, picture.place, order.n);
    if (name !== undefined) {
      hideOthers(store, journal, order);
      placeCopy(source, imagePath(store, name), store.temporaryDir);
    }
    journal.pictures.show(picture.id, name);
    return name;
  });
}

function hideOthers(store: KeptPictures, journal: Journal, order: OrderRow): void {
  const own = journal.pictures.ofOrder(order.id).map((each) => each.viewName);
  for (const name of store.candidateFiles.of(order.illustration)) {
    if (!own.includes(name)) hide(store, journal, order.illustration, name);
  }
}

function hide(store: KeptPictures, journal: Journal, illustration: number, name: string): void {
  const path = imagePath(store, name);
  const known = journal.pictures.withBytes(illustration, digestOf(path));
  // Changed since it was kept: it must not be lost, so it stays where it is for the next turn.
  const stored = known === undefined ? undefined : store.pathOf(known);
  if (stored === undefined || !isThere(stored)) return;
  removeFile(path);
  for (const shown of journal.pictures.shown(illustration)) {
    if (shown.viewName === name) journal.pictures.hide(shown.id);
  }
}
