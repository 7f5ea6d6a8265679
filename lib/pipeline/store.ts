/**
 * Where pictures are kept for good: a file of the store is written once and never changed.
 * @module
 */
import { existsSync, lstatSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { sha256Of } from "../digest.ts";
import { reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import {
  beginFile,
  copyExclusive,
  keepExclusive,
  placeCopy,
  type TemporaryFile,
} from "./atomic_file.ts";
import type { Journal } from "./journal.ts";
import { type OrderRow, pictureId, type PictureKind, type PictureRow } from "./journal_rows.ts";
import { CandidateFiles } from "./candidate_files.ts";
import { digestOf } from "./digest.ts";
import { askWhetherWritable, isThere, linksIn, readBytes, removeFile } from "./files.ts";
import { showPicture } from "./images_view.ts";
import { numberText, PICTURES_FOLDER } from "./names.ts";
import { removePatiently } from "./patient_files.ts";
import { imagePath, pathIn, type PipelinePlaces, requireUnlinked, storedPath } from "./paths.ts";
import type { StoredFile } from "./pictures_table.ts";
import { checkPng } from "../image/png_reader.ts";

/** Folder of unfinished files inside our own. */
const TEMPORARY_FOLDER = "tmp";

/** A decision needs the folders of one or two illustrations, a listing those of the film. */
const MAX_ASKED_FOLDERS = 8;

/** A leftover of a killed process is removed after this time. */
const ABANDONED_PART_MS = 24 * 3_600_000;

/** The pictures of one pipeline. */
export class Store {
  readonly imagesDir: string;
  readonly candidateFiles: CandidateFiles;
  readonly #stateDir: string;
  readonly #picturesDir: string;
  readonly #temporaryDir: string;
  readonly #journal: Journal;
  /** Names of links by the folder in which they stand. */
  readonly #links = new Map<string, ReadonlySet<string>>();

  constructor(
    { imagesDir, stateDir }: Pick<PipelinePlaces, "imagesDir" | "stateDir">,
    journal: Journal,
  ) {
    this.imagesDir = imagesDir;
    this.candidateFiles = new CandidateFiles(imagesDir);
    this.#stateDir = stateDir;
    this.#picturesDir = pathIn(stateDir, PICTURES_FOLDER);
    this.#temporaryDir = pathIn(stateDir, TEMPORARY_FOLDER);
    this.#journal = journal;
  }

  /**
   * Makes sure that pictures can be written, before money is spent on them.
   * @throws {StorageError} `not_writable`, `path_linked`
   */
  async prepare(): Promise<void> {
    // Where a link leads, pictures would be lost to the listing, and old files would be removed.
    for (const name of [PICTURES_FOLDER, TEMPORARY_FOLDER]) requireUnlinked(this.#stateDir, name);
    requireUnlinked(dirname(this.imagesDir), basename(this.imagesDir));
    for (const folder of [this.#picturesDir, this.#temporaryDir, this.imagesDir]) {
      try {
        await mkdir(folder, { recursive: true });
        // Asking for permission tells nothing on Windows; a file that was written does. Elsewhere it
        // is not tried in images/, where a killed process would leave it behind.
        const isAsked = folder === this.imagesDir && process.platform !== "win32";
        if (isAsked) askWhetherWritable(folder);
        else await (await beginFile(folder)).discard();
      } catch (error) {
        const cause = error instanceof StorageError ? error.cause : error;
        const reason = systemCodeOf(cause) ?? reasonOf(cause);
        throw new StorageError("not_writable", { path: folder, reason }, error);
      }
    }
    await this.#removeAbandonedParts().catch((error) => {
      // They only take room; whoever removes them next may succeed.
      if (systemCodeOf(error) === undefined) throw error;
    });
  }

  /**
   * Absolute path of a picture's file; undefined when it has none, or when a link is in its place or
   * on the way to it: what that leads to is not ours to show or to copy.
   */
  pathOf({ file }: Pick<PictureRow, "file">): string | undefined {
    if (file === undefined) return undefined;
    const links = this.#linksIn(dirname(file));
    return links === undefined || links.has(basename(file))
      ? undefined
      : storedPath({ stateDir: this.#stateDir }, file);
  }

  /**
   * The links in a folder of the store, read once: a listing asks for thousands of pictures.
   * @param name of one illustration's folder; empty: of the store itself
   * @returns undefined when the folder itself cannot be trusted
   */
  #linksIn(name: string): ReadonlySet<string> | undefined {
    const known = this.#links.get(name);
    if (known !== undefined) return known;
    try {
      // Whoever asks for many folders reads once where they stand, instead of asking for each.
      if (name === "") requireUnlinked(this.#stateDir, PICTURES_FOLDER);
      else if (this.#links.size < MAX_ASKED_FOLDERS) {
        requireUnlinked(this.#stateDir, `${PICTURES_FOLDER}/${name}`);
      } else if (this.#linksIn("")?.has(name) ?? true) return undefined;
      const links = new Set(linksIn(pathIn(this.#picturesDir, name)));
      this.#links.set(name, links);
      return links;
    } catch (error) {
      if (error instanceof StorageError) return undefined;
      throw error;
    }
  }

  /** What people call a picture of the journal; undefined when it has none of that number. */
  idOf(pictureRowId: number): string | undefined {
    const picture = this.#journal.pictures.get(pictureRowId);
    return picture === undefined ? undefined : pictureId(picture);
  }

  /** The folder for unfinished files, on the same disk as the store. */
  get temporaryDir(): string {
    return this.#temporaryDir;
  }

  /** Begins a file that {@link saveCandidate} will keep. */
  begin(): Promise<TemporaryFile> {
    return beginFile(this.#temporaryDir);
  }

  /**
   * Keeps a finished and checked temporary file as the picture it is.
   * @param addressKey as {@link PictureRow.addressKey}
   * @throws {StorageError} `write_failed`, `path_linked`
   */
  saveCandidate(
    picture: PictureRow,
    temporaryPath: string,
    facts: Omit<StoredFile, "file">,
    addressKey?: string,
  ): void {
    // The bytes name the file: when the journal had to be begun anew, its order numbers come again,
    // and what stands there under the same name is the same picture.
    const name = `order-${picture.orderId}-${picture.place}-${facts.sha256.slice(0, 12)}.png`;
    const file = `${numberText(picture.illustration)}/${name}`;
    requireUnlinked(this.#stateDir, `${PICTURES_FOLDER}/${file}`);
    keepExclusive(temporaryPath, pathIn(this.#picturesDir, file));
    this.#journal.pictures.save(picture.id, { file, ...facts }, addressKey);
    const unchecked = this.#uncheckedPath(picture);
    if (existsSync(unchecked)) removeFile(unchecked);
  }

  /**
   * Keeps what came instead of a picture, for a person to look at; the picture stays due.
   * @returns absolute path
   * @throws {StorageError} `write_failed`
   */
  keepUnchecked(picture: PictureRow, temporaryPath: string): string {
    const path = this.#uncheckedPath(picture);
    requireUnlinked(this.#stateDir, `${PICTURES_FOLDER}/${numberText(picture.illustration)}`);
    placeCopy(temporaryPath, path, this.#temporaryDir);
    return path;
  }

  #uncheckedPath(picture: PictureRow): string {
    const name = `order-${picture.orderId}-${picture.place}.unchecked`;
    return pathIn(this.#picturesDir, `${numberText(picture.illustration)}/${name}`);
  }

  /**
   * Takes a file of `images/` into the store, where it stays for good; the file itself stays too.
   * @throws {StorageError} `read_failed`, `write_failed`
   */
  keepImage(
    illustration: number,
    name: string,
    kind: Exclude<PictureKind, "candidate">,
  ): PictureRow {
    return this.keepFile(illustration, imagePath(this, name), kind);
  }

  /**
   * Takes a picture from anywhere into the store, where it stays for good; the file itself stays too.
   * @throws {StorageError} `read_failed`, `write_failed`, `path_linked`
   */
  keepFile(
    illustration: number,
    path: string,
    kind: Exclude<PictureKind, "candidate">,
  ): PictureRow {
    const sha256 = digestOf(path);
    const known = this.#journal.pictures.withBytes(illustration, sha256);
    const file = known?.file ?? `${numberText(illustration)}/${kind}-${sha256.slice(0, 16)}.png`;
    requireUnlinked(this.#stateDir, `${PICTURES_FOLDER}/${file}`);
    const stored = pathIn(this.#picturesDir, file);
    // Even a known one: if somebody cleared the store, this is the last copy.
    if (!isThere(stored)) copyExclusive(path, stored, this.#temporaryDir);
    // A backup that is not what it is called would be found out only when it is needed.
    else if (digestOf(stored) !== sha256) placeCopy(path, stored, this.#temporaryDir);
    if (known !== undefined) return known;
    const facts = factsOf(readBytes(stored));
    return this.#journal.pictures.keep(illustration, kind, basename(path), { file, ...facts });
  }

  /**
   * Puts a saved picture into `images/`, as {@link showPicture}.
   * @throws {StorageError} `read_failed`, `write_failed`, `path_linked`
   */
  show(order: OrderRow, pictureRowId: number): string | undefined {
    return showPicture(this, this.#journal, order, pictureRowId);
  }

  async #removeAbandonedParts(): Promise<void> {
    const before = Date.now() - ABANDONED_PART_MS;
    for (const name of await readdir(this.#temporaryDir)) {
      const path = pathIn(this.#temporaryDir, name);
      const found = lstatSync(path, { throwIfNoEntry: false });
      // A folder, or a file of another name, is nothing that we left behind.
      if (!found?.isFile() || !name.endsWith(".part")) continue;
      if (found.mtimeMs < before) removePatiently(path);
    }
  }
}

function factsOf(bytes: Uint8Array): Omit<StoredFile, "file"> {
  const facts = { sha256: sha256Of(bytes), bytes: bytes.length };
  try {
    return { ...facts, ...checkPng(bytes) };
  } catch {
    return { ...facts, width: undefined, height: undefined };
  }
}
