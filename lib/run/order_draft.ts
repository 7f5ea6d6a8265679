/**
 * From what was asked for to the order of one illustration.
 * @module
 */
import type { Finding } from "../errors.ts";
import type { Illustration } from "../pipeline/folder.ts";
import type { OrderSpec } from "../pipeline/journal_rows.ts";
import type { ReferenceFile } from "../pipeline/reference_files.ts";
import { protocolOf } from "../wan/models.ts";
import type { ModelOffer } from "../wan/order.ts";
import { amountOf, pictureMicros } from "../wan/price.ts";
import type { Size } from "../wan/size_rule.ts";
import { fittingSize } from "./frame_fit.ts";
import type { RegenerateRequest } from "./request.ts";
import type { FoundReference } from "./references.ts";

/** What holds for all orders of a plan. */
export interface OrderTerms {
  readonly request: RegenerateRequest;
  readonly offer: ModelOffer;
  readonly film: Size;
  /** As the journal names it. */
  readonly service: string;
  readonly isRehearsal: boolean;
  readonly parentId: number | undefined;
}

/** The order of one illustration with what is odd about how it came to be. */
export interface OrderDraft {
  readonly index: number;
  readonly title: string | undefined;
  readonly order: OrderSpec;
  readonly files: readonly ReferenceFile[];
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Makes the order of an illustration. */
export function draftOrder(
  illustration: Illustration,
  found: readonly FoundReference[],
  terms: OrderTerms,
): OrderDraft {
  const { request, offer, film, isRehearsal } = terms;
  const { index, title } = illustration;
  const negative = negativePromptOf(illustration, terms);
  const size = request.size === "fit" ? fittingSize(offer, film, found.length > 0) : request.size;
  const order: OrderSpec = {
    illustration: index,
    service: terms.service,
    model: offer.name,
    protocol: protocolOf(offer.name),
    prompt: request.edit ?? request.prompt ?? illustration.prompt ?? "",
    negativePrompt: negative.text,
    width: size.width,
    height: size.height,
    n: request.n,
    seed: request.seed,
    promptExtend: request.promptExtend,
    watermark: request.watermark,
    references: found.map(({ reference }) => reference),
    unitPrice: undefined,
    currency: offer.price?.currency,
    parentId: terms.parentId,
  };
  const price = offer.price === undefined ? undefined : amountOf(pictureMicros(offer.price, order));
  return {
    index,
    title,
    order: { ...order, unitPrice: isRehearsal ? 0 : price },
    files: found.map(({ file }) => file),
    problems: [...negative.problems, ...extendProblems(terms)],
    warnings: [...negative.warnings, ...autoWarnings(terms, found)],
  };
}

/**
 * What a model does not take is refused when somebody asked for it now, and told and left out when it
 * stands in illustrations.json, which was written for all models. An edit is no such picture: the
 * recorded negative prompt was not written for it.
 */
function negativePromptOf(
  illustration: Illustration,
  { request, offer }: OrderTerms,
): {
  readonly text: string | undefined;
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
} {
  const recorded = request.edit === undefined ? illustration.negativePrompt : undefined;
  const text = (request.negativePrompt ?? recorded) || undefined;
  const isTaken = offer.model?.parameters.includes("negative_prompt") ?? true;
  if (text === undefined || isTaken) return { text, problems: [], warnings: [] };
  const facts = { parameter: "negative_prompt", model: offer.name };
  const isTyped = request.negativePrompt !== undefined && text !== recorded;
  return {
    text: undefined,
    problems: isTyped ? [{ code: "parameter_not_taken", facts }] : [],
    warnings: isTyped ? [] : [{ code: "parameter_left_out", facts }],
  };
}

function extendProblems({ request, offer }: OrderTerms): Finding[] {
  const isTaken = offer.model?.parameters.includes("prompt_extend") ?? true;
  if (!request.promptExtend || isTaken) return [];
  const facts = { parameter: "prompt_extend", model: offer.name };
  return [{ code: "parameter_not_taken", facts }];
}

/** Whoever asked for frames that are alike must know that none was found. */
function autoWarnings({ request }: OrderTerms, found: readonly FoundReference[]): Finding[] {
  const isAuto = request.references?.some((each) => /(^|,)\s*auto\s*(,|$)/i.test(each)) ?? false;
  return isAuto && found.every(({ reference }) => reference.kind !== "illustration")
    ? [{ code: "reference_auto_none", facts: {} }]
    : [];
}
