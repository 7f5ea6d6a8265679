/**
 * Checks of the settings: each value and where it came from.
 * @module
 */
import { resolve } from "node:path";
import { type Check, check, checked, sourceFacts } from "./check.ts";
import { type Config, DEFAULT_CONFIG_FILE, loadConfig } from "../config.ts";
import type { Environment } from "../environment.ts";
import { type ServiceSettings, serviceSettings } from "../wan/service_settings.ts";
import { amountOf } from "../money.ts";
import { offerOf } from "../wan/order.ts";
import { regionOf } from "../wan/regions.ts";

/** Settings that can be used, as far as they can. */
export interface CheckedSettings {
  readonly checks: readonly Check[];
  readonly config: Config | undefined;
  readonly service: ServiceSettings | undefined;
}

/** What is shown of a key. */
export function lastFourOf(apiKey: string): string {
  return apiKey.length >= 12 ? apiKey.slice(-4) : "";
}

/** @param configPath as named by a flag; undefined: the default file if there is one */
export async function checkSettings(
  configPath: string | undefined,
  env: Environment,
): Promise<CheckedSettings> {
  const checks: Check[] = [];
  const config = await checked("settings", checks, () => loadConfig(configPath, env));
  if (config === undefined) return { checks, config, service: undefined };
  checks.push(
    config.path === undefined
      ? check("settings", "note", "config_none", { path: resolve(DEFAULT_CONFIG_FILE) })
      : check("settings", "right", "config_read", { path: config.path }),
    keyCheck(config),
  );
  const service = await checked(
    "settings",
    checks,
    () => serviceSettings(config, { model: undefined, isRehearsal: false }),
  );
  if (service !== undefined) checks.push(...serviceChecks(config, service));
  return { checks, config, service };
}

function keyCheck({ apiKey, path }: Config): Check {
  if (apiKey === undefined) {
    return check("settings", "wrong", "key_missing", {
      path: path ?? resolve(DEFAULT_CONFIG_FILE),
    });
  }
  const facts = { lastFour: lastFourOf(apiKey.value), ...sourceFacts(apiKey) };
  return check("settings", "right", "key_found", facts);
}

function serviceChecks(config: Config, service: ServiceSettings): Check[] {
  const { baseUrl, model, notes } = service;
  const region = regionOf(baseUrl);
  return [
    check("settings", "right", "address", { baseUrl, region, ...sourceFacts(config.baseUrl) }),
    ...notes.map(({ code, facts }) => check("settings", "note", code, facts)),
    check("settings", "right", "model_set", { model, ...sourceFacts(config.model) }),
    ...offerOf(model, region).warnings.map(({ code, facts }) =>
      check("settings", "note", code, facts)
    ),
    ...ceilingChecks(service),
  ];
}

/** Every ceiling, and whether one picture of the model can ever pass under it. */
function ceilingChecks({ baseUrl, model, rules }: ServiceSettings): Check[] {
  const { price } = offerOf(model, regionOf(baseUrl), rules.prices);
  const unknown = rules.ceilings.length > 0 && price === undefined
    ? [check("settings", "wrong", "price_unknown", { model })]
    : [];
  return [
    ...unknown,
    ...rules.ceilings.map(({ name, path, currency, limitMicros }) => {
      const facts = { name, path, model, currency, limit: amountOf(limitMicros) };
      const pictureMicros = price?.pictureMicros;
      return pictureMicros === undefined || pictureMicros <= limitMicros
        ? check("settings", "right", "ceiling_set", facts)
        : check("settings", "wrong", "ceiling_too_low", {
          ...facts,
          price: amountOf(pictureMicros),
        });
    }),
  ];
}
