/**
 * From the page's form to a plan, and from a plan to the price the person agrees to.
 * @module
 */
import { z } from "zod";
import type { Pipeline } from "../pipeline/folder.ts";
import type { PlanBudget } from "../run/budget.ts";
import { planRun, type RunPlan } from "../run/plan.ts";
import type { ServiceSettings } from "../wan/service_settings.ts";
import { MODELS, PICTURES_RANGE, SEED_RANGE } from "../wan/models.ts";
import { amountOf } from "../wan/price.ts";
import { formatSize, offerOf, parseSize, RATIO_SIZES } from "../wan/order.ts";
import { regionOf } from "../wan/regions.ts";
import type { OrderForm, OrderQuote, PageLang, PageModel } from "../page/state.ts";
import type { Messages } from "./messages.ts";

/** Longest text that is taken; the service itself takes less. */
const MAX_TEXT_CHARS = 20_000;

/** The form as it comes from the page. */
export const orderFormSchema: z.ZodType<OrderForm> = z.strictObject({
  index: z.int().min(0),
  model: z.string().trim().min(1).max(200),
  size: z.string().max(40),
  n: z.int().min(PICTURES_RANGE.min).max(PICTURES_RANGE.max),
  seed: z.int().min(SEED_RANGE.min).max(SEED_RANGE.max).nullable(),
  prompt: z.string().max(MAX_TEXT_CHARS),
  negativePrompt: z.string().max(MAX_TEXT_CHARS),
  promptExtend: z.boolean(),
});

/**
 * The plan of a form.
 * @throws {InputError} `size_invalid`, `indices_none` when the illustration is gone
 */
export function planForm(pipeline: Pipeline, form: OrderForm, service: ServiceSettings): RunPlan {
  return planRun(pipeline, {
    indices: String(form.index),
    model: form.model,
    size: parseSize(form.size),
    n: form.n,
    seed: form.seed ?? undefined,
    promptExtend: form.promptExtend,
    watermark: false,
    prompt: form.prompt,
    negativePrompt: form.negativePrompt,
    again: false,
  }, service);
}

/** What goes with a quote. */
export interface QuoteExtras {
  /** What the page sends back to agree. */
  readonly confirmation: string;
  /** Undefined: there is no ceiling. */
  readonly budget: PlanBudget | undefined;
}

/** What a plan would cost and everything worth knowing before paying. */
export function quoteOf(
  plan: RunPlan,
  { confirmation, budget }: QuoteExtras,
  messages: Messages,
  lang: PageLang,
): OrderQuote {
  return {
    price: messages.price(plan.price, plan.isRehearsal, lang),
    confirmation,
    pictures: plan.price.pictures,
    warnings: [
      ...messages.budget(budget, lang),
      ...plan.warnings.flatMap((each) => messages.finding(each, lang)),
    ],
    problems: messages.problems(plan, lang),
  };
}

/** The models the form offers, with their prices where the orders go. */
export function offeredModels(service: ServiceSettings, messages: Messages): PageModel[] {
  const region = service.isRehearsal ? "singapore" : regionOf(service.baseUrl);
  const ids = MODELS.map(({ id }) => id);
  const isOther = MODELS.every(({ id, regions }) =>
    id !== service.model && Object.values(regions).every(({ name }) => name !== service.model)
  );
  return [...(isOther ? [service.model] : []), ...ids].map((id) => {
    const { model, price } = offerOf(id, region, service.rules.prices);
    return {
      id,
      title: model?.title ?? id,
      isRecommended: model?.isRecommended ?? false,
      price: price === undefined || service.isRehearsal
        ? undefined
        : messages.money(amountOf(price.pictureMicros), price.currency),
      maxPromptChars: model?.maxPromptChars ?? MAX_TEXT_CHARS,
    };
  });
}

/** The recommended sizes as the form shows them. */
export function offeredSizes(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(RATIO_SIZES).map(([ratio, size]) => [ratio, formatSize(size)]),
  );
}
