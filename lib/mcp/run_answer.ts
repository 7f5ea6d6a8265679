/**
 * The shape in which both tools that make pictures answer: what the journal says of each order.
 * @module
 */
import { relative } from "node:path";
import { z } from "zod";
import type { BackgroundRun } from "../run/background_run.ts";
import { orderCost } from "../run/order_cost.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { Journal } from "../pipeline/journal.ts";
import { type OrderRow, pictureId, type PictureRow } from "../pipeline/journal_rows.ts";
import { InputError } from "../errors.ts";
import { STILL_RUNNING_NOTE, UNKNOWN_NOTE } from "../text/mcp_notes.ts";
import { storedPath } from "../pipeline/paths.ts";
import { formatMoney } from "../text/money.ts";
import {
  type AssistantError,
  assistantError,
  assistantErrorLines,
  assistantFailure,
} from "../text/mcp_texts.ts";
import { outcomeError, STATUSES, statusOf } from "./order_status.ts";

const errorShape = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
  request_id: z.string().optional(),
});

const itemShape = z.object({
  index: z.int(),
  status: z.enum(STATUSES),
  candidates: z.array(z.object({
    id: z.string(),
    path: z.string(),
    size: z.string().optional(),
  })),
  task_id: z.string().optional(),
  error: errorShape.optional(),
  billed: z.int().optional(),
  cost: z.number().optional(),
});

/** Fields that both tools have. */
export const runShape = {
  dir: z.string(),
  illustrations: z.array(itemShape),
  billed: z.int(),
  cost: z.number().optional(),
  currency: z.string().optional(),
  notes: z.array(z.string()),
};

/** What is said of one illustration. */
export type RunItem = z.input<typeof itemShape>;

/** What is said of all. */
export interface RunAnswer {
  readonly dir: string;
  readonly illustrations: RunItem[];
  readonly billed: number;
  readonly cost: number | undefined;
  readonly currency: string | undefined;
  readonly notes: string[];
}

/** The statuses that will still change by themselves or by waiting. */
export function isUnfinished({ status }: Pick<RunItem, "status">): boolean {
  return ["queued", "running", "not_fetched", "unknown"].includes(status);
}

/** What the journal and the runs in hand say of an order. */
export function describeOrder(
  pipeline: Pipeline,
  journal: Journal,
  orderId: number,
  jobs: readonly BackgroundRun[],
): RunItem | undefined {
  const order = journal.orders.get(orderId);
  if (order === undefined) return undefined;
  const pictures = journal.pictures.ofOrder(orderId);
  const saved = pictures.filter(({ state }) => state === "saved");
  const billed = order.billed;
  return {
    index: order.illustration,
    status: statusOf(journal, order, pictures, jobs),
    candidates: saved.map((picture) => ({
      id: pictureId(picture),
      path: storedPath(pipeline, picture.file ?? ""),
      size: picture.width === undefined ? undefined : `${picture.width}*${picture.height}`,
    })),
    task_id: order.taskId,
    error: errorOf(order, pictures, jobs),
    billed,
    cost: orderCost(order),
  };
}

function errorOf(
  order: OrderRow,
  pictures: readonly PictureRow[],
  jobs: readonly BackgroundRun[],
): AssistantError | undefined {
  if (order.state === "canceled") return undefined;
  if (order.failure !== undefined) return assistantFailure(order.failure);
  const error = outcomeError(order, jobs);
  if (error !== undefined) return assistantError(error);
  const refused = pictures.find(({ failure }) => failure !== undefined)?.failure;
  return refused === undefined ? undefined : assistantFailure(refused);
}

/** Puts the orders of one answer together. */
export function runAnswer(
  pipeline: Pipeline,
  items: readonly RunItem[],
  currency: string | undefined,
  notes: readonly string[],
): RunAnswer {
  const costs = items.flatMap(({ cost }) => cost ?? []);
  const hasUnknownCost = items.some(({ billed, cost }) => (billed ?? 0) > 0 && cost === undefined);
  return {
    dir: pipeline.dir,
    illustrations: items.toSorted((a, b) => a.index - b.index),
    billed: items.reduce((sum, { billed }) => sum + (billed ?? 0), 0),
    cost: hasUnknownCost ? undefined : rounded(costs.reduce((sum, cost) => sum + cost, 0)),
    currency,
    notes: [...notes, ...openNotes(items)],
  };
}

/** What is known to be safe and what is not are told apart: "safe" must never cover a lost order. */
function openNotes(items: readonly RunItem[]): string[] {
  const isUnknown = ({ status }: RunItem) => status === "unknown";
  return [
    ...(items.some((item) => isUnfinished(item) && !isUnknown(item)) ? [STILL_RUNNING_NOTE] : []),
    ...(items.some(isUnknown) ? [UNKNOWN_NOTE] : []),
  ];
}

/** The item of a number that illustrations.json has not. */
export function absentItem(index: number): RunItem {
  const error = assistantError(new InputError("index_unknown", { index }));
  return { index, status: "failed", candidates: [], error };
}

/** The answer in short. */
export function runLines(
  { dir, illustrations, billed, cost, currency, notes }: RunAnswer,
): string[] {
  const price = cost === undefined ? "cost unknown" : `about ${formatMoney(cost, currency)}`;
  return [
    `In ${dir}:`,
    ...illustrations.flatMap((each) => itemLines(dir, each)),
    `Billed so far: ${billed} pictures, ${price}.`,
    ...notes,
  ];
}

function itemLines(
  dir: string,
  { index, status, candidates, task_id, error }: RunItem,
): string[] {
  const made = candidates.map(({ id, path }) => ` ${id} ${relative(dir, path)}`).join(",");
  const task = isUnfinished({ status }) && task_id !== undefined ? ` (task ${task_id})` : "";
  const head = `#${index} ${status.replaceAll("_", " ")}${task}${made}`;
  if (error === undefined) return [head];
  const [why, ...remedy] = assistantErrorLines(error);
  return [`${head}; ${why}`, ...remedy];
}

/** Thousandths are the smallest unit of any price: rounding there hides binary noise. */
export function rounded(amount: number): number {
  return Math.round(amount * 1_000) / 1_000;
}
