/**
 * What `regenerate_illustration` answers, whatever became of the plan.
 * @module
 */
import { z } from "zod";
import { InputError } from "../errors.ts";
import type { RunPlan } from "../run/plan.ts";
import { sentPrompt } from "../wan/sent_prompt.ts";
import { assistantError, assistantFinding } from "../text/mcp_texts.ts";
import { formatPrice } from "../text/money.ts";
import type { CallSettings } from "./server_context.ts";
import {
  absentItem,
  type RunAnswer,
  runAnswer,
  type RunItem,
  runLines,
  runShape,
} from "./run_answer.ts";
import type { Answer } from "./tool.ts";

/** The shape of the answer. */
export const orderShape = z.object({
  ...runShape,
  dry_run: z.boolean(),
  price: z.object({
    pictures: z.int(),
    total: z.number().optional(),
    currency: z.string().optional(),
    as_of: z.string().optional(),
  }),
});

/** {@link orderShape} as a type. */
export type OrderAnswer = z.input<typeof orderShape>;

/** A plan that the person did not agree to. */
export function notOrdered(plan: RunPlan, notes: readonly string[]): Answer<OrderAnswer> {
  const items = plan.entries.map(({ index }) => item(index, "not_sent"));
  return orderAnswer(plan, items, notes);
}

/**
 * What a plan would cost.
 * @param budget what the ceilings leave, in sentences
 */
export function dryRun(
  plan: RunPlan,
  { config }: CallSettings,
  budget: readonly string[],
): Answer<OrderAnswer> {
  const items = plan.entries.map(({ index, underWay }) => ({
    ...item(index, underWay === undefined ? "would_order" : "running"),
    task_id: underWay?.taskId,
  }));
  const hasKey = plan.isRehearsal || config.apiKey !== undefined;
  const noKey = hasKey ? [] : [assistantError(new InputError("key_missing"))];
  const { price, isRehearsal } = plan;
  const cost = price.total === undefined && !isRehearsal
    ? "unknown (no price is known for this model here)"
    : formatPrice(price, isRehearsal, "en");
  return orderAnswer(plan, items, [
    `Dry run, nothing was ordered. Price: ${cost}.`,
    ...budget,
    ...referenceNotes(plan),
    ...warningsOf(plan),
    ...noKey.map(({ message, remedy }) => `${message}. ${remedy}`),
  ], true);
}

/** What is sent along, and the prompt as it goes out: it speaks of "image 1" and so on. */
function referenceNotes({ entries }: RunPlan): string[] {
  return entries.filter(({ order }) => order.references.length > 0).map(({ index, order }) => {
    const images = order.references.map(({ source }, at) => `image ${at + 1} = ${source}`);
    return `#${index}: ${images.join(", ")}. Prompt as sent: ${sentPrompt(order)}`;
  });
}

/** A plan that would be refused is not carried out in part: the assistant mends it and asks again. */
export function refusal(plan: RunPlan, isDryRun: boolean): Answer<OrderAnswer> {
  const items = plan.entries.map(({ index }) => {
    const problem = plan.problems.find((each) => each.index === index);
    if (problem === undefined) return item(index, "not_sent");
    return { ...item(index, "failed"), error: assistantFinding(problem) };
  });
  const note = "Nothing was ordered and nothing spent.";
  return { ...orderAnswer(plan, items, [note, ...warningsOf(plan)], isDryRun), isError: !isDryRun };
}

function item(index: number, status: RunItem["status"]): RunItem {
  return { index, status, candidates: [] };
}

/** The warnings of a plan as sentences. */
export function warningsOf({ warnings }: Pick<RunPlan, "warnings">): string[] {
  return warnings.map((each) => {
    const { message, remedy } = assistantFinding(each);
    return remedy === undefined ? message : `${message}. ${remedy}`;
  });
}

/** What became of the orders of a plan. */
export function orderAnswer(
  plan: RunPlan,
  items: readonly RunItem[],
  notes: readonly string[],
  isDryRun = false,
): Answer<OrderAnswer> {
  const { pipeline, price, missing } = plan;
  const allItems = [...items, ...missing.map(absentItem)];
  const all: RunAnswer = runAnswer(pipeline, allItems, price.currency, notes);
  return {
    structured: {
      ...all,
      dry_run: isDryRun,
      price: {
        pictures: price.pictures,
        total: price.total,
        currency: price.currency,
        as_of: price.asOf,
      },
    },
    lines: runLines(all),
    isError: all.illustrations.every(({ status, error }) =>
      status === "failed" || (status === "not_sent" && error !== undefined)
    ),
  };
}
