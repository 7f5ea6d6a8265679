/**
 * An illustration and its pictures in the words of the page.
 * @module
 */
import { basename } from "node:path";
import type { Finding } from "../errors.ts";
import type { Candidate, Provenance } from "../film/candidate.ts";
import type { ListedIllustration } from "../film/listing.ts";
import type { Story } from "../film/story.ts";
import { EDIT_SOURCE } from "../order.ts";
import type {
  PageIllustration,
  PageLang,
  PageNotice,
  PagePicture,
  PageWork,
} from "../page/state.ts";
import { isReferenceFile } from "../run/reference_names.ts";
import { explain, explainFinding, explanationLines } from "../text/explain.ts";
import { formatMoney } from "../text/money.ts";
import { outcomeLines } from "../text/run_texts.ts";
import type { ImageFile, ImageFiles } from "./image_files.ts";
import type { Jobs } from "./jobs.ts";
import type { SnapshotFile } from "./snapshot_file.ts";

/** What the journal may be found to say of an illustration. */
const JOURNAL_CODES: ReadonlySet<string> = new Set(["decision_interrupted", "journal_row_bad"]);

/** The name of a picture's file in addresses, unique in the pipeline. */
export function fileId(index: number, { kind, id }: Pick<PagePicture, "kind" | "id">): string {
  return kind === "current" ? currentId(index) : id;
}

/** The name, in addresses, of what stands in an original's place. */
export function currentId(index: number): string {
  return `n${index}`;
}

/** The address of a file the page may ask for. */
export function fileUrl(route: "picture" | "media", id: string, version: string): string {
  return `/${route}?id=${encodeURIComponent(id)}&v=${encodeURIComponent(version)}`;
}

/** Describes the illustrations of one snapshot, collecting prompts and files on the way. */
export class Describer {
  readonly #images: ImageFiles;
  readonly #jobs: Jobs;
  readonly #story: Story;
  readonly #lang: PageLang;
  readonly #places = new Map<string, number>();
  /** Each prompt once. */
  readonly prompts: string[] = [];
  /** Files by the id they are asked for with. */
  readonly files: Map<string, SnapshotFile> = new Map();

  constructor(images: ImageFiles, jobs: Jobs, story: Story, lang: PageLang) {
    this.#images = images;
    this.#jobs = jobs;
    this.#story = story;
    this.#lang = lang;
  }

  /**
   * One illustration.
   * @param work what goes on for it
   * @param findings about the whole journal
   * @param alike frames that show the same people and places
   */
  illustration(
    listed: ListedIllustration,
    work: readonly PageWork[],
    findings: readonly Finding[],
    alike: readonly number[],
  ): PageIllustration {
    const { index, title, clip, frames, decision, recommendation } = listed;
    const scene = this.#story.scenes.get(index);
    const current = this.#lookAtCurrent(listed);
    const pictures = listed.candidates
      .map((candidate) => this.#picture(candidate, current))
      .sort((a, b) => numberOf(a.id) - numberOf(b.id));
    return {
      index,
      title,
      prompt: this.#place(listed.prompt),
      negativePrompt: this.#place(listed.negativePrompt),
      excerpt: scene?.excerpt,
      summary: scene?.summary,
      entities: scene?.entities ?? [],
      alike,
      current: current === undefined ? undefined : describeCurrent(index, current, pictures),
      pictures,
      decision: decision === undefined ? undefined : {
        id: decision.id,
        kind: decision.kind,
        picture: decision.pictureId,
        isOutdated: decision.isOutdated,
      },
      recommendation: recommendation === undefined ? undefined : {
        picture: recommendation.pictureId,
        reason: recommendation.reason,
      },
      work,
      notices: [...this.#troubles(index), ...this.#journalNotices(index, findings)],
      clip,
      frames,
    };
  }

  #troubles(index: number): PageNotice[] {
    return this.#jobs.troubles(index).map(({ id, outcome, error, isRehearsal }) => ({
      id,
      lines: outcome === undefined
        ? explanationLines(explain(error, this.#lang, { isRehearsal }), this.#lang)
        : outcomeLines(outcome, this.#lang),
    }));
  }

  /** Not to be dismissed, and so below zero: they stay until they are no longer true. */
  #journalNotices(index: number, findings: readonly Finding[]): PageNotice[] {
    return findings
      .filter(({ code, facts }) => JOURNAL_CODES.has(code) && facts["index"] === index)
      .map((each, at) => ({ id: -1 - at, lines: [explainFinding(each, this.#lang).line] }));
  }

  #lookAtCurrent({ index, original }: ListedIllustration): ImageFile | undefined {
    const current = original === undefined ? undefined : this.#images.look(original);
    if (current === undefined) return undefined;
    const { path, version } = current;
    const identity = `${basename(path)} ${version}`;
    this.files.set(currentId(index), { path, version, identity, isLasting: false });
    return current;
  }

  #picture(candidate: Candidate, current: ImageFile | undefined): PagePicture {
    const { id, path, sha256, bytes } = candidate;
    const version = sha256?.slice(0, 16) ?? id;
    const identity = sha256 ?? `${id} ${version}`;
    this.files.set(id, { path, version, identity, isLasting: sha256 !== undefined });
    const isCurrent = current !== undefined && this.#images.hasBytes(current, bytes, sha256);
    return { ...this.#making(candidate), url: fileUrl("picture", id, version), isCurrent };
  }

  #making(candidate: Candidate): Omit<PagePicture, "url" | "isCurrent"> {
    const { id, kind, provenance: made, width, height, viewPath, savedAt } = candidate;
    return {
      id,
      kind,
      name: viewPath === undefined ? candidate.sourceName : basename(viewPath),
      width,
      height,
      model: made?.model,
      size: made?.size,
      seed: made?.seed,
      promptExtend: made?.promptExtend ?? false,
      prompt: this.#place(made?.prompt),
      negativePrompt: this.#place(made?.negativePrompt),
      actualPrompt: this.#place(made?.actualPrompt),
      references: referenceNames(made),
      isEdit: made?.isEdit ?? false,
      price: made?.price === undefined || made.isRehearsal
        ? undefined
        : formatMoney(made.price, made.currency),
      isRehearsal: made?.isRehearsal ?? false,
      date: made?.orderedAt ?? savedAt,
      taskId: made?.taskId,
      source: undefined,
    };
  }

  #place(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.prompts.length);
    return this.prompts.push(text) - 1;
  }
}

/** What was sent along, without the frame that was to be changed. */
function referenceNames(made: Provenance | undefined): string[] {
  return (made?.references ?? []).flatMap(({ kind, source = "?" }) => {
    if (source === EDIT_SOURCE) return [];
    // A file called `5` must not be taken for a frame when it is named again.
    return [kind === "file" && !isReferenceFile(source) ? `./${source}` : source];
  });
}

function numberOf(id: string): number {
  return Number(id.slice(1));
}

/** The current original knows its making when the store has its bytes. */
function describeCurrent(
  index: number,
  file: ImageFile,
  pictures: readonly PagePicture[],
): PagePicture {
  const source = pictures.find(({ isCurrent, kind }) => isCurrent && kind === "candidate") ??
    pictures.find(({ isCurrent }) => isCurrent);
  return {
    ...(source ?? UNKNOWN_MAKING),
    id: "current",
    kind: "current",
    url: fileUrl("picture", currentId(index), file.version),
    name: basename(file.path),
    width: file.width,
    height: file.height,
    date: source?.date ?? file.changedAt,
    isCurrent: true,
    source: source?.id,
  };
}

const UNKNOWN_MAKING = {
  model: undefined,
  size: undefined,
  seed: undefined,
  promptExtend: false,
  prompt: undefined,
  negativePrompt: undefined,
  actualPrompt: undefined,
  references: [],
  isEdit: false,
  price: undefined,
  isRehearsal: false,
  taskId: undefined,
} as const;
