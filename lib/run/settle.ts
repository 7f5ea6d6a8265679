/**
 * Finding the task of an order whose answer was lost, so that it is neither lost nor paid twice.
 * @module
 */
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { readRetrying } from "./follow.ts";
import { refreshed, type RunContext } from "./context.ts";
import { findModel } from "../wan/models.ts";
import type { TaskListRow, TaskSnapshot } from "../wan/wire.ts";

/** When to look again, in case the list lags behind. */
const LOOK_AGAIN_MS = [1_000, 3_000, 6_000];

/** How far the service's clock may be from ours, and a create may linger on the way. */
const WINDOW_MS = 15 * 60_000;

/** Pages of the task list that are read at most. */
const MAX_PAGES = 20;

/** A prompt that came back shorter than this is no proof. */
const MIN_CUT_PROMPT_CHARS = 100;

/**
 * Looks for the order's task in the service's task list. The list holds no prompts, so each task that
 * could be it is asked for its own; tasks still running are waited for.
 * @returns whether the order is open again
 * @throws {ServiceError | TransportError} when the list cannot be read
 * @throws {StoppedError}
 */
export async function locate(context: RunContext, order: OrderRow): Promise<boolean> {
  const { clock } = context.session;
  const until = clock.now() + context.waitMs;
  const ruledOut = new Set<string>();
  for (let round = 0;;) {
    const rows = await suspects(context, order, ruledOut);
    const isWaiting = await tryEach(context, order, rows, ruledOut);
    if (refreshed(context, order).state !== "unknown") return true;
    const pauseMs = isWaiting ? 1_000 : LOOK_AGAIN_MS[round++];
    if (pauseMs === undefined || clock.now() + pauseMs > until) return false;
    await clock.wait(pauseMs, context.stop);
  }
}

async function suspects(
  context: RunContext,
  order: OrderRow,
  ruledOut: ReadonlySet<string>,
): Promise<TaskListRow[]> {
  const sentAtMs = order.sentAtMs ?? order.createdAtMs;
  const found: TaskListRow[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { rows, totalPages } = await readRetrying(
      context,
      order,
      () => context.session.client.listTasks(order.model, page, context.stop),
    );
    found.push(...rows);
    if (page >= totalPages || rows.length === 0) break;
  }
  return found
    .filter((row) => Math.abs(row.createdAtMs - sentAtMs) <= WINDOW_MS)
    .filter((row) => !ruledOut.has(row.taskId) && !context.journal.orders.ownsTask(row.taskId))
    .sort((a, b) => Math.abs(a.createdAtMs - sentAtMs) - Math.abs(b.createdAtMs - sentAtMs));
}

/** Asks each suspect for its prompt; returns whether one is not finished and so cannot tell yet. */
async function tryEach(
  context: RunContext,
  order: OrderRow,
  rows: readonly TaskListRow[],
  ruledOut: Set<string>,
): Promise<boolean> {
  let isWaiting = false;
  for (const { taskId } of rows) {
    const task = await readRetrying(
      context,
      order,
      () => context.session.client.fetchTask(taskId, context.stop),
    );
    if (task.status === "pending" || task.status === "running") isWaiting = true;
    else if (isOurs(task, order) && adopt(context, order, task)) return false;
    else ruledOut.add(taskId);
  }
  return isWaiting;
}

function adopt(context: RunContext, order: OrderRow, task: TaskSnapshot): boolean {
  const isAdopted = context.journal.transaction(() =>
    !context.journal.orders.ownsTask(task.taskId) &&
    context.journal.orders.accept(order.id, task.taskId, undefined)
  );
  if (isAdopted) {
    context.accepted++;
    context.onEvent({ type: "located", order: refreshed(context, order) });
  }
  return isAdopted;
}

/** The service may have cut a long prompt; a cut one counts only near the model's limit. */
function isOurs(task: TaskSnapshot, order: OrderRow): boolean {
  const prompts = task.results.flatMap((item) => item.kind === "picture" ? [item.origPrompt] : []);
  const theirs = prompts.find((each) => each !== undefined)?.trim();
  if (theirs === undefined || theirs === "") return false;
  if (task.total !== undefined && task.total !== order.n) return false;
  const mine = order.prompt.trim();
  if (theirs === mine) return true;
  const limit = findModel(order.model)?.maxPromptChars ?? MIN_CUT_PROMPT_CHARS;
  return [...theirs].length >= limit - 1 && mine.startsWith(theirs);
}
