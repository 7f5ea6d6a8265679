/**
 * The body of a create in either protocol, as much of it as can be read: the service accepts almost
 * anything and complains later, inside the task.
 * @module
 */
import { Buffer } from "node:buffer";
import { z } from "zod";
import { sha256Of } from "../../digest.ts";
import type { Model } from "../models.ts";
import type { Asked } from "./task.ts";

/** The members that are looked at; everything else is tolerated. */
const createBodySchema = z.looseObject({
  model: z.string().optional().catch(undefined),
  input: z.looseObject({
    prompt: z.string().optional().catch(undefined),
    negative_prompt: z.unknown().optional(),
    messages: z.unknown().optional(),
  }).optional().catch(undefined),
  parameters: z.looseObject({
    n: z.unknown().optional(),
    size: z.unknown().optional(),
    seed: z.unknown().optional(),
    negative_prompt: z.unknown().optional(),
    prompt_extend: z.unknown().optional(),
    watermark: z.unknown().optional(),
  }).optional().catch(undefined),
});

/** A create body that could be read. */
export type CreateBody = z.infer<typeof createBodySchema>;

/** Reads the text of a body; undefined when it is not even an object in JSON. */
export function readBody(text: string): CreateBody | undefined {
  try {
    return createBodySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What the user's one message holds. */
export interface UserMessage {
  readonly texts: readonly string[];
  /** Addresses of pictures. */
  readonly images: readonly string[];
}

const contentSchema = z.looseObject({
  text: z.string().optional(),
  image: z.string().optional(),
});

const messagesSchema = z.tuple([
  z.looseObject({ role: z.literal("user"), content: z.array(contentSchema) }),
]);

/** The message of a body of the messages protocol; undefined when there is not exactly one. */
export function messageOf(body: CreateBody): UserMessage | undefined {
  const parsed = messagesSchema.safeParse(body.input?.messages);
  if (!parsed.success) return undefined;
  const [{ content }] = parsed.data;
  return {
    texts: content.flatMap(({ text }) => text === undefined ? [] : [text]),
    images: content.flatMap(({ image }) => image === undefined ? [] : [image]),
  };
}

/** The prompt of a body of either protocol. */
export function promptOf(body: CreateBody): string | undefined {
  return body.input?.prompt ?? messageOf(body)?.texts[0];
}

/** Whether a size is given as a word to a model that takes numbers alone. */
export function isNamedSize({ model, parameters }: CreateBody): boolean {
  const { size } = parameters ?? {};
  return model?.startsWith("qwen-") === true && typeof size === "string" && !size.includes("*");
}

/** What is asked for, without the pictures that are sent along. */
type AskedInWords = Omit<Asked, "references">;

/** Fills in the service's defaults and cuts what is too long, without complaint. */
export function readAsked(body: CreateBody, model: Model, modelName: string): AskedInWords {
  const { n, size, prompt_extend, watermark } = body.parameters ?? {};
  return {
    model: modelName,
    prompt: cut(promptOf(body) ?? "", model.maxPromptChars),
    n: typeof n === "number" ? n : defaultCount(model),
    size: typeof size === "string" ? size : defaultSize(model),
    promptExtend: prompt_extend !== false && model.parameters.includes("prompt_extend"),
    watermark: watermark === true,
  };
}

/** One for the Qwen family, four for all others. */
function defaultCount({ id }: Model): number {
  return id.startsWith("qwen-") ? 1 : 4;
}

function defaultSize({ size, maxPictures }: Model): string {
  if (size.kind === "side") return "1024*1024";
  return maxPictures > 4 ? "2048*2048" : "1280*1280";
}

/** Cuts a text to a number of characters, whatever the script. */
function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : [...text].slice(0, maxChars).join("");
}

const PICTURE_REGEXP = /(data:[a-z/+.-]+;base64,)([A-Za-z0-9+/=]{200,})/g;

/** The text of a body with every picture in it replaced by the digest of its bytes. */
export function withoutPictures(bodyText: string): string {
  return bodyText.replaceAll(
    PICTURE_REGEXP,
    (_, head: string, data: string) => `${head}sha256:${sha256Of(Buffer.from(data, "base64"))}`,
  );
}
