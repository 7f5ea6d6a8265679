/**
 * What is known of a model, and how one is found by its name. The rows stand in `catalogue.ts`,
 * models that can no longer (or not yet) be ordered in `closed_models.ts`.
 * @module
 */
import { CATALOGUE } from "./catalogue.ts";
import type { Model, Protocol, ReferenceRule } from "./model.ts";

export type { Model, Parameter, Price, Protocol, ReferenceRule, RegionalModel } from "./model.ts";

/** The day the prices of the catalogue were read. */
export const PRICES_AS_OF = "2026-09-23";

/** Pictures an order may ask for, whatever the model; most models take fewer. */
export const PICTURES_RANGE = { min: 1, max: 6 } as const;

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

/** All models that can be ordered: the six documented ones, then the newer ones. */
export const MODELS: readonly Model[] = CATALOGUE;

/** Finds a model by its documented name or by any region's name for it. */
export function findModel(name: string): Model | undefined {
  return MODELS.find((model) =>
    model.id === name || Object.values(model.regions).some((row) => row.name === name)
  );
}

/** Names of the older interface, among them its image-less names of other families. */
const TEXT2IMAGE_REGEXP = /^(wanx|wan1\.|wan2\.[0-5]-t2i|flux|stable-diffusion)/;
const MESSAGES_REGEXP = /^(wan\d|qwen-|z-image)/;

/** The protocol of a model; that of an unknown one is guessed from its name. */
export function protocolOf(name: string): Protocol {
  const known = findModel(name);
  if (known !== undefined) return known.protocol;
  if (TEXT2IMAGE_REGEXP.test(name)) return "text2image";
  return MESSAGES_REGEXP.test(name) ? "messages" : "text2image";
}

/** What is assumed of a model the catalogue does not know: the narrowest of its siblings' rules. */
const UNKNOWN_REFERENCES: ReferenceRule = {
  min: 0,
  max: 9,
  maxBytes: 10_000_000,
  minSidePx: 240,
  maxSidePx: 2048,
  maxRatio: 8,
  textPlace: "last",
};

/** Which pictures a model takes along, by the name that is sent; undefined: words alone. */
export function referenceRuleOf(name: string): ReferenceRule | undefined {
  const known = findModel(name);
  if (known !== undefined) return known.references;
  return protocolOf(name) === "messages" ? UNKNOWN_REFERENCES : undefined;
}

/** The names of the models that take a picture along, for a sentence. */
export function modelsWithReferences(): string[] {
  return MODELS.filter(({ references }) => references !== undefined).map(({ id }) => id);
}
