/**
 * Which service a run talks to, by the settings: known without asking it.
 * @module
 */
import type { Config } from "../config.ts";
import type { Finding } from "../errors.ts";
import { DEFAULT_MODEL_ID } from "./models.ts";
import { DEFAULT_BASE_URL, parseBaseUrl } from "./regions.ts";

/** Where orders would go. */
export interface Destination {
  readonly baseUrl: string;
  readonly isRehearsal: boolean;
}

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
  const notes: readonly Finding[] = correctedFrom === undefined
    ? []
    : [{ code: "base_url_corrected", facts: { from: correctedFrom, to: baseUrl } }];
  return { baseUrl, isRehearsal: false, model, notes };
}
