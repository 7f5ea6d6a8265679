/**
 * Which service a run talks to, by the settings: known without asking it.
 * @module
 */
import type { Config } from "../config.ts";
import { type Finding, InputError } from "../errors.ts";
import { DEFAULT_MODEL_ID } from "./models.ts";
import { DEFAULT_BASE_URL, isLoopback, isServiceHost, parseBaseUrl } from "./regions.ts";
import { NO_SPENDING_RULES, readSpendingRules, type SpendingRules } from "./spending_rules.ts";

/** Where orders would go. */
export interface Destination {
  readonly baseUrl: string;
  readonly isRehearsal: boolean;
}

/** What is known of the service without asking it. */
export interface ServiceSettings extends Destination {
  readonly model: string;
  /** What binds an order that goes there. */
  readonly rules: SpendingRules;
  readonly notes: readonly Finding[];
}

/**
 * Reads the address and the model from the settings; the key is not needed for this.
 * @throws {InputError} `base_url_invalid`, `base_url_insecure`, `base_url_strange`; unless nothing is
 * ordered, as {@link readSpendingRules}
 */
export function serviceSettings(
  config: Config,
  options: {
    /** From a flag. */
    readonly model: string | undefined;
    readonly isRehearsal: boolean;
    /**
     * Whether orders are sent: what was paid for is fetched whatever the ceilings say.
     * @default {true}
     */
    readonly isOrdering?: boolean;
  },
): ServiceSettings {
  const model = options.model ?? config.model?.value ?? DEFAULT_MODEL_ID;
  if (options.isRehearsal) {
    return {
      baseUrl: DEFAULT_BASE_URL,
      isRehearsal: true,
      model,
      rules: NO_SPENDING_RULES,
      notes: [],
    };
  }
  const configured = config.baseUrl;
  const source = configured === undefined || configured.source.kind === "default"
    ? ""
    : configured.source.kind === "file"
    ? configured.source.path
    : configured.source.name;
  const { baseUrl, correctedFrom } = parseBaseUrl(configured?.value ?? DEFAULT_BASE_URL, source);
  refuseStrangeHost(config, baseUrl);
  const notes: readonly Finding[] = correctedFrom === undefined
    ? []
    : [{ code: "base_url_corrected", facts: { from: correctedFrom, to: baseUrl } }];
  const { isOrdering = true } = options;
  const rules = isOrdering ? readSpendingRules(config, baseUrl) : NO_SPENDING_RULES;
  return { baseUrl, isRehearsal: false, model, rules, notes };
}

/**
 * A folder of somebody else's may hold a `config.env` that names a host of its own: a key that was not
 * written in the same file does not go there.
 * @throws {InputError} `base_url_strange`
 */
function refuseStrangeHost({ apiKey, baseUrl: configured }: Config, baseUrl: string): void {
  if (configured?.source.kind !== "file" || configured.source.isNamed) return;
  if (apiKey === undefined || apiKey.source.kind === "file") return;
  const { hostname, host } = new URL(baseUrl);
  if (isServiceHost(hostname) || isLoopback(hostname)) return;
  throw new InputError("base_url_strange", { path: configured.source.path, host });
}
