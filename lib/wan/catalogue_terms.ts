/**
 * What several rows of the catalogue have in common: rules of size, rules of references, prices.
 * @module
 */
import type { Parameter, ReferenceRule, RegionalModel } from "./model.ts";
import { type Currency, microsOf, type Price } from "./price.ts";
import type { Size, SizeRule } from "./size_rule.ts";

/** Of a model that takes every parameter there is. */
export const ALL_PARAMETERS: readonly Parameter[] = [
  "negative_prompt",
  "prompt_extend",
  "watermark",
  "seed",
];

/** Of wan2.5 and wan2.6: the area counts. */
export const AREA_RULE: SizeRule = {
  kind: "area",
  minPixels: 768 * 768,
  maxPixels: 1440 * 1440,
  // The pages recommend 1104*1472 and 960*1696, which lie just below the 1280*1280 they state.
  advisedMinPixels: 1104 * 1472,
  maxRatio: 4,
};
/** Of the older models: each side counts. */
export const SIDE_RULE: SizeRule = { kind: "side", minSide: 512, maxSide: 1440 };

/** Recommended by the newest pages for {@link AREA_RULE}. */
export const AREA_SIZES = sizes("1280*1280 1104*1472 1472*1104 960*1696 1696*960");
/** Documented for {@link SIDE_RULE}. */
export const SIDE_SIZES = sizes("1024*1024 800*1200 1200*800 960*1280 1280*960 720*1280 1280*720");

/** From a square of `minSide` up to 2048*2048, from words alone perhaps more. */
export function wideRule(minSide: number, maxRatio: number, wordsOnlyMaxSide = 2048): SizeRule {
  return {
    kind: "area",
    minPixels: minSide ** 2,
    maxPixels: 2048 ** 2,
    advisedMinPixels: minSide ** 2,
    maxRatio,
    ...(wordsOnlyMaxSide > 2048 ? { wordsOnlyMaxPixels: wordsOnlyMaxSide ** 2 } : {}),
  };
}

const MEGABYTE = 1_000_000;
const WAN_PICTURES = { minSidePx: 240, maxSidePx: 8000, maxRatio: 8 } as const;
/** Edit mode demands a picture. */
export const WAN26_REFERENCES: ReferenceRule = {
  ...WAN_PICTURES,
  min: 1,
  max: 4,
  maxBytes: 10 * MEGABYTE,
  textPlace: "first",
};
/** Up to nine pictures, for nothing. */
export const WAN27_REFERENCES: ReferenceRule = {
  ...WAN_PICTURES,
  min: 0,
  max: 9,
  maxBytes: 20 * MEGABYTE,
  textPlace: "last",
};
/** Each picture has its price; the sides are advice. */
export const QWEN_REFERENCES: ReferenceRule = {
  min: 0,
  max: 3,
  maxBytes: 10 * MEGABYTE,
  // 384 is advised, not demanded: small films have smaller frames.
  minSidePx: 240,
  maxSidePx: 2048,
  maxRatio: 8,
  textPlace: "last",
};

/** Above this area the service calls a picture "2k" and asks the higher price. */
const QWEN_LARGE_PIXELS = 2_250_000;

/** `perSecond` creates a second and as many tasks at once: the tables give both the same number. */
export function regional(name: string, perSecond: number, price: Price): RegionalModel {
  return { name, rate: { count: perSecond, windowMs: 1_000 }, maxOpenTasks: perSecond, price };
}

interface Extras {
  /** A picture above the area of {@link QWEN_LARGE_PIXELS}. */
  readonly large?: number;
  /** A picture that is sent along. */
  readonly reference?: number;
}

/** A price in US dollars, as the Singapore list has it. */
export function usd(picture: number, extras?: Extras): Price {
  return priceIn("USD", picture, extras);
}

/** A price in yuan, as the Beijing list has it. */
export function cny(picture: number, extras?: Extras): Price {
  return priceIn("CNY", picture, extras);
}

function priceIn(currency: Currency, picture: number, { large, reference }: Extras = {}): Price {
  return {
    currency,
    pictureMicros: microsOf(picture),
    ...(large === undefined
      ? {}
      : { large: { abovePixels: QWEN_LARGE_PIXELS, pictureMicros: microsOf(large) } }),
    ...(reference === undefined ? {} : { referenceMicros: microsOf(reference) }),
  };
}

/** `1280*1280 1104*1472` */
function sizes(text: string): readonly Size[] {
  return text.split(" ").map((each) => {
    const [width = 0, height = 0] = each.split("*").map(Number);
    return { width, height };
  });
}
