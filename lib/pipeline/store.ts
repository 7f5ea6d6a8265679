/**
 * Where pictures are kept for good, and what of them stands in `images/`. A file of the store is
 * written once and never changed; `images/` only shows copies.
 * @module
 */
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
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
import { digestOf } from "./digest.ts";
import { candidateIndex, candidateName, numberText } from "./names.ts";
import type { StoredFile } from "./pictures_table.ts";
import { checkPng } from "../image/png_reader.ts";

/** Where a pipeline's pictures are. */
export interface StorePlaces {
  readonly imagesDir: string;
  readonly stateDir: string;
}

/** A leftover of a killed process is removed after this time. */
const ABANDONED_PART_MS = 24 * 3_600_000;

/** The pictures of one pipeline. */
export class Store {
  readonly imagesDir: string;
  readonly #picturesDir: string;
  readonly #temporaryDir: string;
  readonly #journal: Journal;

  constructor({ imagesDir, stateDir }: StorePlaces, journal: Journal) {
    this.imagesDir = imagesDir;
    this.#picturesDir = join(stateDir, "pictures");
    this.#temporaryDir = join(stateDir, "tmp");
    this.#journal = journal;
  }

  /**
   * Makes sure that pictures can be written, before money is spent on them.
   * @throws {StorageError} `not_writable`
   */
  async prepare(): Promise<void> {
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
    await this.#removeAbandonedParts();
  }

  /** Absolute path of a picture's file. */
  pathOf(picture: Pick<PictureRow, "file">): string | undefined {
    return picture.file === undefined
      ? undefined
      : join(this.#picturesDir, ...picture.file.split("/"));
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
   * @throws {StorageError} `write_failed`
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
    keepExclusive(temporaryPath, join(this.#picturesDir, ...file.split("/")));
    this.#journal.pictures.save(picture.id, { file, ...facts }, addressKey);
    rmSync(this.#uncheckedPath(picture), { force: true });
  }

  /**
   * Keeps what came instead of a picture, for a person to look at; the picture stays due.
   * @returns absolute path
   * @throws {StorageError} `write_failed`
   */
  keepUnchecked(picture: PictureRow, temporaryPath: string): string {
    const path = this.#uncheckedPath(picture);
    placeCopy(temporaryPath, path, this.#temporaryDir);
    return path;
  }

  #uncheckedPath(picture: PictureRow): string {
    const name = `order-${picture.orderId}-${picture.place}.unchecked`;
    return join(this.#picturesDir, numberText(picture.illustration), name);
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
    return this.keepFile(illustration, join(this.imagesDir, name), kind);
  }

  /**
   * Takes a picture from anywhere into the store, where it stays for good; the file itself stays too.
   * @throws {StorageError} `read_failed`, `write_failed`
   */
  keepFile(
    illustration: number,
    path: string,
    kind: Exclude<PictureKind, "candidate">,
  ): PictureRow {
    const sha256 = digestOf(path);
    const known = this.#journal.pictures.withBytes(illustration, sha256);
    const file = known?.file ?? `${numberText(illustration)}/${kind}-${sha256.slice(0, 16)}.png`;
    const stored = join(this.#picturesDir, ...file.split("/"));
    // Even a known one: if somebody cleared the store, this is the last copy.
    if (!existsSync(stored)) copyExclusive(path, stored, this.#temporaryDir);
    // A backup that is not what it is called would be found out only when it is needed.
    else if (digestOf(stored) !== sha256) placeCopy(path, stored, this.#temporaryDir);
    if (known !== undefined) return known;
    const facts = factsOf(readBytes(stored));
    return this.#journal.pictures.keep(illustration, kind, basename(path), { file, ...facts });
  }

  /**
   * Puts a saved picture into `images/` under its documented name, unless a newer order's pictures
   * stand there. Older candidates leave `images/`; what another tool left there is kept first.
   * @returns the name in `images/`; undefined when the picture is superseded
   * @throws {StorageError} `read_failed`, `write_failed`
   */
  show(order: OrderRow, pictureRowId: number): string | undefined {
    this.#keepStrangers(order.illustration);
    return this.#journal.transaction(() => {
      const picture = this.#journal.pictures.get(pictureRowId);
      const source = picture === undefined ? undefined : this.pathOf(picture);
      if (picture === undefined || source === undefined) return undefined;
      if (picture.shownAtMs !== undefined) return picture.viewName;
      const others = this.#journal.pictures.shown(order.illustration)
        .filter((each) => each.orderId !== order.id);
      const isSuperseded = others.some((each) => (each.orderId ?? 0) > order.id);
      const name = isSuperseded
        ? undefined
        : candidateName(order.illustration, picture.place, order.n);
      if (name !== undefined) {
        this.#hideOthers(order);
        placeCopy(source, join(this.imagesDir, name), this.#temporaryDir);
      }
      this.#journal.pictures.show(picture.id, name);
      return name;
    });
  }

  #hideOthers(order: OrderRow): void {
    const own = this.#journal.pictures.ofOrder(order.id).map((each) => each.viewName);
    for (const name of this.#candidateFiles(order.illustration)) {
      if (!own.includes(name)) this.#hide(order.illustration, name);
    }
  }

  #hide(illustration: number, name: string): void {
    const path = join(this.imagesDir, name);
    const sha256 = digestOf(path);
    // Changed since it was kept: it must not be lost, so it stays where it is for the next turn.
    const known = this.#journal.pictures.withBytes(illustration, sha256);
    const stored = known === undefined ? undefined : this.pathOf(known);
    if (stored === undefined || !existsSync(stored)) return;
    removeFile(path);
    for (const shown of this.#journal.pictures.shown(illustration)) {
      if (shown.viewName === name) this.#journal.pictures.hide(shown.id);
    }
  }

  #keepStrangers(illustration: number): void {
    for (const name of this.#candidateFiles(illustration)) {
      this.keepImage(illustration, name, "found");
    }
  }

  #candidateFiles(illustration: number): string[] {
    if (!existsSync(this.imagesDir)) return [];
    return namesIn(this.imagesDir).filter((name) => candidateIndex(name) === illustration);
  }

  async #removeAbandonedParts(): Promise<void> {
    const before = Date.now() - ABANDONED_PART_MS;
    for (const name of await readdir(this.#temporaryDir)) {
      const path = join(this.#temporaryDir, name);
      const changedAtMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
      if (changedAtMs < before) rmSync(path, { force: true });
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new StorageError("read_failed", { path: folder, reason }, error);
  }
}

/**
 * Removes a file; a viewer may hold it, or the folder may have become read-only.
 * @throws {StorageError} `write_failed`
 */
export function removeFile(path: string): void {
  try {
    rmSync(path);
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new StorageError("write_failed", { path, reason }, error);
  }
}

/**
 * Reads a whole file.
 * @throws {StorageError} `read_failed`
 */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new StorageError("read_failed", { path, reason }, error);
  }
}

/** The SHA-256 of bytes, in hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function factsOf(bytes: Uint8Array): Omit<StoredFile, "file"> {
  const facts = { sha256: sha256Of(bytes), bytes: bytes.length };
  try {
    return { ...facts, ...checkPng(bytes) };
  } catch {
    return { ...facts, width: undefined, height: undefined };
  }
}

/** Deno answers only those whom it tells the user's number (`--allow-sys`); for others it is open. */
function askWhetherWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    if (!(error instanceof Error && error.name === "NotCapable")) throw error;
  }
}
