/**
 * From the page's form to a plan, and from a plan to the price the person agrees to.
 * @module
 */
import { z } from "zod";
import type { Pipeline } from "../pipeline/folder.ts";
import { InputError } from "../errors.ts";
import type { PlanBudget } from "../run/budget.ts";
import { type PlanPrice, planRun, type RunPlan } from "../run/plan.ts";
import { sumOf } from "../run/plan_price.ts";
import type { ServiceSettings } from "../wan/service_settings.ts";
import { MODELS, PICTURES_RANGE, SEED_RANGE } from "../wan/models.ts";
import { amountOf } from "../wan/price.ts";
import { formatSize, offerOf, parseSize, RATIO_SIZES } from "../wan/order.ts";
import { regionOf } from "../wan/regions.ts";
import type { OrderForm, OrderQuote, PageLang, PageModel } from "../page/state.ts";
import { explainFinding } from "../text/explain.ts";
import { formatMoney, formatPrice } from "../text/money.ts";
import { budgetLines } from "../text/spending_texts.ts";
import { planProblems } from "../text/plan_texts.ts";

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

/** Most orders of one sheet. */
const MAX_FORMS = 1_000;

/** One form, or the sheet of all bad ones. */
export const orderFormsSchema: z.ZodType<readonly OrderForm[]> = z.array(orderFormSchema).min(1)
  .max(
    MAX_FORMS,
  );

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

/** What plans would cost together and everything worth knowing before paying. */
export function quoteOf(
  plans: readonly RunPlan[],
  { confirmation, budget }: QuoteExtras,
  lang: PageLang,
): OrderQuote {
  const price = totalOf(plans);
  const isRehearsal = plans.every((plan) => plan.isRehearsal);
  const sentences = (lines: readonly string[]) => [...new Set(lines)];
  return {
    price: formatPrice(price, isRehearsal, lang),
    confirmation,
    pictures: price.pictures,
    warnings: sentences([
      ...budgetLines(budget, lang),
      ...plans.flatMap(({ warnings }) => warnings.map((each) => explainFinding(each, lang).line)),
    ]),
    problems: sentences(
      plans.flatMap((plan) => plan.problems.length === 0 ? [] : planProblems(plan, lang)),
    ),
  };
}

/** All prices as one; plans of one sheet share their model and so the price of a picture. */
function totalOf(plans: readonly RunPlan[]): PlanPrice {
  const [first, ...rest] = plans.map(({ price }) => price);
  if (first === undefined) throw new InputError("page_request_invalid");
  return rest.reduce(sumOf, first);
}

/** The models the form offers, with their prices where the orders go. */
export function offeredModels(service: ServiceSettings): PageModel[] {
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
        : formatMoney(amountOf(price.pictureMicros), price.currency),
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
