/**
 * What is told of a model: the shape of a row of the catalogue.
 * @module
 */
import type { Protocol } from "../order.ts";
import type { Rate } from "./pacing.ts";
import type { Price } from "./price.ts";
import type { Region } from "./regions.ts";
import type { Size, SizeRule } from "./size_rule.ts";

export type { Protocol } from "../order.ts";
export type { Price } from "./price.ts";
export type { SizeRule } from "./size_rule.ts";

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
