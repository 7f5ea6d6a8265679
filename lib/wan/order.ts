/**
 * What is asked of the service for one illustration, and what can be refused before paying.
 * @module
 */
import type { Code } from "../error_codes.ts";
import { type Finding, InputError } from "../errors.ts";
import type { Order } from "../order.ts";
import {
  DEFAULT_MODEL_ID,
  findModel,
  MAX_NEGATIVE_PROMPT_CHARS,
  type Model,
  MODELS,
  PICTURES_RANGE,
  type Price,
  SEED_RANGE,
  UNKNOWN_MODEL_LIMITS,
} from "./models.ts";
import { findRetired, INSTEAD_OF_SYNCHRONOUS, isSynchronousOnly } from "./closed_models.ts";
import type { Rate } from "./pacing.ts";
import { CATALOGUE_PRICES, type PriceList } from "./price_list.ts";
import type { Region } from "./regions.ts";
import { sentPrompt } from "./sent_prompt.ts";
import { maxPixelsOf, type Size, sizeFault } from "./size_rule.ts";

export type { Order } from "../order.ts";
export type { Size } from "./size_rule.ts";

/** The documented size when none is given. */
export const DEFAULT_SIZE: Size = { width: 1024, height: 1024 };

/** The documented sizes by ratio. */
export const RATIO_SIZES: Readonly<Record<string, Size>> = {
  "1:1": { width: 1280, height: 1280 },
  "2:3": { width: 800, height: 1200 },
  "3:2": { width: 1200, height: 800 },
  "3:4": { width: 960, height: 1280 },
  "4:3": { width: 1280, height: 960 },
  "9:16": { width: 720, height: 1280 },
  "16:9": { width: 1280, height: 720 },
  "21:9": { width: 1344, height: 576 },
};

/** Latin x, the multiplication sign and the Cyrillic letter that looks like both. */
const SIZE_REGEXP = /^\s*(\d{1,5})\s*[*x×хXХ]\s*(\d{1,5})\s*$/;

/**
 * Reads `1280*720`, `1280x720`, `1280×720` or a documented ratio such as `16:9`.
 * @throws {InputError} `size_invalid`
 */
export function parseSize(text: string): Size {
  const name = text.replaceAll(/\s/g, "");
  const ratio = Object.hasOwn(RATIO_SIZES, name) ? RATIO_SIZES[name] : undefined;
  if (ratio !== undefined) return ratio;
  const match = SIZE_REGEXP.exec(text);
  if (match === null) {
    throw new InputError("size_invalid", {
      value: text,
      ratios: Object.keys(RATIO_SIZES).join(", "),
    });
  }
  return { width: Number(match[1]), height: Number(match[2]) };
}

/** What is asked for as a size: a certain one, or whatever fits the film. */
export type WantedSize = Size | "fit";

/**
 * Reads `fit` or whatever {@link parseSize} reads.
 * @throws {InputError} `size_invalid`
 */
export function parseWantedSize(text: string): WantedSize {
  return text.trim().toLowerCase() === "fit" ? "fit" : parseSize(text);
}

/** The service's spelling of a size: an asterisk between. */
export function formatSize({ width, height }: Size): string {
  return `${width}*${height}`;
}

/** How a model is known where the order goes. */
export interface ModelOffer {
  readonly model: Model | undefined;
  /** The name to send. */
  readonly name: string;
  readonly rate: Rate;
  readonly maxOpenTasks: number;
  /** Undefined when nobody told the price of this model in this region. */
  readonly price: Price | undefined;
  /** The day the price was read; undefined: none is known, or the user states it without a day. */
  readonly priceAsOf: string | undefined;
  readonly warnings: readonly Finding[];
}

/**
 * Looks a model up for a region. An address of somebody's own counts as Singapore, the documented
 * default; an unknown model passes with a warning.
 * @param prices instead of the catalogue's own
 * @throws {InputError} `price_invalid` when the user states a price that is none
 */
export function offerOf(
  modelId: string,
  region: Region | undefined,
  prices: PriceList = CATALOGUE_PRICES,
): ModelOffer {
  const model = findModel(modelId);
  const where = region ?? "singapore";
  const known = prices.find(modelId, where);
  const money = { price: known?.price, priceAsOf: known?.asOf };
  if (model === undefined) {
    const listed = MODELS.filter(({ regions }) => regions[where] !== undefined)
      .map(({ id }) => id).join(", ");
    const warnings: Finding[] = [{ code: "model_unknown", facts: { model: modelId, listed } }];
    return { model, name: modelId, ...UNKNOWN_MODEL_LIMITS, ...money, warnings };
  }
  const row = model.regions[where];
  if (row !== undefined) return { model, ...row, ...money, warnings: [] };
  const near = model.regions.singapore ?? model.regions.beijing;
  return {
    model,
    name: near?.name ?? model.id,
    rate: near?.rate ?? UNKNOWN_MODEL_LIMITS.rate,
    maxOpenTasks: near?.maxOpenTasks ?? UNKNOWN_MODEL_LIMITS.maxOpenTasks,
    ...money,
    warnings: [{ code: "model_not_in_region", facts: { model: modelId, region: where } }],
  };
}

/**
 * Refuses names that stand in many documents and must not be ordered; nothing is sent for them.
 * @throws {InputError} `model_retired`, `model_synchronous`
 */
export function requireOpenModel(model: string): void {
  const retired = findRetired(model);
  if (retired !== undefined) throw new InputError("model_retired", { model, ...retired });
  if (!isSynchronousOnly(model)) return;
  throw new InputError("model_synchronous", { model, instead: INSTEAD_OF_SYNCHRONOUS });
}

/**
 * The model that makes a picture from words for the least money in a region; an address of somebody's
 * own counts as Singapore.
 */
export function cheapestModel(region: Region | undefined): string {
  const where = region ?? "singapore";
  const offers = MODELS.flatMap(({ id, regions, references }) => {
    const price = regions[where]?.price;
    const isWordsAlone = references === undefined || references.min === 0;
    return price === undefined || !isWordsAlone ? [] : [{ id, micros: price.pictureMicros }];
  });
  return offers.toSorted((a, b) => a.micros - b.micros)[0]?.id ?? DEFAULT_MODEL_ID;
}

/** What checking an order found. */
export interface OrderCheck {
  /** Reasons not to send it: it would certainly be refused, or is not what the user can mean. */
  readonly problems: readonly Finding[];
  /** Reasons to look twice; the service decides. */
  readonly warnings: readonly Finding[];
}

/** Checks an order against its model without asking anybody. */
export function checkOrder(order: Order, model: Model | undefined): OrderCheck {
  const problems: Finding[] = [];
  const warnings: Finding[] = [];
  if (order.prompt.trim() === "") problems.push({ code: "prompt_empty", facts: {} });
  checkText(problems, "prompt", order.prompt);
  checkText(problems, "negative_prompt", order.negativePrompt ?? "");
  checkRange(problems, "n_out_of_range", order.n, {
    min: PICTURES_RANGE.min,
    max: model?.maxPictures ?? PICTURES_RANGE.max,
    model: model?.id,
  });
  if (order.seed !== undefined) {
    checkRange(problems, "seed_out_of_range", order.seed, SEED_RANGE);
  }
  if (model !== undefined) {
    checkLength(warnings, "prompt_cut", sentPrompt(order), model.maxPromptChars);
    checkSize(order, model, problems, warnings);
  }
  checkLength(
    warnings,
    "negative_prompt_cut",
    order.negativePrompt ?? "",
    MAX_NEGATIVE_PROMPT_CHARS,
  );
  return { problems, warnings };
}

/** Neither can be sent as it is: at a NUL a text may end on its way, half a pair becomes U+FFFD. */
const UNSENDABLE_REGEXP =
  /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function checkText(into: Finding[], field: string, text: string): void {
  const match = UNSENDABLE_REGEXP.exec(text);
  if (match === null) return;
  const isNul = match[0] === "\0";
  const place = [...text.slice(0, match.index)].length + 1;
  into.push({ code: isNul ? "text_holds_nul" : "text_not_unicode", facts: { field, place } });
}

function checkRange(
  into: Finding[],
  code: Code,
  value: number,
  { min, max, model }: {
    readonly min: number;
    readonly max: number;
    readonly model?: string | undefined;
  },
): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  into.push({ code, facts: { value, min, max, model } });
}

function checkLength(into: Finding[], code: Code, text: string, maxChars: number): void {
  const chars = [...text].length;
  if (chars > maxChars) into.push({ code, facts: { chars, maxChars } });
}

function checkSize(order: Order, model: Model, problems: Finding[], warnings: Finding[]): void {
  const { size: rule } = model;
  const facts = { size: formatSize(order), model: model.id };
  const hasReferences = order.references.length > 0;
  const fault = sizeFault(order, rule, hasReferences);
  if (fault === undefined) return;
  if (fault === "below_advice") {
    warnings.push({ code: "size_below_advice", facts });
  } else if (rule.kind === "side") {
    const { minSide, maxSide } = rule;
    problems.push({ code: "size_side", facts: { ...facts, minSide, maxSide } });
  } else if (fault === "area") {
    const { minPixels } = rule;
    const maxPixels = maxPixelsOf(rule, hasReferences);
    const pixels = order.width * order.height;
    problems.push({ code: "size_area", facts: { ...facts, pixels, minPixels, maxPixels } });
  } else {
    problems.push({ code: "size_ratio", facts: { ...facts, maxRatio: rule.maxRatio } });
  }
}
