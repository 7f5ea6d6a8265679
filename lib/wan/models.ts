/**
 * The catalogue of models as data: what a model takes, what it costs, how fast it may be asked.
 * Sources: "Wan text-to-image V2 API reference" (2025-10 and 2026 editions), "Rate limits" (2026),
 * the official price pages as read on {@link PRICES_AS_OF}. Prices are estimates: the bill is the
 * service's.
 * @module
 */
import type { Rate } from "./pacing.ts";
import type { Region } from "./regions.ts";

/** What sizes a model takes, in pixels. */
export type SizeRule =
  | {
    /** The area and the ratio decide, no limit for one side. */
    readonly kind: "area";
    readonly minPixels: number;
    readonly maxPixels: number;
    /** Below this area newer documents no longer promise the size; the service decides. */
    readonly advisedMinPixels: number;
    /** Longest side : shortest side. */
    readonly maxRatio: number;
  }
  | {
    readonly kind: "side";
    readonly minSide: number;
    readonly maxSide: number;
  };

/** Price of one picture. */
export interface Price {
  readonly amount: number;
  readonly currency: "USD" | "CNY";
}

/** What a region says about a model. */
export interface RegionalModel {
  /** The region's own name for the model; this is what is sent. */
  readonly name: string;
  /** Most creates a second. */
  readonly rate: Rate;
  /** Most tasks at once. */
  readonly maxOpenTasks: number;
  /** Price of one picture. */
  readonly price: Price;
}

/** One row of the catalogue. */
export interface Model {
  /** The documented name. */
  readonly id: string;
  readonly title: string;
  readonly isRecommended: boolean;
  readonly size: SizeRule;
  /** The service cuts longer prompts silently. Characters, whatever the script. */
  readonly maxPromptChars: number;
  readonly regions: Readonly<Partial<Record<Region, RegionalModel>>>;
}

/** The day the prices below were read. */
export const PRICES_AS_OF = "2026-09-23";

/** Pictures an order may ask for. */
export const PICTURES_RANGE = { min: 1, max: 4 } as const;

/** Values the service takes as a seed. */
export const SEED_RANGE = { min: 0, max: 2_147_483_647 } as const;

/** Longest negative prompt; the service cuts the rest silently. */
export const MAX_NEGATIVE_PROMPT_CHARS = 500;

/** The model used when nothing is configured, as documented. */
export const DEFAULT_MODEL_ID = "wan2.5-t2i-preview";

/** What is assumed of a model the catalogue does not know: the strictest limits of its siblings. */
export const UNKNOWN_MODEL_LIMITS = {
  rate: { count: 1, windowMs: 1_000 },
  maxOpenTasks: 2,
} as const;

const AREA_RULE: SizeRule = {
  kind: "area",
  minPixels: 768 * 768,
  maxPixels: 1440 * 1440,
  // The pages recommend 1104*1472 and 960*1696, which lie just below the 1280*1280 they state.
  advisedMinPixels: 1104 * 1472,
  maxRatio: 4,
};

const SIDE_RULE: SizeRule = { kind: "side", minSide: 512, maxSide: 1440 };

function regional(
  name: string,
  perSecond: number,
  amount: number,
  currency: Price["currency"],
): RegionalModel {
  return {
    name,
    rate: { count: perSecond, windowMs: 1_000 },
    maxOpenTasks: perSecond,
    price: { amount, currency },
  };
}

/** The six documented models, newest first. */
export const MODELS: readonly Model[] = [
  {
    id: "wan2.5-t2i-preview",
    title: "Wan 2.5 preview",
    isRecommended: true,
    size: AREA_RULE,
    maxPromptChars: 2000,
    regions: {
      singapore: regional("wan2.5-t2i-preview", 5, 0.03, "USD"),
      beijing: regional("wan2.5-t2i-preview", 5, 0.2, "CNY"),
    },
  },
  {
    id: "wan2.2-t2i-flash",
    title: "Wan 2.2 Flash Edition",
    isRecommended: true,
    size: SIDE_RULE,
    maxPromptChars: 500,
    regions: {
      singapore: regional("wan2.2-t2i-flash", 2, 0.025, "USD"),
      beijing: regional("wan2.2-t2i-flash", 2, 0.14, "CNY"),
    },
  },
  {
    id: "wan2.2-t2i-plus",
    title: "Wan 2.2 Professional Edition",
    isRecommended: true,
    size: SIDE_RULE,
    maxPromptChars: 500,
    regions: {
      singapore: regional("wan2.2-t2i-plus", 2, 0.05, "USD"),
      beijing: regional("wan2.2-t2i-plus", 2, 0.2, "CNY"),
    },
  },
  {
    id: "wanx2.1-t2i-turbo",
    title: "Wan 2.1 Turbo Edition",
    isRecommended: false,
    size: SIDE_RULE,
    maxPromptChars: 500,
    regions: {
      singapore: regional("wan2.1-t2i-turbo", 2, 0.025, "USD"),
      beijing: regional("wanx2.1-t2i-turbo", 2, 0.14, "CNY"),
    },
  },
  {
    id: "wanx2.1-t2i-plus",
    title: "Wan 2.1 Professional Edition",
    isRecommended: false,
    size: SIDE_RULE,
    maxPromptChars: 500,
    regions: {
      singapore: regional("wan2.1-t2i-plus", 2, 0.05, "USD"),
      beijing: regional("wanx2.1-t2i-plus", 2, 0.2, "CNY"),
    },
  },
  {
    id: "wanx2.0-t2i-turbo",
    title: "Wan 2.0 Turbo Edition",
    isRecommended: false,
    size: SIDE_RULE,
    maxPromptChars: 800,
    regions: {
      beijing: regional("wanx2.0-t2i-turbo", 2, 0.04, "CNY"),
    },
  },
];

/** Finds a model by its documented name or by any region's name for it. */
export function findModel(name: string): Model | undefined {
  return MODELS.find((model) =>
    model.id === name || Object.values(model.regions).some((row) => row.name === name)
  );
}
