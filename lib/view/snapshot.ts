/**
 * The pipeline as the page shows it, made anew only when something may have changed.
 * @module
 */
import { sha256Bytes } from "../digest.ts";
import { listIllustrations } from "../film/listing.ts";
import { readStory } from "../film/story.ts";
import { openPipeline, type Pipeline } from "../pipeline/folder.ts";
import type { PageLang, PageState } from "../page/state.ts";
import { alikeFrames, MAX_ALIKE } from "../run/alike_frames.ts";
import { Describer } from "./describe.ts";
import { describeFilm, namedEntities } from "./describe_film.ts";
import { FolderWatch } from "./folder_watch.ts";
import { ImageFiles } from "./image_files.ts";
import type { Jobs } from "./jobs.ts";
import { LedgerHandle } from "../ledger/ledger_handle.ts";
import type { SnapshotFile } from "./snapshot_file.ts";
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

/** Makes snapshots of one pipeline. */
export class Snapshots {
  readonly #jobs: Jobs;
  readonly #spending: SpendingSource | undefined;
  readonly #images = new ImageFiles();
  readonly #watch = new FolderWatch();
  readonly #latest = new Map<PageLang, { readonly stamp: string; readonly snapshot: Snapshot }>();
  #pipeline: Pipeline;
  #pipelineStamp = "";

  /** @param spending undefined: what was spent is not told */
  constructor(pipeline: Pipeline, jobs: Jobs, spending?: SpendingSource) {
    this.#spending = spending;
    this.#pipeline = pipeline;
    this.#jobs = jobs;
  }

  /**
   * The pipeline as it is now.
   * @throws {InputError | StorageError} when it cannot be read (any more)
   */
  async take(lang: PageLang): Promise<Snapshot> {
    const known = this.#latest.get(lang);
    const folderStamp = `${this.#jobs.revision}|${this.#watch.look(this.#pipeline)}`;
    const spent = this.#spending === undefined ? "" : LedgerHandle.stamp(this.#spending.env);
    const stamp = `${folderStamp}|${spent}`;
    if (known?.stamp === stamp && !hasForeignWork(known.snapshot.state)) return known.snapshot;
    const pipeline = await this.pipeline(folderStamp);
    const snapshot = await this.#make(pipeline, lang);
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

  /**
   * The illustrations as `illustrations.json` has them now, without looking at pictures.
   * @throws {InputError | StorageError} as {@link take}
   */
  async pipeline(stamp = this.#watch.look(this.#pipeline)): Promise<Pipeline> {
    if (stamp !== this.#pipelineStamp) this.#pipeline = await openPipeline(this.#pipeline.dir);
    this.#pipelineStamp = stamp;
    return this.#pipeline;
  }

  async #make(pipeline: Pipeline, lang: PageLang): Promise<Snapshot> {
    const { illustrations, names, findings } = await listIllustrations(pipeline);
    const story = await readStory(pipeline);
    const describer = new Describer(this.#images, this.#jobs, story, lang);
    const decided = new Set(
      illustrations.filter(({ decision }) => decision !== undefined && decision.kind !== "reject")
        .map(({ index }) => index),
    );
    const work = workOf(pipeline, this.#jobs, lang);
    const described = illustrations.map((listed) =>
      describer.illustration(
        listed,
        work.get(listed.index) ?? [],
        findings,
        alikeFrames(pipeline.illustrations, decided, listed.index, MAX_ALIKE),
      )
    );
    const state: PageState = {
      pipeline: pipeline.name,
      illustrations: described,
      prompts: describer.prompts,
      film: await describeFilm(pipeline, names, this.#images, describer.files),
      entities: namedEntities(described, story),
      spending: this.#spending === undefined ? undefined : pageSpending(this.#spending, lang),
    };
    const json = JSON.stringify(state);
    const version = sha256Bytes(json).toString("base64url").slice(0, 22);
    return { json, version, files: describer.files, state };
  }
}

/** Whether somebody else works, which can end without a trace on the disk. */
function hasForeignWork({ illustrations }: PageState): boolean {
  return illustrations.some(({ work }) =>
    work.some(({ note, isLeft }) => note === undefined && !isLeft)
  );
}
