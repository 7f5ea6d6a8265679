/**
 * What all sessions of a server share: settings, open services, runs in the background, and what is
 * still owed to the assistant.
 * @module
 */
import { BackgroundRuns } from "../run/background_runs.ts";
import type { Config } from "../config.ts";
import { Sessions } from "../run/sessions.ts";
import { fromHome } from "../environment.ts";
import { InputError } from "../errors.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import {
  findPipelines,
  openInside,
  openRoot,
  type PipelineRoot,
  requireOwnPictures,
  resolveInside,
} from "../pipeline/pipelines.ts";
import type { Session } from "../run/context.ts";
import { type ServiceSettings, serviceSettings } from "../wan/service_settings.ts";
import type { ChatBackend } from "./chat_backend.ts";
import { readConfig } from "./configuration.ts";
import type { McpSettings } from "./settings.ts";
import { visibleLine } from "../text/visible.ts";

/** Where orders of a call go. */
export interface CallSettings {
  readonly service: ServiceSettings;
  readonly config: Config;
}

/** Sheets whose letters are remembered. */
const MAX_REMEMBERED = 500;

/** The shared part of a server. */
export class ServerContext {
  readonly settings: McpSettings;
  readonly background = new BackgroundRuns("mcp");
  readonly #sessions: Sessions;
  /** Orders whose end was not told yet, by pipeline. */
  readonly #owed = new Map<string, Set<number>>();
  readonly #notes = new Map<string, string[]>();
  /** The lettered tiles of the sheet that was shown last, by pipeline and number. */
  readonly #chats = new Map<string, ChatBackend>();
  readonly #shown = new Map<string, readonly string[]>();

  constructor(settings: McpSettings) {
    this.settings = settings;
    this.#sessions = new Sessions(settings.env);
  }

  /** @throws {InputError} `root_unset`, `root_missing` */
  async root(): Promise<PipelineRoot> {
    if (this.settings.rootDir === undefined) throw new InputError("root_unset");
    return await openRoot(this.settings.rootDir);
  }

  /**
   * Opens the pipeline a call names.
   * @throws {InputError} `root_unset`, `path_refused`, or why it is no pipeline
   */
  async pipeline(name: string): Promise<Pipeline> {
    const root = await this.root();
    try {
      return await openInside(root, fromHome(name, this.settings.env));
    } catch (error) {
      // What an assistant was shown is not always the folder's name letter by letter.
      const found = error instanceof InputError && error.code === "pipeline_missing"
        ? (await findPipelines(root)).find((each) => visibleLine(each.name) === name)
        : undefined;
      if (found === undefined) throw error;
      return await openInside(root, found.dir);
    }
  }

  /**
   * A file that a call names.
   * @throws {InputError} `root_unset`, `path_refused`
   */
  async file(path: string): Promise<string> {
    return await resolveInside(await this.root(), fromHome(path, this.settings.env));
  }

  /** Remembers which pictures the letters of a sheet stood for. */
  showIds({ dir }: Pipeline, index: number, ids: readonly string[]): void {
    const key = `${index} ${dir}`;
    this.#shown.delete(key);
    this.#shown.set(key, ids);
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > MAX_REMEMBERED && oldest !== undefined) this.#shown.delete(oldest);
  }

  /** What {@link showIds} was told last about an illustration. */
  shownIds({ dir }: Pipeline, index: number): readonly string[] | undefined {
    return this.#shown.get(`${index} ${dir}`);
  }

  /**
   * Opens the pipeline a call names, to change it.
   * @throws {InputError} as {@link pipeline}, and when a picture in it is a link
   */
  async ownPipeline(name: string): Promise<Pipeline> {
    const pipeline = await this.pipeline(name);
    await requireOwnPictures(pipeline);
    return pipeline;
  }

  /**
   * Reads where orders go; the key is not needed for this.
   * @param isOrdering whether something is ordered: else ceilings that cannot be read stop nothing
   * @throws {InputError} when the settings cannot be used
   */
  callSettings(model?: string, isOrdering = true): CallSettings {
    const config = readConfig(this.settings);
    const { isRehearsal } = this.settings;
    return { config, service: serviceSettings(config, { model, isRehearsal, isOrdering }) };
  }

  /**
   * The service itself.
   * @throws {InputError} `key_missing`
   */
  session({ service, config }: CallSettings, pipeline: Pipeline): Promise<Session> {
    return this.#sessions.session(service, config, pipeline.dir);
  }

  /** The key, so that it can be kept out of every answer. */
  secrets(): string[] {
    try {
      const key = readConfig(this.settings).apiKey?.value;
      return key === undefined ? [] : [key];
    } catch {
      // Settings that cannot be read gave no key to anybody; the call itself tells about them.
      return [];
    }
  }

  /** Orders whose end was not told yet. */
  owed({ dir }: Pipeline): Set<number> {
    const known = this.#owed.get(dir) ?? new Set();
    this.#owed.set(dir, known);
    return known;
  }

  /** Keeps a sentence for the next answer about a pipeline: the call it belongs to is gone. */
  leaveNote({ dir }: Pipeline, note: string): void {
    this.#notes.set(dir, [...this.#notes.get(dir) ?? [], note]);
  }

  /** The sentences that were left, once. */
  takeNotes({ dir }: Pipeline): string[] {
    const notes = this.#notes.get(dir) ?? [];
    this.#notes.delete(dir);
    return notes;
  }

  /**
   * What stands behind the page inside a chat, one for each pipeline.
   * @throws {InputError} as {@link callSettings}
   */
  async chatBackend(pipeline: Pipeline): Promise<ChatBackend> {
    const { ChatBackend } = await import("./chat_backend.ts");
    const known = this.#chats.get(pipeline.dir);
    if (known !== undefined) return known;
    const callSettings = this.callSettings();
    const open = async () => ({
      session: await this.session(this.callSettings(), pipeline),
      close: () => Promise.resolve(),
    });
    const backend = new ChatBackend(pipeline, callSettings.service, this.settings.env, open);
    this.#chats.set(pipeline.dir, backend);
    return backend;
  }

  /** Stops in good order; what was ordered is in the journal. */
  async close(): Promise<void> {
    await Promise.all([...this.#chats.values()].map((chat) => chat.close()));
    await this.background.close();
    await this.#sessions.close();
  }
}
