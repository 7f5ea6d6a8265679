/**
 * A task as the emulator keeps it: what was asked, and how it will end.
 * @module
 */
import { z } from "zod";
import { type Model, PICTURES_RANGE, SEED_RANGE } from "../models.ts";
import type { TaskEffect } from "./fault_kinds.ts";

const failure = z.object({ code: z.string(), message: z.string() });

const outcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("pictures"), places: z.array(failure.nullable()) }),
  z.object({ kind: z.literal("failed"), ...failure.shape }),
  z.object({ kind: z.literal("status"), status: z.string() }),
]);

const asked = z.object({
  model: z.string(),
  /** Cut to what the model reads. */
  prompt: z.string(),
  n: z.number(),
  size: z.string(),
  promptExtend: z.boolean(),
  watermark: z.boolean(),
});

/** The shape of a task in the state file. */
export const storedTaskSchema = z.object({
  id: z.string(),
  /** Id of the request that made it. */
  requestId: z.string(),
  createdAtMs: z.number(),
  asked,
  outcome,
  durationMs: z.number(),
  /** Queries still to be answered with UNKNOWN. */
  unknownQueries: z.number(),
  canceledAtMs: z.number().nullable(),
});

/** All that is kept of a task; its state follows from this and the clock. */
export type StoredTask = z.infer<typeof storedTaskSchema>;
/** What was asked, with the service's defaults filled in. */
export type Asked = z.infer<typeof asked>;
/** How a task ends. A place that is null is a picture. */
export type Outcome = z.infer<typeof outcome>;
/** Code and message of something that failed inside a task. */
export type Failure = z.infer<typeof failure>;

/**
 * The body of a create, as much of it as can be read: the service accepts almost anything and
 * complains later, inside the task.
 */
export const createBodySchema = z.looseObject({
  model: z.string().optional().catch(undefined),
  input: z.looseObject({
    prompt: z.string().optional().catch(undefined),
    negative_prompt: z.unknown().optional(),
  }).optional().catch(undefined),
  parameters: z.looseObject({
    n: z.unknown().optional(),
    size: z.unknown().optional(),
    seed: z.unknown().optional(),
    prompt_extend: z.unknown().optional(),
    watermark: z.unknown().optional(),
  }).optional().catch(undefined),
});

/** A create body that could be read. */
export type CreateBody = z.infer<typeof createBodySchema>;

/** Cuts a text to a number of characters, whatever the script. */
function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : [...text].slice(0, maxChars).join("");
}

/** Fills in the service's defaults and cuts what is too long, without complaint. */
export function readAsked(body: CreateBody, model: Model, modelName: string): Asked {
  const { n, size, prompt_extend, watermark } = body.parameters ?? {};
  return {
    model: modelName,
    prompt: cut(body.input?.prompt ?? "", model.maxPromptChars),
    n: typeof n === "number" ? n : PICTURES_RANGE.max,
    size: typeof size === "string" ? size : defaultSize(model),
    promptExtend: prompt_extend !== false,
    watermark: watermark === true,
  };
}

function defaultSize({ size }: Model): string {
  return size.kind === "area" ? "1280*1280" : "1024*1024";
}

/** Sizes the 2026 pages recommend although they lie below the area the same pages state. */
const RECOMMENDED_SIZES = ["1104*1472", "1472*1104", "960*1696", "1696*960"];

/** Reads the service's spelling of a size. */
export function readSize(text: string): { width: number; height: number } | undefined {
  const match = /^(\d{1,5})\*(\d{1,5})$/.exec(text);
  return match === null ? undefined : { width: Number(match[1]), height: Number(match[2]) };
}

/** What the service finds wrong once the task runs. */
export function findLateError(
  body: CreateBody,
  asked: Asked,
  model: Model,
  strictSizes: boolean,
): Failure | undefined {
  const { n, size, seed, prompt_extend, watermark } = body.parameters ?? {};
  if (!body.input?.prompt) return invalid("Field required: input.prompt");
  const negative = body.input.negative_prompt;
  if (negative !== undefined && typeof negative !== "string") {
    return invalidField("negative_prompt");
  }
  if (n !== undefined && !isWithin(n, PICTURES_RANGE)) return invalidField("n");
  if (seed !== undefined && !isWithin(seed, SEED_RANGE)) return invalidField("seed");
  if (prompt_extend !== undefined && typeof prompt_extend !== "boolean") {
    return invalidField("prompt_extend");
  }
  if (watermark !== undefined && typeof watermark !== "boolean") return invalidField("watermark");
  const isSizeFine = (size === undefined || typeof size === "string") &&
    isSizeAllowed(asked.size, model, strictSizes);
  return isSizeFine ? undefined : invalidField("size");
}

function isWithin(value: unknown, { min, max }: { min: number; max: number }): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}

function isSizeAllowed(text: string, model: Model, strictSizes: boolean): boolean {
  const size = readSize(text);
  if (size === undefined) return false;
  const { width, height } = size;
  const rule = model.size;
  if (rule.kind === "side") {
    return Math.min(width, height) >= rule.minSide && Math.max(width, height) <= rule.maxSide;
  }
  const isTooSmall = strictSizes && width * height < 1280 * 1280 &&
    !RECOMMENDED_SIZES.includes(text);
  return !isTooSmall && width * height >= rule.minPixels && width * height <= rule.maxPixels &&
    Math.max(width, height) <= rule.maxRatio * Math.min(width, height);
}

function invalid(message: string): Failure {
  return { code: "InvalidParameter", message };
}

function invalidField(name: string): Failure {
  return invalid(`The specified parameter is not valid. (${name})`);
}

/** How the task ends, given what was asked and what was arranged. */
export function decideOutcome(
  asked: Asked,
  lateError: Failure | undefined,
  effects: readonly TaskEffect[],
): Outcome {
  if (lateError !== undefined) return { kind: "failed", ...lateError };
  const more = effects.find((effect) => effect.kind === "more")?.pictures ?? 0;
  const places: (Failure | null)[] = Array.from({ length: asked.n + more }, () => null);
  for (const effect of effects) {
    if (effect.kind === "status") return { kind: "status", status: effect.status };
    if (effect.kind === "fail" || effect.kind === "fail-when-extended") {
      return { kind: "failed", code: effect.code, message: effect.message };
    }
    if (effect.kind !== "partial") continue;
    for (const [place, failure] of Object.entries(effect.places)) {
      if (Number(place) <= places.length) places[Number(place) - 1] = failure;
    }
  }
  const first = places[0];
  const isAllFailed = places.every((place) => place !== null);
  return isAllFailed && first ? { kind: "failed", ...first } : { kind: "pictures", places };
}

/** Pictures that are billed once the task has ended. */
export function billedPictures({ outcome }: StoredTask): number {
  return outcome.kind === "pictures" ? outcome.places.filter((place) => place === null).length : 0;
}
