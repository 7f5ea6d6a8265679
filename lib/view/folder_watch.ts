/**
 * Whether anything in a pipeline changed, asked every moment: cheap however many pictures there are.
 * @module
 */
import { readdirSync } from "node:fs";
import type { Pipeline } from "../pipeline/folder.ts";
import { JOURNAL_FILE } from "../pipeline/journal.ts";
import { ILLUSTRATIONS_FILE } from "../pipeline/names.ts";
import { imagePath, pathIn } from "../pipeline/paths.ts";
import { versionNow } from "./image_files.ts";

/** Files of `images/` that are looked at in one look; of a longer film the next look takes the next. */
const FILES_A_LOOK = 500;

/** Watches one pipeline. */
export class FolderWatch {
  #names: readonly string[] = [];
  readonly #versions = new Map<string, string>();
  #folders = "";
  #next = 0;
  #revision = 0;

  /** A text that changes when another process changed something; a file overwritten in place may take some looks. */
  look(pipeline: Pipeline): string {
    const folders = [
      versionNow(pipeline.dir),
      versionNow(pathIn(pipeline.dir, ILLUSTRATIONS_FILE)),
      versionNow(pathIn(pipeline.stateDir, JOURNAL_FILE)),
      versionNow(pipeline.imagesDir),
    ].join("|");
    if (folders !== this.#folders) {
      this.#folders = folders;
      this.#names = namesOf(pipeline.imagesDir);
      this.#revision++;
    }
    this.#lookAtFiles(pipeline);
    return String(this.#revision);
  }

  #lookAtFiles({ imagesDir }: Pipeline): void {
    const count = Math.min(FILES_A_LOOK, this.#names.length);
    for (let looked = 0; looked < count; looked++) {
      const name = this.#names[this.#next++ % this.#names.length] ?? "";
      const version = versionNow(imagePath({ imagesDir }, name)) ?? "-";
      const known = this.#versions.get(name);
      if (known === version) continue;
      this.#versions.set(name, version);
      if (known !== undefined) this.#revision++;
    }
    this.#next %= Math.max(1, this.#names.length);
  }
}

/** None while the folder is missing: that it comes is a change, and then they are read. */
function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
