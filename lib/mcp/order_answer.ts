/**
 * What `regenerate_illustration` answers, whatever became of the plan.
 * @module
 */
import { z } from "zod";
import { InputError } from "../errors.ts";
import type { RunPlan } from "../run/plan.ts";
import { sentPrompt } from "../wan/sent_prompt.ts";
import { currencyOf } from "../wan/regions.ts";
import { type AnswerLine, data } from "../text/data_frame.ts";
import { assistantError, assistantFinding, remedyLine } from "../text/mcp_texts.ts";
import { costUnknownText } from "../text/mcp_notes.ts";
import { findingLines } from "./finding_sentences.ts";
import { formatPrice } from "../text/money.ts";
import type { CallSettings } from "./server_context.ts";
import { runAnswer, type RunItem, runLines, runObject, runShape } from "./run_answer.ts";
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

/** How far a plan was carried out. */
type Extent = "ordered" | "refused" | "dry";

/** A plan that the person did not agree to. */
export function notOrdered(plan: RunPlan, notes: readonly string[]): Answer<OrderAnswer> {
  const items = plan.entries.map(({ index }) => item(index, "not_sent"));
  return orderAnswer(plan, items, notes, "refused");
}

/**
 * What a plan would cost.
 * @param budget what the ceilings leave, in sentences
 */
export function dryRun(
  plan: RunPlan,
  { config, service }: CallSettings,
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
    ? costUnknownText(currencyOf(service.baseUrl))
    : formatPrice(price, isRehearsal, "en");
  return orderAnswer(plan, items, [
    `Dry run: nothing was ordered. Price: ${cost}.`,
    ...budget,
    ...referenceNotes(plan),
    ...findingLines(plan.warnings),
    ...noKey.flatMap(({ message, remedy = "" }) => [`${message}.`, remedyLine(remedy)]),
  ], "dry");
}

/** What is sent along, and the prompt as it goes out: it speaks of "image 1" and so on. */
function referenceNotes({ entries }: RunPlan): AnswerLine[] {
  return entries.filter(({ order }) => order.references.length > 0).map(({ index, order }) => {
    const images = order.references.map(({ source }, at) => `image ${at + 1} = ${source}`);
    return data(`#${index}: ${images.join(", ")}. Prompt as sent: ${sentPrompt(order)}`);
  });
}

/** A plan that would be refused is not carried out in part: the assistant mends it and asks again. */
export function refusal(plan: RunPlan, isDryRun: boolean): Answer<OrderAnswer> {
  const items = plan.entries.map(({ index }) => {
    const problem = plan.problems.find((each) => each.index === index);
    if (problem === undefined) return item(index, "not_sent");
    return { ...item(index, "failed"), error: assistantFinding(problem) };
  });
  const note = `Nothing was ordered${plan.isRehearsal ? "" : " and nothing was charged"}.`;
  const notes = [note, ...findingLines(plan.warnings)];
  return { ...orderAnswer(plan, items, notes, isDryRun ? "dry" : "refused"), isError: !isDryRun };
}

function item(index: number, status: RunItem["status"]): RunItem {
  return { index, status, candidates: [] };
}

/** What became of the orders of a plan. */
export function orderAnswer(
  plan: RunPlan,
  items: readonly RunItem[],
  notes: readonly AnswerLine[],
  extent: Extent = "ordered",
): Answer<OrderAnswer> {
  const { pipeline, price, missing, isRehearsal } = plan;
  const money = { currency: price.currency, isRehearsal };
  const all = runAnswer(pipeline, items, money, notes, missing);
  return {
    structured: {
      ...runObject(all),
      dry_run: extent === "dry",
      price: {
        pictures: price.pictures,
        total: price.total,
        currency: price.currency,
        as_of: price.asOf,
      },
    },
    lines: runLines(all, extent === "ordered"),
    isError: all.illustrations.every(({ status, error }) =>
      status === "failed" || (status === "not_sent" && error !== undefined)
    ),
  };
}
