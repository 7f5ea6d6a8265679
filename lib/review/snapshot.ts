/**
 * The pipeline as the page shows it, made anew only when something may have changed.
 * @module
 */
import { basename } from "node:path";
import { sha256Bytes } from "../digest.ts";
import type { Finding } from "../errors.ts";
import type { Candidate } from "../film/candidate.ts";
import { type ListedIllustration, listPipeline } from "../film/listing.ts";
import { openPipeline, type Pipeline } from "../pipeline/folder.ts";
import { folderStamp, type ImageFile, ImageFiles, versionNow } from "./image_files.ts";
import type { Jobs } from "./jobs.ts";
import type { PageIllustration, PageLang, PagePicture, PageState } from "../page/state.ts";
import { LedgerHandle } from "../ledger/ledger_handle.ts";
import type { Messages } from "./messages.ts";
import { pageSpending, type SpendingSource } from "./spending.ts";
import { workOf } from "./work.ts";

/** A state with the name of its version. */
export interface Snapshot {
  readonly json: string;
  /** Hash of the state, for ETag. */
  readonly version: string;
  /** Files by the `id` the page asks for them with. */
  readonly files: ReadonlyMap<string, SnapshotFile>;
  readonly state: PageState;
}

/** A file the page may ask for. */
export interface SnapshotFile {
  readonly path: string;
  /** Changes when the file's bytes do. */
  readonly version: string;
  /** The same, and no other file's. */
  readonly identity: string;
  /** A file of the store, which never changes. */
  readonly isLasting: boolean;
}

/** Whether the file still is the version that was described; to be asked after it was read. */
export function isUnchanged({ isLasting, path, version }: SnapshotFile): boolean {
  return isLasting || versionNow(path) === version;
}

/** The name of a picture's file in addresses, unique in the pipeline. */
export function fileId(index: number, { kind, id }: Pick<PagePicture, "kind" | "id">): string {
  return kind === "current" ? currentId(index) : id;
}

function currentId(index: number): string {
  return `n${index}`;
}

/** Makes snapshots of one pipeline. */
export class Snapshots {
  readonly #pipelineDir: string;
  readonly #jobs: Jobs;
  readonly #messages: Messages;
  readonly #spending: SpendingSource | undefined;
  readonly #images = new ImageFiles();
  readonly #latest = new Map<PageLang, { readonly stamp: string; readonly snapshot: Snapshot }>();
  #pipeline: Pipeline;

  /** @param spending undefined: what was spent is not told */
  constructor(pipeline: Pipeline, jobs: Jobs, messages: Messages, spending?: SpendingSource) {
    this.#spending = spending;
    this.#pipelineDir = pipeline.dir;
    this.#pipeline = pipeline;
    this.#jobs = jobs;
    this.#messages = messages;
  }

  /**
   * The pipeline as it is now.
   * @throws {InputError | StorageError} when it cannot be read (any more)
   */
  async take(lang: PageLang): Promise<Snapshot> {
    const known = this.#latest.get(lang);
    const stamp = this.#stamp();
    if (known?.stamp === stamp && !hasForeignWork(known.snapshot.state)) return known.snapshot;
    this.#pipeline = await openPipeline(this.#pipelineDir);
    const snapshot = await this.#make(lang);
    // The stamp was taken first: a change that came in between is found by the next look.
    this.#latest.set(lang, { stamp, snapshot });
    return snapshot;
  }

  /**
   * The file behind an id. For one that never changes the pipeline is not looked at again.
   * @param version the page asks for
   * @throws {InputError | StorageError} as {@link take}
   */
  async file(id: string, version: string, lang: PageLang): Promise<SnapshotFile | undefined> {
    const known = this.#latest.get(lang)?.snapshot.files.get(id);
    const isSure = known?.isLasting === true && known.version === version;
    return isSure ? known : (await this.take(lang)).files.get(id);
  }

  /** The pipeline's illustrations as they were last read. */
  get pipeline(): Pipeline {
    return this.#pipeline;
  }

  #stamp(): string {
    const spent = this.#spending === undefined ? "" : LedgerHandle.stamp(this.#spending.env);
    return `${this.#jobs.revision}|${folderStamp(this.#pipeline)}|${spent}`;
  }

  async #make(lang: PageLang): Promise<Snapshot> {
    const { illustrations, findings } = await listPipeline(this.#pipeline);
    const files = new Map<string, SnapshotFile>();
    const prompts = new Prompts();
    const work = workOf(this.#pipeline, this.#jobs, this.#messages, lang);
    const state: PageState = {
      pipeline: this.#pipeline.name,
      illustrations: illustrations.map((listed) => {
        const current = listed.original === undefined
          ? undefined
          : this.#images.look(listed.original);
        const described = this.#describe(
          listed,
          current,
          files,
          prompts,
          work.get(listed.index) ?? [],
          lang,
        );
        const notices = [...described.notices, ...this.#journalNotices(listed, findings, lang)];
        return { ...described, notices };
      }),
      prompts: prompts.list,
      spending: this.#spending === undefined
        ? undefined
        : pageSpending(this.#spending, this.#messages, lang),
    };
    const json = JSON.stringify(state);
    const version = sha256Bytes(json).toString("base64url").slice(0, 22);
    return { json, version, files, state };
  }

  /** Not to be dismissed: they stay until they are no longer true. */
  #journalNotices(
    { index }: ListedIllustration,
    findings: readonly Finding[],
    lang: PageLang,
  ): PageIllustration["notices"] {
    return findings
      .filter(({ code, facts }) =>
        (code === "decision_interrupted" || code === "journal_row_bad") && facts["index"] === index
      )
      .map((each, at) => ({ id: -1 - at, lines: this.#messages.finding(each, lang) }));
  }

  #describe(
    listed: ListedIllustration,
    current: ImageFile | undefined,
    files: Map<string, SnapshotFile>,
    prompts: Prompts,
    work: PageIllustration["work"],
    lang: PageLang,
  ): PageIllustration {
    const { index, title, accepted, clip, frames } = listed;
    if (current !== undefined) {
      const { path, version } = current;
      const identity = `${basename(path)} ${version}`;
      files.set(currentId(index), { path, version, identity, isLasting: false });
    }
    const pictures = listed.candidates.map((candidate) => {
      const version = candidate.sha256?.slice(0, 16) ?? candidate.id;
      const identity = candidate.sha256 ?? `${candidate.id} ${version}`;
      const isLasting = candidate.sha256 !== undefined;
      files.set(candidate.id, { path: candidate.path, version, identity, isLasting });
      const isCurrent = current !== undefined &&
        this.#images.hasBytes(current, candidate.bytes, candidate.sha256);
      return { ...describe(candidate, version, prompts, this.#messages), isCurrent };
    }).filter(({ kind, isCurrent }) => kind === "candidate" || !isCurrent).sort(byAge);
    return {
      index,
      title,
      prompt: prompts.place(listed.prompt),
      negativePrompt: prompts.place(listed.negativePrompt),
      current: current === undefined ? undefined : describeCurrent(index, current, pictures),
      pictures,
      accepted: accepted === undefined
        ? undefined
        : { id: accepted.pictureId, at: accepted.at, by: accepted.by },
      work,
      notices: this.#jobs.troubles(index).map(({ id, outcome, error }) => ({
        id,
        lines: outcome === undefined
          ? this.#messages.error(error, lang)
          : this.#messages.outcome(outcome, lang),
      })),
      clip,
      frames,
    };
  }
}

const KIND_ORDER = ["candidate", "found", "original", "current"] as const;

/** Candidates first, the newest order's before the others', in the order of their places. */
function byAge(a: PagePicture, b: PagePicture): number {
  const kinds = KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind);
  return kinds || compare(b.date ?? "", a.date ?? "") ||
    Number(a.id.slice(1)) - Number(b.id.slice(1));
}

/** Dates in one form are in order as texts are. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether somebody else works, which can end without a trace on the disk. */
function hasForeignWork({ illustrations }: PageState): boolean {
  return illustrations.some(({ work }) =>
    work.some(({ note, isLeft }) => note === undefined && !isLeft)
  );
}

/** Each text once. */
class Prompts {
  readonly list: string[] = [];
  readonly #places = new Map<string, number>();

  place(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.list.length);
    return this.list.push(text) - 1;
  }
}

type Described = Omit<PagePicture, "isCurrent">;

function describe(
  candidate: Candidate,
  version: string,
  prompts: Prompts,
  messages: Messages,
): Described {
  const { id, kind, provenance: made, width, height, viewPath, savedAt } = candidate;
  return {
    id,
    kind,
    url: `/picture?id=${id}&v=${version}`,
    name: viewPath === undefined ? candidate.sourceName : basename(viewPath),
    width,
    height,
    model: made?.model,
    size: made?.size,
    seed: made?.seed,
    promptExtend: made?.promptExtend ?? false,
    prompt: prompts.place(made?.prompt),
    negativePrompt: prompts.place(made?.negativePrompt),
    actualPrompt: prompts.place(made?.actualPrompt),
    price: made?.price === undefined || made.isRehearsal
      ? undefined
      : messages.money(made.price, made.currency),
    isRehearsal: made?.isRehearsal ?? false,
    date: made?.orderedAt ?? savedAt,
    taskId: made?.taskId,
    source: undefined,
  };
}

/** The current original knows its making when it is a picture of ours. */
function describeCurrent(
  index: number,
  file: ImageFile,
  pictures: readonly PagePicture[],
): PagePicture {
  const source = pictures.find(({ isCurrent, kind }) => isCurrent && kind === "candidate");
  return {
    ...(source ?? UNKNOWN_MAKING),
    id: "current",
    kind: "current",
    url: `/picture?id=${currentId(index)}&v=${file.version}`,
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
  price: undefined,
  isRehearsal: false,
  taskId: undefined,
} as const;
