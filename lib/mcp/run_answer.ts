/**
 * The shape in which both tools that make pictures answer: what the journal says of each order.
 * @module
 */
import { relative } from "node:path";
import { z } from "zod";
import type { BackgroundRun } from "../run/background_run.ts";
import { obstaclesOf } from "../run/obstacles.ts";
import { orderCost } from "../run/order_cost.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { Journal } from "../pipeline/journal.ts";
import { type OrderRow, pictureId, type PictureRow } from "../pipeline/journal_rows.ts";
import { type AnswerLine, data, textOf } from "../text/data_frame.ts";
import { absentNote, costUnknownText, STILL_RUNNING_NOTE, unknownNote } from "../text/mcp_notes.ts";
import { storedPath } from "../pipeline/paths.ts";
import { enForm } from "../text/lang.ts";
import { formatMoney } from "../text/money.ts";
import { type AssistantError, assistantObstacle, remedyLine } from "../text/mcp_texts.ts";
import { orderOccasion } from "../text/explain.ts";
import { outcomeTroubles, STATUSES, statusOf } from "./order_status.ts";

type ItemError = Omit<AssistantError, "quotesOthers">;

// Without its fields: the list of tools is read into every conversation.
const errorShape = z.looseObject({}) as unknown as z.ZodType<ItemError, ItemError>;

/** Of one picture of several: which one it is about. */
type PictureProblem = ItemError & { readonly place?: number | undefined };

const problemShape = z.looseObject({}) as unknown as z.ZodType<PictureProblem, PictureProblem>;

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
  // Only when there is more than the one `error`.
  errors: z.array(problemShape).optional(),
  billed: z.int().optional(),
  cost: z.number().optional(),
});

/** Fields that both tools have. */
export const runShape = {
  dir: z.string(),
  illustrations: z.array(itemShape),
  unknown_indices: z.array(z.int()).optional(),
  billed: z.int(),
  cost: z.number().optional(),
  currency: z.string().optional(),
  notes: z.array(z.string()),
};

/** What is said of one illustration. */
export type RunItem = z.input<typeof itemShape>;

/** What an assistant is told about all orders of a call together. */
export interface RunAnswer {
  readonly dir: string;
  readonly illustrations: RunItem[];
  /** Numbers that were asked for and do not exist. */
  readonly absent: readonly number[];
  readonly billed: number;
  readonly cost: number | undefined;
  readonly currency: string | undefined;
  /** Everything in it was ordered from the rehearsal service. */
  readonly isRehearsal: boolean;
  readonly notes: readonly AnswerLine[];
}

/** What an answer needs to know to speak of money. */
export type RunMoney = Pick<RunAnswer, "currency" | "isRehearsal">;

/** The statuses that will still change by themselves or by waiting. */
function isUnfinished({ status }: Pick<RunItem, "status">): boolean {
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
    ...errorsOf(order, pictures, jobs),
    billed,
    cost: orderCost(order),
  };
}

/** The first thing that stood in an order's way, and all of them when there are several. */
function errorsOf(
  order: OrderRow,
  pictures: readonly PictureRow[],
  jobs: readonly BackgroundRun[],
): Pick<RunItem, "error" | "errors"> {
  if (order.state === "canceled") return {};
  const occasion = orderOccasion(order);
  const errors = obstaclesOf(order, pictures, outcomeTroubles(order, jobs)).map(
    ({ place, cause }) => ({ place, ...assistantObstacle(cause, occasion) }),
  );
  const [first] = errors;
  if (first === undefined) return {};
  const { place: _, ...error } = first;
  return errors.length === 1 ? { error } : { error, errors };
}

/** Puts the orders of one answer together. */
export function runAnswer(
  pipeline: Pipeline,
  items: readonly RunItem[],
  { currency, isRehearsal }: RunMoney,
  notes: readonly AnswerLine[],
  absent: readonly number[] = [],
): RunAnswer {
  const costs = items.flatMap(({ cost }) => cost ?? []);
  const hasUnknownCost = items.some(({ billed, cost }) => (billed ?? 0) > 0 && cost === undefined);
  return {
    dir: pipeline.dir,
    illustrations: items.toSorted((a, b) => a.index - b.index),
    absent,
    billed: items.reduce((sum, { billed }) => sum + (billed ?? 0), 0),
    cost: hasUnknownCost ? undefined : rounded(costs.reduce((sum, cost) => sum + cost, 0)),
    currency,
    isRehearsal,
    notes: [
      ...(absent.length === 0 ? [] : [absentNote(absent)]),
      ...notes,
      ...openNotes(items, isRehearsal),
    ],
  };
}

/** The answer as programs read it. */
export function runObject({ absent, notes, isRehearsal: _, ...answer }: RunAnswer) {
  return {
    ...answer,
    illustrations: answer.illustrations.map(({ error, errors, ...item }) => ({
      ...item,
      error: error && bare(error),
      errors: errors?.map((each) => ({ place: each.place, ...bare(each) })),
    })),
    unknown_indices: absent.length === 0 ? undefined : [...absent],
    notes: notes.map(textOf),
  };
}

/** Without what only the text needs to know. */
function bare({ code, message, remedy, request_id }: ItemError): ItemError {
  return { code, message, remedy, request_id };
}

/** What is known to be safe and what is not are told apart: "safe" must never cover a lost order. */
function openNotes(items: readonly RunItem[], isRehearsal: boolean): string[] {
  const isUnknown = ({ status }: RunItem) => status === "unknown";
  return [
    ...(items.some((item) => isUnfinished(item) && !isUnknown(item)) ? [STILL_RUNNING_NOTE] : []),
    ...(items.some(isUnknown) ? [unknownNote(isRehearsal)] : []),
  ];
}

/**
 * The answer for reading: a row a number, what to do about what went wrong, what it cost, notes.
 * @param isOrdered whether orders are told of, and not only a plan
 */
export function runLines(answer: RunAnswer, isOrdered: boolean): AnswerLine[] {
  const { dir, illustrations, notes } = answer;
  return [
    ...(illustrations.length === 0
      ? []
      : [`folder: ${dir}`, ...illustrations.map(rowOf(dir))].map(data)),
    ...remedies(illustrations),
    ...(isOrdered && illustrations.length > 0 ? [moneyLine(answer)] : []),
    ...notes,
  ];
}

function moneyLine({ billed, cost, currency, isRehearsal }: RunAnswer): string {
  const pictures = `${billed} ${enForm(billed, "picture", "pictures")}`;
  if (isRehearsal) return `Counted so far: ${pictures} (rehearsal, nothing was charged).`;
  const price = cost === undefined
    ? costUnknownText(currency)
    : `about ${formatMoney(cost, currency)}`;
  return `Billed so far: ${pictures}, ${price}.`;
}

const rowOf = (dir: string) => (item: RunItem): string => {
  const { index, status, candidates, task_id } = item;
  const made = candidates.map(({ id, path }) => ` ${id} ${relative(dir, path)}`).join(",");
  const task = isUnfinished({ status }) && task_id !== undefined ? ` (task ${task_id})` : "";
  const why = problemsOf(item).map(({ place, code, message, request_id }) => {
    const picture = place === undefined ? "" : `picture ${place}: `;
    const id = request_id === undefined ? "" : ` (request_id: ${request_id})`;
    return `; ${picture}${code}: ${message}${id}`;
  }).join("");
  return `#${index} ${status.replaceAll("_", " ")}${task}${made}${why}`;
};

/** All that is told of an illustration's failure. */
function problemsOf({ error, errors }: RunItem): readonly PictureProblem[] {
  return errors ?? (error === undefined ? [] : [error]);
}

/** What to do, once for all numbers that it helps. */
function remedies(items: readonly RunItem[]): string[] {
  const byRemedy = new Map<string, Set<number>>();
  for (const item of items) {
    for (const { remedy } of problemsOf(item)) {
      if (remedy === undefined) continue;
      byRemedy.set(remedy, (byRemedy.get(remedy) ?? new Set()).add(item.index));
    }
  }
  return [...byRemedy].map(([remedy, indices]) =>
    `${[...indices].map((index) => `#${index}`).join(", ")}: ${remedyLine(remedy)}`
  );
}

/** Thousandths are the smallest unit of any price: rounding there hides binary noise. */
export function rounded(amount: number): number {
  return Math.round(amount * 1_000) / 1_000;
}
