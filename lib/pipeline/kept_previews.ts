/**
 * Previews on the disk, so that none is made twice. They are a comfort: one that is lost, damaged or
 * cannot be written is made again when somebody looks.
 * @module
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { sha256Of } from "../digest.ts";
import { writeExclusive } from "./atomic_file.ts";
import { pathIn, requireUnlinked } from "./paths.ts";
import { STATE_FOLDER_MODE } from "./state_folder.ts";

/** What all of them look like: about as large as a column of the review page on a fine screen. */
export const KEPT_PREVIEW = { sidePx: 384, quality: 75 } as const;

/** Raised when previews come out differently: those of old versions are made anew. */
const MAKING = 1;

/** About 60 MB. */
const MAX_KEPT = 4_000;

/** Those that go at once when there are too many, the oldest. */
const DROPPED = 1_000;

const FILE_MODE = 0o644;

/** The previews of one pipeline. */
export class KeptPreviews {
  readonly #stateDir: string;
  readonly #folder: string;
  readonly #temporaryDir: string;
  /** Undefined until somebody counted. */
  #count: number | undefined;

  /** @param stateDir absolute path of the pipeline's own folder */
  constructor(stateDir: string) {
    this.#stateDir = stateDir;
    this.#folder = pathIn(stateDir, "previews");
    this.#temporaryDir = pathIn(stateDir, "tmp");
  }

  /**
   * The JPEG that was kept for a picture.
   * @param identity changes when the picture's bytes do, and is no other picture's
   */
  find(identity: string): Uint8Array | undefined {
    const path = this.#pathOf(identity);
    try {
      this.#requireOwnFolder();
      const jpeg = readFileSync(path);
      if (isWhole(jpeg)) return jpeg;
      rmSync(path, { force: true });
    } catch {
      // Not there, not ours, or not to be read or removed: it is made anew.
    }
    return undefined;
  }

  /** Keeps a JPEG where the disk allows it. */
  keep(identity: string, jpeg: Uint8Array): void {
    // A pipeline that somebody moved away meanwhile must not come back as an empty folder.
    if (!existsSync(dirname(this.#stateDir))) return;
    try {
      this.#requireOwnFolder();
      mkdirSync(this.#stateDir, { recursive: true, mode: STATE_FOLDER_MODE });
      writeExclusive(jpeg, this.#pathOf(identity), this.#temporaryDir, FILE_MODE);
      this.#count = (this.#count ?? this.#names().length) + 1;
      if (this.#count > MAX_KEPT) this.#dropOldest();
    } catch {
      // No room, no permission, somebody holds a file: it is made again when it is looked at.
    }
  }

  /** Through a link, previews would fill, and old ones be removed from, a folder of somebody's. */
  #requireOwnFolder(): void {
    const name = basename(this.#stateDir);
    for (const each of [this.#folder, this.#temporaryDir]) {
      requireUnlinked(dirname(this.#stateDir), `${name}/${basename(each)}`);
    }
  }

  #dropOldest(): void {
    const files = this.#names().flatMap((name) => {
      const path = pathIn(this.#folder, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat === undefined ? [] : [{ path, changedAtMs: stat.mtimeMs }];
    });
    files.sort((a, b) => a.changedAtMs - b.changedAtMs);
    for (const { path } of files.slice(0, DROPPED)) rmSync(path, { force: true });
    this.#count = undefined;
  }

  /** None where the folder cannot be read: then none are counted, and none dropped. */
  #names(): string[] {
    try {
      return readdirSync(this.#folder);
    } catch {
      return [];
    }
  }

  /** Identities hold names of files, which may be of any length and alphabet. */
  #pathOf(identity: string): string {
    const making = `${MAKING} ${KEPT_PREVIEW.sidePx} ${KEPT_PREVIEW.quality}`;
    const digest = sha256Of(`${making} ${identity}`);
    return pathIn(this.#folder, `${digest.slice(0, 32)}.jpg`);
  }
}

/** Begins and ends as a JPEG does: a file cut by a power failure does not. */
function isWhole(jpeg: Uint8Array): boolean {
  const { length } = jpeg;
  return jpeg[0] === 0xff && jpeg[1] === 0xd8 && jpeg[length - 2] === 0xff &&
    jpeg[length - 1] === 0xd9;
}
