/**
 * Which task of the service is whose, told by prompt, number and size of pictures and time.
 * @module
 */
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { findModel } from "../wan/models.ts";
import type { TaskSnapshot } from "../wan/wire.ts";
import type { KnownTask } from "./task_census.ts";

/** A prompt that came back shorter than this is no proof. */
const MIN_CUT_PROMPT_CHARS = 100;

/** What a finished task is to an order. */
export type Likeness =
  /** It asks for the same. */
  | "same"
  /** Surely not the order's, or nothing that is billed. */
  | "other"
  /** It made pictures, and does not show whose: while there is such a one, nothing is proven. */
  | "doubtful";

/**
 * Compares a finished task with an order. The service repeats the prompt (cut at the model's limit),
 * but not the size; that is read from the picture. A picture of another size is no proof that the task
 * is somebody else's: it could be our own, made otherwise than asked.
 */
export function likenessOf(
  order: OrderRow,
  { task, size }: Pick<KnownTask, "task" | "size">,
): Likeness {
  if (task.status !== "succeeded") return "other";
  if (task.total !== undefined && task.total !== order.n) return "other";
  const theirs = promptOf(task);
  if (theirs === undefined) return "doubtful";
  if (!isSamePrompt(order, theirs)) return "other";
  const isOtherSize = size !== undefined && order.protocol === "text2image" &&
    (size.width !== order.width || size.height !== order.height);
  return isOtherSize ? "doubtful" : "same";
}

/** How far a side may be from what was asked: some models round sides to multiples of 16 and more. */
const SIDE_TOLERANCE = 0.03;

/**
 * Whether a finished task that does not repeat its prompt, as those of the messages protocol, could be
 * an order's: as many pictures of the same size. Only where it is the one task and the order the one
 * order of which that can be said is this enough to give it to the order.
 */
export function isAlikeWithoutPrompt(
  order: OrderRow,
  { task, size }: Pick<KnownTask, "task" | "size">,
): boolean {
  if (order.protocol !== "messages" || likenessOf(order, { task, size }) !== "doubtful") {
    return false;
  }
  const isNear = (one: number, other: number) => Math.abs(one / other - 1) <= SIDE_TOLERANCE;
  return promptOf(task) === undefined && task.results.length === order.n && size !== undefined &&
    isNear(size.width, order.width) && isNear(size.height, order.height);
}

function promptOf({ results }: TaskSnapshot): string | undefined {
  const prompts = results.flatMap((item) => item.kind === "picture" ? [item.origPrompt] : []);
  return prompts.find((each) => each !== undefined)?.trim() || undefined;
}

/** The service may have cut a long prompt; a cut one counts only near the model's limit. */
function isSamePrompt(order: OrderRow, theirs: string): boolean {
  const mine = order.prompt.trim();
  if (theirs === mine) return true;
  const limit = findModel(order.model)?.maxPromptChars ?? MIN_CUT_PROMPT_CHARS;
  return [...theirs].length >= limit - 1 && mine.startsWith(theirs);
}

/**
 * Gives as many orders as possible a task of their own, one task to one order: an order moves on to
 * its next wish when another one has no other choice (Kuhn's algorithm).
 * @param wishes of each order, by its id: the ids of tasks that could be its own, likeliest first
 * @returns the task's id of each order that got one
 */
export function matchTasks(wishes: ReadonlyMap<number, readonly string[]>): Map<number, string> {
  const holders = new Map<string, number>();
  const place = (orderId: number, seen: Set<string>): boolean =>
    (wishes.get(orderId) ?? []).some((taskId) => {
      if (seen.has(taskId)) return false;
      seen.add(taskId);
      const holder = holders.get(taskId);
      if (holder !== undefined && !place(holder, seen)) return false;
      holders.set(taskId, orderId);
      return true;
    });
  for (const orderId of wishes.keys()) place(orderId, new Set());
  return new Map([...holders].map(([taskId, orderId]) => [orderId, taskId]));
}
