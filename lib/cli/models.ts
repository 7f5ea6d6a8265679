/**
 * `models`: the catalogue, as far as it concerns the user's region.
 * @module
 */
import { loadConfig } from "../config.ts";
import { InputError } from "../errors.ts";
import { modelLines, pricedModels } from "../text/model_texts.ts";
import { toJson } from "../text/run_json.ts";
import { PRICES_AS_OF } from "../wan/models.ts";
import { RATIO_SIZES } from "../wan/order.ts";
import { type Region, regionOf, REGIONS } from "../wan/regions.ts";
import { serviceSettings } from "../wan/service_settings.ts";
import { CATALOGUE_PRICES, type PriceList } from "../wan/price_list.ts";
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
  const { region, prices } = chosen(terminal, flags);
  if (!flags.json) {
    terminal.out(...modelLines(terminal.lang, { region, prices }));
    return EXIT.made;
  }
  const shown = pricedModels(prices).filter(({ regions }) =>
    region === undefined || region in regions
  )
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

/** What of the catalogue is shown, and at which prices. */
interface Chosen {
  /** Undefined: all. */
  readonly region: Region | undefined;
  readonly prices: PriceList;
}

/** The region of the flag, at the catalogue's prices, else of the settings, at theirs. */
function chosen(terminal: Terminal, { region, config }: ModelsFlags): Chosen {
  const prices = CATALOGUE_PRICES;
  if (region === "all") return { region: undefined, prices };
  if (region === undefined) {
    const settings = loadConfig(config, terminal.env);
    const service = serviceSettings(settings, { model: undefined, isRehearsal: false });
    return { region: regionOf(service.baseUrl), prices: service.rules.prices };
  }
  const found = REGIONS.find((each) => each === region.toLowerCase());
  if (found !== undefined) return { region: found, prices };
  const choices = [...REGIONS, "all"].join(", ");
  throw new InputError("choice_invalid", { flag: "--region", value: region, choices });
}
