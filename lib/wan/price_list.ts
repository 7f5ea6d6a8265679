/**
 * What a model costs in a region, and where that is known from: the catalogue, the user's own table
 * (`ALIBABA_PRICES`), or one price the user states (`ALIBABA_PRICE_<MODEL>`).
 * @module
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import type { Config, Setting } from "../config.ts";
import { InputError, reasonOf, systemCodeOf } from "../errors.ts";
import { CURRENCIES, MICROS, parseMicros } from "../money.ts";
import { findModel, PRICES_AS_OF } from "./models.ts";
import type { Price } from "./price.ts";
import { currencyOfRegion, type Region, REGIONS } from "./regions.ts";

/** The variable that names the user's own table. */
const PRICES_VARIABLE = "ALIBABA_PRICES";

/** A price and where it is known from. */
export interface KnownPrice {
  readonly price: Price;
  /** The day it was read, `YYYY-MM-DD`; undefined: the user states it without a day. */
  readonly asOf: string | undefined;
  /** The path of the user's table or the name of the variable; undefined: the catalogue. */
  readonly source: string | undefined;
}

/** Prices by model and region. */
export interface PriceList {
  /**
   * What is known of a model's price.
   * @param model by any of its names
   */
  find(model: string, region: Region): KnownPrice | undefined;
}

/** The catalogue's own prices. */
export const CATALOGUE_PRICES: PriceList = {
  find: (model, region) => {
    const price = findModel(model)?.regions[region]?.price;
    return price === undefined ? undefined : { price, asOf: PRICES_AS_OF, source: undefined };
  },
};

/** The variable that states the price of a model: `ALIBABA_PRICE_WAN2_6_T2I`. */
function priceVariable(model: string): string {
  return `ALIBABA_PRICE_${model.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}`;
}

/**
 * The prices that the settings lead to: a stated price over the user's table over the catalogue. A
 * stated price is read when it is asked for, since its variable bears the model's name.
 * @throws {InputError} `prices_unreadable`, `prices_invalid`; `price_invalid` from `find`
 */
export function readPrices(config: Config): PriceList {
  const [setting] = config.find(PRICES_VARIABLE);
  const table = setting === undefined ? undefined : readTable(setting);
  return {
    find: (model, region) => {
      const names = namesOf(model, region);
      return statedPrice(names, region, config) ??
        names.map((name) => table?.get(key(name, region))).find((each) => each !== undefined) ??
        CATALOGUE_PRICES.find(model, region);
    },
  };
}

function namesOf(model: string, region: Region): string[] {
  const known = findModel(model);
  const names = [model, known?.id, known?.regions[region]?.name];
  return [...new Set(names.filter((each) => each !== undefined))];
}

const key = (model: string, region: string) => `${region} ${model}`;

function statedPrice(
  names: readonly string[],
  region: Region,
  config: Config,
): KnownPrice | undefined {
  const [setting] = names.flatMap((name) => config.find(priceVariable(name)));
  if (setting === undefined || setting.source.kind === "default") return undefined;
  const { name } = setting.source;
  const [amount = "", unit] = setting.value.trim().split(/\s+/);
  const pictureMicros = parseMicros(amount);
  const currency = unit === undefined
    ? currencyOfRegion(region) ?? "USD"
    : CURRENCIES.find((each) => each === unit.toUpperCase());
  if (pictureMicros === undefined || currency === undefined) {
    throw new InputError("price_invalid", { name, value: setting.value, ...whereOf(setting) });
  }
  return { price: { currency, pictureMicros }, asOf: undefined, source: name };
}

/** Where a setting stands, as facts. */
export function whereOf({ source }: Setting<string>): { readonly path: string | undefined } {
  return { path: source.kind === "file" ? source.path : undefined };
}

const amount = z.union([
  z.number().min(0).max(1_000_000).refine((each) => isWhole(each * MICROS), "six decimals at most")
    .transform((each) => Math.round(each * MICROS)),
  z.string().transform((text, context) => {
    const micros = parseMicros(text);
    if (micros !== undefined) return micros;
    context.addIssue("not an amount such as 0.03");
    return z.NEVER;
  }),
]);
const day = z.iso.date();
const rowSchema = z.strictObject({
  model: z.string().min(1).max(200),
  region: z.enum(REGIONS),
  currency: z.enum(CURRENCIES),
  picture: amount,
  large: z.strictObject({ above_pixels: z.int().min(1), picture: amount }).optional(),
  reference: amount.optional(),
  prompt_extend_factor: z.number().min(1).max(100).optional(),
  as_of: day.optional(),
});
const tableSchema = z.strictObject({ as_of: day, prices: z.array(rowSchema).max(10_000) });

/** Binary fractions of six decimals miss their whole number by less than this. */
function isWhole(micros: number): boolean {
  return Math.abs(micros - Math.round(micros)) < 1e-4;
}

/** A relative path is meant from where it stands: the settings file's folder, or the current one. */
function readTable(setting: Setting<string>): ReadonlyMap<string, KnownPrice> {
  const { source, value } = setting;
  const path = resolve(source.kind === "file" ? dirname(source.path) : ".", value);
  const parsed = tableSchema.safeParse(parseFile(path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.map(String).join(".") || "(all)";
    throw new InputError("prices_invalid", { path, place, reason: issue?.message });
  }
  const { as_of, prices } = parsed.data;
  return new Map(prices.map((row) => {
    const known = { price: priceOf(row), asOf: row.as_of ?? as_of, source: path };
    return [key(row.model, row.region), known];
  }));
}

function parseFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new InputError("prices_unreadable", { path, reason }, error);
  }
}

function priceOf(row: z.output<typeof rowSchema>): Price {
  const { large, reference, prompt_extend_factor: factor } = row;
  return {
    currency: row.currency,
    pictureMicros: row.picture,
    ...(large === undefined
      ? {}
      : { large: { abovePixels: large.above_pixels, pictureMicros: large.picture } }),
    ...(reference === undefined ? {} : { referenceMicros: reference }),
    ...(factor === undefined ? {} : { promptExtendFactor: factor }),
  };
}
