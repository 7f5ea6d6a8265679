/**
 * `models`: the catalogue.
 * @module
 */
import { loadConfig } from "../config.ts";
import { modelLines, pricedModels } from "../text/model_texts.ts";
import { toJson } from "../text/run_json.ts";
import { PRICES_AS_OF } from "../wan/models.ts";
import { RATIO_SIZES } from "../wan/order.ts";
import { readPrices } from "../wan/price_list.ts";
import { EXIT } from "./exit_codes.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface ModelsFlags {
  readonly config?: string;
  readonly json?: boolean;
}

/**
 * Runs the command and returns its exit code.
 * @throws {InputError} as {@link loadConfig} and {@link readPrices}
 */
export function runModels(terminal: Terminal, flags: ModelsFlags): number {
  const prices = readPrices(loadConfig(flags.config, terminal.env));
  if (flags.json) {
    terminal.json(
      toJson({
        pricesAsOf: PRICES_AS_OF,
        models: pricedModels(prices),
        recommendedSizes: RATIO_SIZES,
      }),
    );
  } else {
    terminal.out(...modelLines(terminal.lang, { prices }));
  }
  return EXIT.made;
}
