/**
 * What stands behind the page inside a chat: the same snapshots and actions as behind the review page,
 * in answers that every client takes whole.
 * @module
 */
import type { Environment } from "../environment.ts";
import { shrinkPngFile } from "../image/png_file.ts";
import { encodeWithin } from "../image/preview.ts";
import type { PageIllustration, PageLang, PageSetup, PageState } from "../page/state.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { ServiceAccess } from "../run/service_access.ts";
import { DECISIONS } from "../view/decisions.ts";
import { Jobs } from "../view/jobs.ts";
import { PageActions } from "../view/page_actions.ts";
import { pageSetup } from "../view/setup.ts";
import { Snapshots } from "../view/snapshot.ts";
import type { ServiceSettings } from "../wan/service_settings.ts";

/** Of one state as JSON: with the words of the page it stays below what clients take. */
const MAX_STATE_BYTES = 120_000;
/** Neighbours on each side that a long film is told whole of. */
const NEAR = 5;
/** Neighbours on each side that are told at all: a film of more is gone through in parts. */
const REACH = 100;

const PICTURES = {
  preview: { sidePx: 640, maxBytes: 60_000 },
  whole: { sidePx: 1_280, maxBytes: 140_000 },
} as const;

/** How large a picture is wanted. */
export type PictureSize = keyof typeof PICTURES;

/** One pipeline behind the page. */
export class ChatBackend {
  readonly actions: PageActions;
  readonly #jobs: Jobs;
  readonly #snapshots: Snapshots;
  readonly #service: ServiceSettings;

  /**
   * @param env where the user's own account stands
   * @param open opens the service; called when something is ordered first
   */
  constructor(
    pipeline: Pipeline,
    service: ServiceSettings,
    env: Environment,
    open: () => Promise<ServiceAccess>,
  ) {
    this.#jobs = new Jobs(open);
    const { ceilings } = service.rules;
    const spending = service.isRehearsal ? undefined : { env, ceilings };
    this.#snapshots = new Snapshots(pipeline, this.#jobs, spending);
    this.#service = service;
    const shared = { jobs: this.#jobs, snapshots: this.#snapshots };
    this.actions = new PageActions({ ...shared, service, decisions: DECISIONS, env });
  }

  /**
   * The pipeline as it is now.
   * @param index the illustration one looks at; of a long film only its neighbours are told whole
   * @param known the version the page has; undefined state comes back when it is still that one
   */
  async state(
    lang: PageLang,
    index: number | undefined,
    known: string | undefined,
  ): Promise<{ readonly version: string; readonly state: PageState | undefined }> {
    const { state, version, json } = await this.#snapshots.take(lang);
    const isLong = Buffer.byteLength(json) > MAX_STATE_BYTES;
    const told = isLong ? `${version} ${index ?? ""}` : version;
    if (told === known) return { version: told, state: undefined };
    return { version: told, state: withoutFilm(isLong ? nearOnly(state, index) : state) };
  }

  /** What the page knows from the start, in one language. */
  setup(lang: PageLang): PageSetup {
    const setup = pageSetup(this.#service, lang);
    const words = { [lang]: setup.words[lang] } as unknown as PageSetup["words"];
    return { ...setup, words };
  }

  /**
   * A picture as JPEG; undefined: there is none of this name.
   * @throws {PictureError} it cannot be shown
   */
  async picture(
    id: string,
    version: string,
    size: PictureSize,
    lang: PageLang,
  ): Promise<Uint8Array | undefined> {
    const file = await this.#snapshots.file(id, version, lang);
    if (file === undefined) return undefined;
    const { sidePx, maxBytes } = PICTURES[size];
    for (let side: number = sidePx;; side = Math.floor(side * 0.75)) {
      const small = await shrinkPngFile(file.path, side);
      if (small === undefined) return undefined;
      const { bytes, fits } = encodeWithin(small.pixels, maxBytes);
      if (fits) return bytes;
    }
  }

  /** Stops in good order; what was ordered is in the journal. */
  async close(): Promise<void> {
    await this.#jobs.stop();
  }
}

/** Nothing is played in a chat. */
function withoutFilm(state: PageState): PageState {
  return { ...state, film: { ...state.film, frames: [], audio: undefined } };
}

/** Of those far away only where they stand and what the film shows. */
function nearOnly(state: PageState, index: number | undefined): PageState {
  const place = Math.max(0, state.illustrations.findIndex((each) => each.index === index));
  const illustrations = state.illustrations
    .map((each, at) => Math.abs(at - place) <= NEAR ? each : farAway(each))
    .slice(Math.max(0, place - REACH), place + REACH + 1);
  const used = new Set(illustrations.flatMap(promptsOf));
  const prompts = state.prompts.map((text, at) => used.has(at) ? text : "");
  return { ...state, illustrations, prompts };
}

function farAway(illustration: PageIllustration): PageIllustration {
  const { current, pictures } = illustration;
  const kept = pictures.filter((each, at) =>
    each.id === current?.source || each.kind === "original" ||
    at === pictures.findLastIndex(({ kind }) => kind === "candidate")
  );
  const bare = { prompt: undefined, negativePrompt: undefined, actualPrompt: undefined };
  return {
    ...illustration,
    prompt: undefined,
    negativePrompt: undefined,
    excerpt: undefined,
    summary: undefined,
    entities: [],
    current: current === undefined ? undefined : { ...current, ...bare },
    pictures: kept.map((each) => ({ ...each, ...bare })),
  };
}

function promptsOf({ prompt, negativePrompt, current, pictures }: PageIllustration): number[] {
  const all = [...pictures, ...(current === undefined ? [] : [current])]
    .flatMap((each) => [each.prompt, each.negativePrompt, each.actualPrompt]);
  return [prompt, negativePrompt, ...all].filter((each) => each !== undefined);
}
