/**
 * From the page's form to a plan, and from a plan to the price the person agrees to.
 * @module
 */
import { z } from "zod";
import type { Pipeline } from "../pipeline/folder.ts";
import { type Finding, InputError } from "../errors.ts";
import { EDIT_SOURCE } from "../order.ts";
import type { PlanBudget } from "../run/budget.ts";
import { type PlanPrice, planRun, type RunPlan } from "../run/plan.ts";
import { sumOf } from "../run/plan_price.ts";
import { isReferenceFile } from "../run/reference_names.ts";
import type { ServiceSettings } from "../wan/service_settings.ts";
import { PICTURES_RANGE, SEED_RANGE } from "../wan/models.ts";
import { formatSize, parseWantedSize } from "../wan/order.ts";
import { sentPrompt } from "../wan/sent_prompt.ts";
import type { OrderForm, OrderQuote, PageLang, SentOrder } from "../page/state.ts";
import { formatPrice } from "../text/money.ts";
import { explainFindingOnPage } from "../text/page_advice.ts";
import { budgetLines } from "../text/spending_texts.ts";
import { planProblems } from "../text/plan_texts.ts";

/** Longest text that is taken; the service itself takes less. */
export const MAX_TEXT_CHARS = 20_000;

/** A reference's name is a number, an id or a word. */
const MAX_NAME_CHARS = 200;

/** More names than any model takes pictures: how many it takes is said in a sentence. */
const MAX_NAMES = 50;

/** The form as it comes from the page. */
const orderFormSchema: z.ZodType<OrderForm> = z.strictObject({
  index: z.int().min(0),
  model: z.string().trim().min(1).max(200),
  size: z.string().max(40),
  n: z.int().min(PICTURES_RANGE.min).max(PICTURES_RANGE.max),
  seed: z.int().min(SEED_RANGE.min).max(SEED_RANGE.max).nullable(),
  prompt: z.string().max(MAX_TEXT_CHARS),
  negativePrompt: z.string().max(MAX_TEXT_CHARS),
  promptExtend: z.boolean(),
  references: z.array(z.string().trim().min(1).max(MAX_NAME_CHARS)).max(MAX_NAMES),
  edit: z.string().max(MAX_TEXT_CHARS).nullable(),
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
 * @throws {InputError} `size_invalid`, `reference_file_on_page`, and as {@link planRun}
 */
export function planForm(pipeline: Pipeline, form: OrderForm, service: ServiceSettings): RunPlan {
  const file = form.references.find(isReferenceFile);
  if (file !== undefined) throw new InputError("reference_file_on_page", { value: file });
  return planRun(pipeline, {
    indices: String(form.index),
    model: form.model,
    size: parseWantedSize(form.size),
    n: form.n,
    seed: form.seed ?? undefined,
    promptExtend: form.promptExtend,
    watermark: false,
    prompt: form.edit === null ? form.prompt : undefined,
    negativePrompt: form.negativePrompt,
    references: form.references,
    edit: form.edit ?? undefined,
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
  const warnings = mergeFindings(plans.map(({ warnings }) => warnings));
  return {
    price: formatPrice(price, isRehearsal, lang),
    confirmation,
    pictures: price.pictures,
    warnings: sentences([
      ...budgetLines(budget, lang),
      ...warnings.map((each) => warningLine(each, lang)),
    ]),
    sent: plans.flatMap(sentOrders),
    sizes: sentences(
      plans.flatMap(({ entries }) => entries.map(({ order }) => formatSize(order))),
    ),
    problems: sentences(
      plans.flatMap((plan) =>
        plan.problems.length === 0 ? [] : planProblems(plan, lang, explainFindingOnPage)
      ),
    ),
  };
}

/**
 * The same about several orders of a sheet is one finding that names them; one order need not be named.
 */
function mergeFindings(byPlan: readonly (readonly Finding[])[]): Finding[] {
  const merged = new Map<string, { readonly finding: Finding; readonly indices: string[] }>();
  for (const { code, facts: { indices, ...facts } } of byPlan.flat()) {
    const key = JSON.stringify([code, facts]);
    const known = merged.get(key) ?? { finding: { code, facts }, indices: [] };
    if (indices !== undefined) known.indices.push(String(indices));
    merged.set(key, known);
  }
  return [...merged.values()].map(({ finding, indices }) =>
    byPlan.length === 1 || indices.length === 0
      ? finding
      : { ...finding, facts: { ...finding.facts, indices: indices.join(", ") } }
  );
}

/** What is wrong, and right behind it what to change in the form. */
function warningLine(finding: Finding, lang: PageLang): string {
  const { line, remedy } = explainFindingOnPage(finding, lang);
  return remedy === undefined ? line : `${line}. ${remedy}`;
}

/** Orders whose prompt speaks of pictures, as it goes out. */
function sentOrders({ entries }: RunPlan): SentOrder[] {
  return entries.filter(({ order }) => order.references.length > 0).map(({ index, order }) => ({
    index,
    size: formatSize(order),
    prompt: sentPrompt(order),
    images: order.references.map(({ source }) => source === EDIT_SOURCE ? null : source ?? "?"),
  }));
}

/** All prices as one; plans of one sheet share their model and so the price of a picture. */
function totalOf(plans: readonly RunPlan[]): PlanPrice {
  const [first, ...rest] = plans.map(({ price }) => price);
  if (first === undefined) throw new InputError("page_request_invalid");
  return rest.reduce(sumOf, first);
}
