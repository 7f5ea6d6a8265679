/**
 * What is known of a model, and how one is found by its name. The rows stand in `catalogue.ts`,
 * models that can no longer (or not yet) be ordered in `closed_models.ts`.
 * @module
 */
import { CATALOGUE } from "./catalogue.ts";
import type { Rate } from "./pacing.ts";
import type { Price } from "./price.ts";
import type { Region } from "./regions.ts";
import type { Size, SizeRule } from "./size_rule.ts";

export type { Price } from "./price.ts";
export type { SizeRule } from "./size_rule.ts";

/**
 * How a model is asked and how it answers: `text2image` takes a prompt and answers with `results`;
 * `messages` takes text and pictures as one message and answers with `choices`.
 */
export type Protocol = "text2image" | "messages";

/** Parameters that a model may or may not take, by the service's own names. */
export type Parameter = "negative_prompt" | "prompt_extend" | "watermark" | "seed";

/** Which pictures a model takes along with the prompt. */
export interface ReferenceRule {
  /** Fewest; 0 when words alone are enough. */
  readonly min: number;
  /** Most. */
  readonly max: number;
  /** Most bytes of one picture as a file. */
  readonly maxBytes: number;
  /** Shortest side, in pixels. */
  readonly minSidePx: number;
  /** Longest side, in pixels; larger pictures are made smaller before they are sent. */
  readonly maxSidePx: number;
  /** Longest side : shortest side. */
  readonly maxRatio: number;
  /** Where the documents put the text in a message with pictures. */
  readonly textPlace: "first" | "last";
}

/** What a region says about a model. */
export interface RegionalModel {
  /** The region's own name for the model; this is what is sent. */
  readonly name: string;
  /** Most creates in a time. */
  readonly rate: Rate;
  /** Most tasks at once. */
  readonly maxOpenTasks: number;
  /** Undefined when no price list names this region. */
  readonly price: Price | undefined;
}

/** One row of the catalogue. */
export interface Model {
  /** The documented name. */
  readonly id: string;
  readonly title: string;
  readonly isRecommended: boolean;
  readonly protocol: Protocol;
  readonly size: SizeRule;
  /** Sizes the newest documents name, preferred by `--size fit`. */
  readonly recommendedSizes: readonly Size[];
  /** Most pictures an order may ask for. */
  readonly maxPictures: number;
  /** The service cuts longer prompts silently. Characters, whatever the script. */
  readonly maxPromptChars: number;
  /** What may be set; anything else is refused or left out, and told. */
  readonly parameters: readonly Parameter[];
  /** What is sent with every order, because the service's own default costs more or fails. */
  readonly fixedParameters: Readonly<Record<string, string | boolean>>;
  /** Undefined: words alone. */
  readonly references: ReferenceRule | undefined;
  readonly regions: Readonly<Partial<Record<Region, RegionalModel>>>;
  /** The day it was launched, `YYYY-MM-DD`; undefined when no list names it. */
  readonly launchedOn: string | undefined;
  /** Where the row comes from. */
  readonly source: string;
}

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

/** The names of the models that take a picture along, for a sentence. */
export function modelsWithReferences(): string[] {
  return MODELS.filter(({ references }) => references !== undefined).map(({ id }) => id);
}
