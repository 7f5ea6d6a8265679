/**
 * What binds whoever spends: the prices to reckon with and the ceilings to keep.
 * @module
 */
import type { Config } from "../config.ts";
import type { Ceiling } from "../money.ts";
import { readCeilings } from "./ceilings.ts";
import { CATALOGUE_PRICES, type PriceList, readPrices } from "./price_list.ts";
import { currencyOfRegion, regionOf } from "./regions.ts";

/** Prices and ceilings. */
export interface SpendingRules {
  readonly prices: PriceList;
  /** In the currency of the region where the orders go. */
  readonly ceilings: readonly Ceiling[];
}

/** Where nothing is spent: a rehearsal, or a command that orders nothing. */
export const NO_SPENDING_RULES: SpendingRules = { prices: CATALOGUE_PRICES, ceilings: [] };

/**
 * The rules of the settings for an address.
 * @throws {InputError} `prices_unreadable`, `prices_invalid`, `ceiling_invalid`, `ceiling_currency`
 */
export function readSpendingRules(config: Config, baseUrl: string): SpendingRules {
  const billed = currencyOfRegion(regionOf(baseUrl) ?? "singapore");
  return { prices: readPrices(config), ceilings: readCeilings(config, billed) };
}
