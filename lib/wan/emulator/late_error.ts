/**
 * What the service finds wrong only once a task runs. Sentences are as recorded where a recording
 * exists: the one about sides ends with a space.
 * @module
 */
import { type Model, type ReferenceRule, SEED_RANGE } from "../models.ts";
import { type Size, sizeFault } from "../size_rule.ts";
import { type CreateBody, messageOf } from "./create_body.ts";
import { type KeptPicture, readSentPicture } from "./sent_picture.ts";
import { type Failure, readSize } from "./task.ts";

/** Sizes the 2026 pages recommend although they lie below the area the same pages state. */
const RECOMMENDED_SIZES = ["1104*1472", "1472*1104", "960*1696", "1696*960"];

/** The area that the newest pages state as the smallest of wan2.5 and wan2.6. */
const STRICT_MIN_PIXELS = 1280 * 1280;

/** Sizes that have a name, and the pictures they are about. */
const NAMED_SIZES: Readonly<Record<string, Size>> = {
  "1K": { width: 1024, height: 1024 },
  "2K": { width: 2048, height: 2048 },
  "4K": { width: 4096, height: 4096 },
};

/** What a body is judged by. */
export interface Judged {
  readonly body: CreateBody;
  readonly model: Model;
  /** Pictures asked for, the service's default filled in. */
  readonly n: number;
  /** As sent, the service's default filled in. */
  readonly size: string;
  readonly isStrict: boolean;
}

/** What is wrong with a body, and the pictures that came along with it. */
export interface Judgement {
  readonly failure: Failure | undefined;
  readonly pictures: readonly KeptPicture[];
}

/** Judges a body as the service does inside the task. */
export function judge(judged: Judged): Judgement {
  const { body, model } = judged;
  if (model.protocol === "text2image") {
    const failure = body.input?.prompt ? undefined : invalid("Field required: input.prompt");
    return { failure: failure ?? parameterFailure(judged), pictures: [] };
  }
  const message = messageOf(body);
  if (message === undefined) {
    return { failure: invalid("Field required: input.messages"), pictures: [] };
  }
  const { texts, images } = message;
  const isTextFine = texts.length === 1 && texts[0]?.trim() !== "";
  if (!isTextFine) return { failure: invalid("Exactly one text is required."), pictures: [] };
  const { failure, pictures } = readPictures(images, model.references);
  return { failure: failure ?? parameterFailure(judged, images.length > 0), pictures };
}

function readPictures(images: readonly string[], rule: ReferenceRule | undefined): Judgement {
  const { min, max } = rule ?? { min: 0, max: 0 };
  if (images.length < min || images.length > max) {
    const message = `The number of images should be between ${min} and ${max}.`;
    return { failure: invalid(message), pictures: [] };
  }
  const pictures: KeptPicture[] = [];
  for (const image of rule === undefined ? [] : images) {
    const read = readSentPicture(image, rule as ReferenceRule);
    if ("failure" in read) return { failure: invalid(read.failure), pictures };
    pictures.push(read);
  }
  return { failure: undefined, pictures };
}

function parameterFailure(judged: Judged, hasPictures = false): Failure | undefined {
  const { body, model } = judged;
  const { n, size, seed, prompt_extend, watermark } = body.parameters ?? {};
  const negative = model.protocol === "messages"
    ? body.parameters?.negative_prompt
    : body.input?.negative_prompt;
  if (negative !== undefined && typeof negative !== "string") {
    return invalidField("negative_prompt");
  }
  if (n !== undefined && !isWithin(n, { min: 1, max: model.maxPictures })) return invalidField("n");
  if (seed !== undefined && !isWithin(seed, SEED_RANGE)) return invalidField("seed");
  if (prompt_extend !== undefined && typeof prompt_extend !== "boolean") {
    return invalidField("prompt_extend");
  }
  if (watermark !== undefined && typeof watermark !== "boolean") return invalidField("watermark");
  if (size !== undefined && typeof size !== "string") return invalidField("size");
  return sizeFailure(judged, hasPictures);
}

function sizeFailure({ model, size: text, isStrict }: Judged, hasPictures: boolean) {
  const { size: rule } = model;
  const named = model.id.startsWith("wan2.7") || model.id === "wan2.6-image"
    ? NAMED_SIZES[text]
    : undefined;
  const size = named ?? readSize(text);
  if (size === undefined) return invalidField("size");
  const fault = sizeFault(size, rule, hasPictures);
  if (fault === "side" && rule.kind === "side") {
    return invalid(
      `Either width or height should be between ${rule.minSide} and ${rule.maxSide}. `,
    );
  }
  if (named !== undefined && fault === "area") {
    return invalid(
      `Size ${text} is not supported for t2i scenario. Maximum supported size is 2K`,
    );
  }
  const isAreaSmall = isStrict && rule.kind === "area" && rule.maxRatio === 4 &&
    rule.maxPixels < 2048 ** 2 && size.width * size.height < STRICT_MIN_PIXELS;
  if (isAreaSmall && !RECOMMENDED_SIZES.includes(text)) return invalidField("size");
  return fault === undefined || fault === "below_advice" ? undefined : invalidField("size");
}

function isWithin(value: unknown, { min, max }: { min: number; max: number }): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}

function invalid(message: string): Failure {
  return { code: "InvalidParameter", message };
}

function invalidField(name: string): Failure {
  return invalid(`The specified parameter is not valid. (${name})`);
}
