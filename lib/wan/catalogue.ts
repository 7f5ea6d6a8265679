/**
 * The catalogue of models as data: one row per model. The contract test orders from every row;
 * CONTRIBUTING.md says what else a new one needs.
 *
 * Sources, named in the rows: **V2** "Wan text-to-image V2 API reference" (2025-10 and 2026 editions);
 * **W26** "Wan 2.6 image" and **W27** "Wan 2.7 image" (2026-11-20); **Q3** "Qwen-Image 3.0" (2026);
 * rates from "Rate limits" (2026), prices from the official price pages as read on the day that
 * `PRICES_AS_OF` names. Prices are estimates: the bill is the service's.
 * @module
 */
import {
  ALL_PARAMETERS,
  AREA_RULE,
  AREA_SIZES,
  cny,
  QWEN_REFERENCES,
  regional,
  SIDE_RULE,
  SIDE_SIZES,
  usd,
  WAN26_REFERENCES,
  WAN27_REFERENCES,
  wideRule,
} from "./catalogue_terms.ts";
import type { Model, RegionalModel } from "./model.ts";
import type { Price } from "./price.ts";
import type { SizeRule } from "./size_rule.ts";

/** The six documented models, then the newer ones of the messages protocol. */
export const CATALOGUE: readonly Model[] = [
  {
    ...documented("wan2.5-t2i-preview", "Wan 2.5 preview", true, AREA_RULE, 2000),
    regions: {
      singapore: regional("wan2.5-t2i-preview", 5, usd(0.03)),
      beijing: regional("wan2.5-t2i-preview", 5, cny(0.2)),
    },
  },
  {
    ...documented("wan2.2-t2i-flash", "Wan 2.2 Flash Edition", true, SIDE_RULE, 500),
    regions: {
      singapore: regional("wan2.2-t2i-flash", 2, usd(0.025)),
      beijing: regional("wan2.2-t2i-flash", 2, cny(0.14)),
    },
  },
  {
    ...documented("wan2.2-t2i-plus", "Wan 2.2 Professional Edition", true, SIDE_RULE, 500),
    regions: {
      singapore: regional("wan2.2-t2i-plus", 2, usd(0.05)),
      beijing: regional("wan2.2-t2i-plus", 2, cny(0.2)),
    },
  },
  {
    ...documented("wanx2.1-t2i-turbo", "Wan 2.1 Turbo Edition", false, SIDE_RULE, 500),
    regions: {
      singapore: regional("wan2.1-t2i-turbo", 2, usd(0.025)),
      beijing: regional("wanx2.1-t2i-turbo", 2, cny(0.14)),
    },
  },
  {
    ...documented("wanx2.1-t2i-plus", "Wan 2.1 Professional Edition", false, SIDE_RULE, 500),
    regions: {
      singapore: regional("wan2.1-t2i-plus", 2, usd(0.05)),
      beijing: regional("wanx2.1-t2i-plus", 2, cny(0.2)),
    },
  },
  {
    ...documented("wanx2.0-t2i-turbo", "Wan 2.0 Turbo Edition", false, SIDE_RULE, 800),
    regions: { beijing: regional("wanx2.0-t2i-turbo", 2, cny(0.04)) },
  },
  {
    ...newer("wan2.6-t2i", "Wan 2.6", "2025-12-15", "V2"),
    size: AREA_RULE,
    recommendedSizes: AREA_SIZES,
    maxPromptChars: 2100,
    parameters: ALL_PARAMETERS,
    regions: {
      singapore: regional("wan2.6-t2i", 5, usd(0.03)),
      beijing: { ...regional("wan2.6-t2i", 1, cny(0.2)), maxOpenTasks: 5 },
      virginia: regional("wan2.6-t2i", 5, cny(0.2)),
      // No rate list names Frankfurt: the slowest of the others.
      frankfurt: { ...regional("wan2.6-t2i", 1, cny(0.2)), maxOpenTasks: 5 },
    },
  },
  {
    ...newer("wan2.6-image", "Wan 2.6 image", "2025-12-15", "W26"),
    size: wideRule(768, 4),
    maxPromptChars: 2000,
    parameters: ALL_PARAMETERS,
    fixedParameters: { enable_interleave: false },
    references: WAN26_REFERENCES,
    regions: {
      singapore: regional("wan2.6-image", 5, usd(0.03)),
      beijing: regional("wan2.6-image", 5, cny(0.2)),
      virginia: regional("wan2.6-image", 5, cny(0.2)),
      frankfurt: regional("wan2.6-image", 5, cny(0.2)),
    },
  },
  {
    ...newer("wan2.7-image", "Wan 2.7 image", "2026-04-01", "W27"),
    size: wideRule(768, 8),
    maxPromptChars: 5000,
    parameters: ["watermark", "seed"],
    fixedParameters: { enable_sequential: false },
    references: WAN27_REFERENCES,
    regions: {
      singapore: regional("wan2.7-image", 5, usd(0.03)),
      beijing: regional("wan2.7-image", 5, cny(0.2)),
    },
  },
  {
    ...newer("wan2.7-image-pro", "Wan 2.7 image Professional Edition", "2026-04-01", "W27"),
    size: wideRule(768, 8, 4096),
    maxPromptChars: 5000,
    parameters: ["watermark", "seed"],
    fixedParameters: { enable_sequential: false },
    references: WAN27_REFERENCES,
    regions: {
      singapore: regional("wan2.7-image-pro", 5, usd(0.075)),
      beijing: regional("wan2.7-image-pro", 5, cny(0.5)),
    },
  },
  qwen3("qwen-image-3.0", "Qwen-Image 3.0", "2026-08-04", {
    singapore: usd(0.03, { reference: 0.003 }),
    beijing: cny(0.18, { reference: 0.02 }),
  }),
  qwen3("qwen-image-3.0-pro", "Qwen-Image 3.0 Professional Edition", "2026-07-20", {
    singapore: usd(0.04, { large: 0.075, reference: 0.003 }),
    beijing: cny(0.25, { large: 0.5, reference: 0.02 }),
  }),
];

type Row = Omit<Model, "regions">;

function documented(
  id: string,
  title: string,
  isRecommended: boolean,
  size: SizeRule,
  maxPromptChars: number,
): Row {
  return {
    id,
    title,
    isRecommended,
    protocol: "text2image",
    size,
    recommendedSizes: size.kind === "area" ? AREA_SIZES : SIDE_SIZES,
    maxPictures: 4,
    maxPromptChars,
    parameters: ALL_PARAMETERS,
    fixedParameters: {},
    references: undefined,
    launchedOn: undefined,
    source: "V2",
  };
}

function newer(id: string, title: string, launchedOn: string, source: string) {
  return {
    id,
    title,
    isRecommended: true,
    protocol: "messages" as const,
    recommendedSizes: [],
    maxPictures: 4,
    fixedParameters: {},
    references: undefined,
    launchedOn,
    source,
  };
}

/** The two of this family differ in price alone. */
function qwen3(
  id: string,
  title: string,
  launchedOn: string,
  prices: Readonly<Record<"singapore" | "beijing", Price>>,
): Model {
  // Five a minute is noted for the dearer one; tasks at once are told nowhere.
  const offer = (price: Price | undefined): RegionalModel => ({
    name: id,
    rate: { count: 5, windowMs: 60_000 },
    maxOpenTasks: 2,
    price,
  });
  return {
    ...newer(id, title, launchedOn, "Q3"),
    size: wideRule(512, 8),
    maxPictures: 6,
    // The documents advise 4500 tokens; a token is a character or more.
    maxPromptChars: 4500,
    parameters: ALL_PARAMETERS,
    // With pictures the service refuses the mode "agent".
    fixedParameters: { prompt_extend_mode: "direct" },
    references: QWEN_REFERENCES,
    regions: {
      singapore: offer(prices.singapore),
      beijing: offer(prices.beijing),
      virginia: offer(undefined),
      frankfurt: offer(undefined),
      tokyo: offer(undefined),
      hongkong: offer(undefined),
    },
  };
}
