/**
 * From settings to a service that can be asked: the real one, or the built-in rehearsal.
 * @module
 */
import { join } from "node:path";
import { type Config, type Environment, requireKey } from "../config.ts";
import type { Finding } from "../errors.ts";
import { STATE_FOLDER } from "../pipeline/names.ts";
import type { Destination } from "./plan.ts";
import { ServiceDesk } from "./context.ts";
import { WanClient } from "../wan/client.ts";
import { DEFAULT_MODEL_ID } from "../wan/models.ts";
import { type Clock, systemClock } from "../wan/pacing.ts";
import { DEFAULT_BASE_URL, parseBaseUrl } from "../wan/regions.ts";
import { Transport } from "../wan/transport.ts";

/** Where the rehearsal remembers its tasks, so that a killed one can be resumed like a real one. */
const REHEARSAL_STATE = "rehearsal.json";

/** What is known of the service without asking it. */
export interface ServiceSettings extends Destination {
  readonly model: string;
  readonly notes: readonly Finding[];
}

/**
 * Reads the address and the model from the settings; the key is not needed for this.
 * @param model from a flag
 * @throws {InputError} `base_url_invalid`, `base_url_insecure`
 */
export function serviceSettings(
  config: Config,
  options: { readonly model: string | undefined; readonly isRehearsal: boolean },
): ServiceSettings {
  const model = options.model ?? config.model?.value ?? DEFAULT_MODEL_ID;
  if (options.isRehearsal) {
    return { baseUrl: DEFAULT_BASE_URL, isRehearsal: true, model, notes: [] };
  }
  const configured = config.baseUrl;
  const source = configured === undefined || configured.source.kind === "default"
    ? ""
    : configured.source.kind === "file"
    ? configured.source.path
    : configured.source.name;
  const { baseUrl, correctedFrom } = parseBaseUrl(configured?.value ?? DEFAULT_BASE_URL, source);
  const notes = correctedFrom === undefined
    ? []
    : [{ code: "base_url_corrected", facts: { from: correctedFrom, to: baseUrl } }];
  return { baseUrl, isRehearsal: false, model, notes };
}

/** A service ready to be asked. */
export interface ServiceAccess {
  readonly desk: ServiceDesk;
  /** Ends connections and, in a rehearsal, the emulator. */
  close(): Promise<void>;
}

/** What {@link openService} needs besides the settings. */
export interface AccessOptions {
  readonly config: Config;
  readonly env: Environment;
  /** Rehearsals remember their tasks here. */
  readonly pipelineDir: string;
  /** Tasks at once, instead of the model's limit. */
  readonly maxOpenTasks?: number | undefined;
  readonly clock?: Clock;
}

/**
 * Opens the service: the configured one with the configured key, or the rehearsal.
 * @throws {InputError} `key_missing`, `proxy_invalid`, `ca_unreadable`
 */
export async function openService(
  { baseUrl, isRehearsal }: Destination,
  { config, env, pipelineDir, maxOpenTasks, clock = systemClock }: AccessOptions,
): Promise<ServiceAccess> {
  const apiKey = isRehearsal ? REHEARSAL_KEY : requireKey(config);
  const transport = new Transport(isRehearsal ? {} : env);
  transport.prepare(baseUrl);
  const emulator = isRehearsal ? await startRehearsal(pipelineDir) : undefined;
  const client = new WanClient({ baseUrl: emulator?.baseUrl ?? baseUrl, apiKey, transport });
  return {
    desk: new ServiceDesk(client, { isRehearsal, clock, maxOpenTasks }),
    close: async () => {
      transport.close();
      await emulator?.close();
    },
  };
}

/** The rehearsal takes any key; the user's own is not touched. */
const REHEARSAL_KEY = "rehearsal";

async function startRehearsal(pipelineDir: string) {
  const { startEmulator } = await import("../wan/emulator/emulator.ts");
  return await startEmulator({ stateFile: join(pipelineDir, STATE_FOLDER, REHEARSAL_STATE) });
}
