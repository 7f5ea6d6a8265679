/**
 * `models`: the catalogue, as far as it concerns the user's region.
 * @module
 */
import { loadConfig } from "../config.ts";
import { InputError } from "../errors.ts";
import { modelLines } from "../text/model_texts.ts";
import { toJson } from "../text/run_json.ts";
import { MODELS, PRICES_AS_OF } from "../wan/models.ts";
import { RATIO_SIZES } from "../wan/order.ts";
import { type Region, regionOf, REGIONS } from "../wan/regions.ts";
import { serviceSettings } from "../wan/service_settings.ts";
import { EXIT } from "./exit_codes.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface ModelsFlags {
  readonly config?: string;
  readonly region?: string;
  readonly json?: boolean;
}

/**
 * Runs the command and returns its exit code.
 * @throws {InputError} `choice_invalid`, or when the settings cannot be used
 */
export function runModels(terminal: Terminal, flags: ModelsFlags): number {
  const region = chosenRegion(terminal, flags);
  if (!flags.json) {
    terminal.out(...modelLines(terminal.lang, region));
    return EXIT.made;
  }
  const shown = MODELS.filter(({ regions }) => region === undefined || region in regions)
    .map((model) =>
      region === undefined ? model : { ...model, regions: { [region]: model.regions[region] } }
    );
  terminal.json(
    toJson({
      pricesAsOf: PRICES_AS_OF,
      region: region ?? null,
      models: shown,
      recommendedSizes: RATIO_SIZES,
    }),
  );
  return EXIT.made;
}

/** That of the flag, else of the configured address; undefined: all. */
function chosenRegion(terminal: Terminal, { region, config }: ModelsFlags): Region | undefined {
  if (region === "all") return undefined;
  if (region === undefined) {
    const settings = loadConfig(config, terminal.env);
    return regionOf(serviceSettings(settings, { model: undefined, isRehearsal: false }).baseUrl);
  }
  const found = REGIONS.find((each) => each === region.toLowerCase());
  if (found !== undefined) return found;
  const choices = [...REGIONS, "all"].join(", ");
  throw new InputError("choice_invalid", { flag: "--region", value: region, choices });
}
