/**
 * Finding the pictures that are sent along with a prompt, before anything is ordered: each is read and
 * held to the model's rule, and its digest is what the order remembers.
 * @module
 */
import { sha256Of } from "../digest.ts";
import { InputError } from "../errors.ts";
import { inspectReference, type PictureLimits } from "../image/reference_picture.ts";
import { EDIT_SOURCE, type OrderReference } from "../order.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { Journal } from "../pipeline/journal.ts";
import { storedPath } from "../pipeline/paths.ts";
import { spelledPath } from "../pipeline/spelling.ts";
import { framePathOf, readReferenceFile, type ReferenceFile } from "../pipeline/reference_files.ts";
import { basename, resolve } from "node:path";
import { maxReferenceBytes } from "../wan/create.ts";
import { modelsWithReferences, type ReferenceRule, referenceRuleOf } from "../wan/models.ts";
import { alikeFrames, decidedNumbers } from "./alike_frames.ts";
import type { ReferenceName } from "./reference_names.ts";

/** A reference with where its bytes are. */
export interface FoundReference {
  readonly reference: OrderReference;
  readonly file: ReferenceFile;
}

/** What is asked for, and of whom. */
export interface ReferenceWish {
  readonly pipeline: Pipeline;
  /** Undefined: nothing was ever ordered here. */
  readonly journal: Journal | undefined;
  /** The name that is sent. */
  readonly model: string;
  readonly names: readonly ReferenceName[];
  /** The picture in the illustration's place is to be changed. */
  readonly isEdit: boolean;
}

interface Named {
  readonly kind: OrderReference["kind"];
  readonly source: string;
  readonly path: string;
  readonly pictureId: number | undefined;
}

/** Finds the references of every illustration of a plan; a file is read once for all. */
export class ReferenceFinder {
  readonly #wish: ReferenceWish;
  readonly #known = new Map<string, FoundReference>();
  #decided: ReadonlySet<number> | undefined;

  constructor(wish: ReferenceWish) {
    this.#wish = wish;
  }

  /**
   * The references of one illustration, in the order in which they are sent, each picture once.
   * @throws {InputError} `references_not_taken`, `references_too_many`, `references_demanded`,
   * `reference_is_itself`, `reference_missing`, `reference_unreadable`, and as
   * {@link inspectReference}
   */
  find(index: number): readonly FoundReference[] {
    const { model } = this.#wish;
    const rule = referenceRuleOf(model);
    const named = this.#named(index, rule);
    if (rule === undefined) {
      if (named.length === 0) return [];
      const takers = modelsWithReferences().join(", ");
      throw new InputError("references_not_taken", { model, takers });
    }
    const count = named.length;
    if (count > rule.max) {
      throw new InputError("references_too_many", { model, count, max: rule.max });
    }
    if (count < rule.min) throw new InputError("references_demanded", { model, min: rule.min });
    const found = named.map((each) => this.#read(each, rule, count));
    return found.filter(({ file }, at) =>
      found.findIndex((each) => each.file.sha256 === file.sha256) === at
    );
  }

  #named(index: number, rule: ReferenceRule | undefined): readonly Named[] {
    const { pipeline, names, isEdit } = this.#wish;
    const own: Named[] = isEdit
      ? [{
        kind: "illustration",
        source: EDIT_SOURCE,
        path: framePathOf(pipeline, index),
        pictureId: undefined,
      }]
      : [];
    const others = names.flatMap((name): Named[] => {
      if (name.kind === "picture") return [this.#picture(name.id)];
      if (name.kind === "file") {
        const path = spelledPath(resolve(name.path));
        return [{ kind: "file", source: basename(path), path, pictureId: undefined }];
      }
      if (name.kind === "illustration" && name.index === index) {
        throw new InputError("reference_is_itself", { index });
      }
      const room = (rule?.max ?? 0) - own.length;
      const indices = name.kind === "auto"
        ? alikeFrames(pipeline.illustrations, this.#decidedNumbers(), index, room)
        : [name.index];
      return indices.map((each) => ({
        kind: "illustration",
        source: String(each),
        path: framePathOf(pipeline, each),
        pictureId: undefined,
      }));
    });
    return [...own, ...others];
  }

  #decidedNumbers(): ReadonlySet<number> {
    const { journal } = this.#wish;
    this.#decided ??= journal === undefined ? new Set<number>() : decidedNumbers(journal);
    return this.#decided;
  }

  #picture(id: string): Named {
    const { pipeline, journal } = this.#wish;
    const picture = journal?.pictures.named(id);
    if (picture?.file === undefined) {
      throw new InputError("reference_missing", { reference: id, path: undefined });
    }
    const path = storedPath(pipeline, picture.file);
    return { kind: "picture", source: id, path, pictureId: picture.id };
  }

  #read(named: Named, rule: ReferenceRule, count: number): FoundReference {
    const key = `${named.path}\0${count}\0${named.source}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { path, ...rest } = named;
    const limits = limitsFor(rule, count);
    const name = named.source === EDIT_SOURCE ? basename(path) : named.source;
    const bytes = readReferenceFile(path, name);
    const { width, height } = sourceSize(bytes, limits, name);
    const sha256 = sha256Of(bytes);
    const reference = { ...rest, sha256, bytes: bytes.length, width, height };
    const found = { reference, file: { path, sha256, limits } };
    this.#known.set(key, found);
    return found;
  }
}

/** What a picture must be brought within to be sent along with others to a model. */
export function limitsFor(rule: ReferenceRule, count: number): PictureLimits {
  const { minSidePx, maxSidePx, maxRatio } = rule;
  const maxBytes = Math.min(rule.maxBytes, maxReferenceBytes(count));
  return { minSidePx, maxSidePx, maxRatio, maxBytes };
}

/** What cannot be sent is refused before anything is paid. */
function sourceSize(bytes: Uint8Array, limits: PictureLimits, name: string) {
  try {
    return inspectReference(bytes, limits);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.code, { ...error.facts, reference: name }, error);
  }
}
