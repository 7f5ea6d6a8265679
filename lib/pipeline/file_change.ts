/**
 * One change of one file of a pipeline, in a form that can be repeated after a crash and turned
 * round: what stood there, what shall stand there, and where the bytes of both are kept.
 * @module
 */
import { mkdirSync, statSync, utimesSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { StorageError, systemCodeOf } from "../errors.ts";
import { removePatiently, renamePatiently } from "./patient_files.ts";
import { placeCopy, syncFolder } from "./atomic_file.ts";
import { digestOf } from "./digest.ts";
import { isThere, removeFile, statOf, writing } from "./files.ts";
import { IMAGES_FOLDER } from "./names.ts";
import { pathIn, requireUnlinked } from "./paths.ts";
import { digest } from "./row_fields.ts";

const keptSchema = z.object({
  /** Path inside the state folder, with `/`. */
  file: z.string(),
  sha256: digest,
  /** Permissions that the file had where it stood; undefined: it takes those of what it replaces. */
  mode: z.int().min(0).max(0o777).optional().catch(undefined),
});

const contentSchema = z.object({
  kind: z.literal("content"),
  /** Path inside the pipeline, with `/`. */
  name: z.string(),
  /** Null: no such file. */
  before: keptSchema.nullable(),
  after: keptSchema.nullable(),
  /** The picture that is shown in `images/` under this name before or after. */
  pictureId: z.int().nullable(),
});

const moveSchema = z.object({
  kind: z.literal("move"),
  /** Paths inside the pipeline, with `/`. */
  from: z.string(),
  to: z.string(),
  /** By these the moved file is told from a newer one of the same name. */
  bytes: z.int(),
  modifiedAtMs: z.int(),
});

/** {@link FileChange} as it stands in the journal. */
export const fileChangeSchema = z.discriminatedUnion("kind", [contentSchema, moveSchema]);

/** Bytes that are kept for good. */
export type KeptFile = z.infer<typeof keptSchema>;

/** A file is put in place, replaced or removed; or a large one is moved. */
export type FileChange = z.infer<typeof fileChangeSchema>;

/** A change of {@link FileChange} that gives a file other bytes. */
export type ContentChange = z.infer<typeof contentSchema>;

/** A change of {@link FileChange} that moves a file as it is. */
export type MoveChange = z.infer<typeof moveSchema>;

/** How a file stands to a change; `foreign`: neither as before nor as after. */
export type ChangeState = "before" | "after" | "foreign";

/** Where changes happen. */
export interface ChangePlaces {
  /** The pipeline's folder. */
  readonly dir: string;
  /** Its state folder, on the same disk where possible. */
  readonly stateDir: string;
}

/**
 * The SHA-256 of a file in hexadecimal; undefined when there is none.
 * @throws {StorageError} `read_failed`
 */
export function fileSha256(path: string): string | undefined {
  return statOf(path) === undefined ? undefined : digestOf(path);
}

/**
 * How the disk stands to a change.
 * @throws {StorageError} `read_failed`; `path_linked` when a link is on the way to a file of it
 */
export function changeState(places: ChangePlaces, change: FileChange): ChangeState {
  if (change.kind === "move") return moveState(places, change);
  requireUnlinked(places.dir, change.name);
  const sha256 = fileSha256(pathIn(places.dir, change.name));
  if (sha256 === change.after?.sha256) return "after";
  return sha256 === change.before?.sha256 ? "before" : "foreign";
}

function moveState({ dir }: ChangePlaces, change: MoveChange): ChangeState {
  for (const name of [change.from, change.to]) requireUnlinked(dir, name);
  const to = pathIn(dir, change.to);
  if (!isRecorded(pathIn(dir, change.from), change)) return isThere(to) ? "after" : "foreign";
  // What somebody put into images/ in the meantime is newer than what is brought back.
  const isTaken = change.to.startsWith(`${IMAGES_FOLDER}/`) && isThere(to) &&
    !isRecorded(to, change);
  return isTaken ? "foreign" : "before";
}

function isRecorded(path: string, { bytes, modifiedAtMs }: MoveChange): boolean {
  const found = statOf(path);
  return found !== undefined && found.size === bytes && Math.floor(found.mtimeMs) === modifiedAtMs;
}

/** Describes the moving of a file as it stands now; undefined when there is no such file. */
export function moveOf(dir: string, from: string, to: string): MoveChange | undefined {
  const found = statOf(pathIn(dir, from));
  if (!found?.isFile()) return undefined;
  return { kind: "move", from, to, bytes: found.size, modifiedAtMs: Math.floor(found.mtimeMs) };
}

/**
 * Carries a change out. Repeating it does nothing; a file that is neither as before nor as after is
 * somebody else's work and is left alone.
 * @returns how the file stands to the change now
 * @throws {StorageError} `read_failed`, `write_failed`, `path_linked`; `kept_file_changed` when what
 * was kept is no longer what was written down
 */
export function applyChange(places: ChangePlaces, change: FileChange): ChangeState {
  const state = changeState(places, change);
  if (state !== "before") return state;
  if (change.kind === "move") moveFile(places.dir, change);
  else changeContent(places, change);
  return "after";
}

function changeContent({ dir, stateDir }: ChangePlaces, change: ContentChange): void {
  const path = pathIn(dir, change.name);
  if (change.after !== null) {
    requireUnlinked(stateDir, change.after.file);
    const kept = pathIn(stateDir, change.after.file);
    if (fileSha256(kept) !== change.after.sha256) {
      throw new StorageError("kept_file_changed", { path: kept });
    }
    placeCopy(kept, path, pathIn(stateDir, "tmp"), change.after.mode);
    return;
  }
  removeFile(path);
  syncFolder(dirname(path));
}

function moveFile(dir: string, change: MoveChange): void {
  const from = pathIn(dir, change.from);
  const to = pathIn(dir, change.to);
  writing(to, () => {
    mkdirSync(dirname(to), { recursive: true });
    // A copy that a killed process had finished: only the source is left to remove.
    if (isRecorded(to, change)) removePatiently(from);
    else renameOrCopy(from, to);
  });
  syncFolder(dirname(to));
  syncFolder(dirname(from));
}

/** `images/` may lie on another disk, where a file cannot simply take another name. */
function renameOrCopy(from: string, to: string): void {
  try {
    renamePatiently(from, to);
  } catch (error) {
    if (systemCodeOf(error) !== "EXDEV") throw error;
    const { atime, mtime } = statSync(from);
    placeCopy(from, to, dirname(to));
    utimesSync(to, atime, mtime);
    removePatiently(from);
  }
}

/** The change that takes this one back. */
export function inverseOf(change: FileChange): FileChange {
  return change.kind === "move"
    ? { ...change, from: change.to, to: change.from }
    : { ...change, before: change.after, after: change.before };
}
