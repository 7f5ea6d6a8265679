/**
 * The life of one order in a run. The journal's state decides what comes next, so a run that takes
 * over from a killed one does exactly what the killed one would have done.
 * @module
 */
import { type GeneratorError, PictureError, StorageError } from "../errors.ts";
import { collect } from "./collect.ts";
import { follow } from "./follow.ts";
import { locate } from "./settle.ts";
import type { OrderRow, PictureRow } from "../pipeline/journal_rows.ts";
import { asGeneratorError, isStop, refreshed, type RunContext } from "./context.ts";
import type { OrderOutcome, OrderResult } from "./events.ts";
import { blocksOthers, submit } from "./submit.ts";
import type { TaskSnapshot } from "../wan/wire.ts";

/** How often a run looks whether another process has finished with an order both want. */
const WATCH_EVERY_MS = 500;

/**
 * Sees an order through, as far as it goes. Never throws for what can befall an order: the outcome
 * says it.
 */
export async function runOrder(
  context: RunContext,
  order: OrderRow,
  isAdopted: boolean,
): Promise<OrderOutcome> {
  context.onEvent({ type: "began", order, isAdopted });
  let errors: readonly GeneratorError[];
  try {
    errors = await advance(context, order);
  } catch (thrown) {
    errors = [asGeneratorError(thrown)];
  }
  const error = errors[0];
  const outcome = outcomeOf(context, order, isAdopted, errors.filter((each) => !isStop(each)));
  if (error !== undefined && blocksOthers(error)) context.blockade ??= error;
  context.onEvent({ type: "ended", outcome });
  return outcome;
}

/** Walks through the states until one is final or something stands in the way. */
async function advance(
  context: RunContext,
  first: OrderRow,
): Promise<readonly GeneratorError[]> {
  let giveBack: (() => void) | undefined;
  let task: TaskSnapshot | undefined;
  try {
    for (let order = first;; order = refreshed(context, order)) {
      const { tasks } = context.session.limits(order.model);
      switch (order.state) {
        case "planned":
        case "dropped":
          giveBack ??= await tasks.take(context.stop);
          await sendOrWatch(context, order);
          break;
        case "sending":
          await watch(context);
          break;
        case "unknown":
          giveBack ??= tasks.enter();
          if (!await locate(context, order)) return [];
          break;
        case "open":
          giveBack ??= tasks.enter();
          task = await follow(context, order);
          if (task === undefined) return [];
          break;
        case "settled":
          giveBack?.();
          return await collect(context, order, task);
        default:
          return [];
      }
    }
  } finally {
    giveBack?.();
  }
}

async function sendOrWatch(context: RunContext, order: OrderRow): Promise<void> {
  const { journal, runId } = context;
  const isOthers = order.state === "planned" && order.runId !== runId;
  if (isOthers && journal.runs.isAlive(order.runId)) return await watch(context);
  await submit(context, order);
}

/** Another living process has the order in hand; if it dies, the order is ours to look after. */
async function watch(context: RunContext): Promise<void> {
  await context.session.clock.wait(WATCH_EVERY_MS, context.stop);
  context.journal.orders.sweep();
}

function outcomeOf(
  context: RunContext,
  first: OrderRow,
  isAdopted: boolean,
  errors: readonly GeneratorError[],
): OrderOutcome {
  const error = errors[0];
  const order = refreshed(context, first);
  const pictures = context.journal.pictures.ofOrder(order.id);
  return { order, pictures, isAdopted, error, errors, result: resultOf(order, pictures, error) };
}

/** What an order's state and pictures amount to. */
export function resultOf(
  order: OrderRow,
  pictures: readonly PictureRow[],
  error: GeneratorError | undefined,
): OrderResult {
  switch (order.state) {
    case "planned":
    case "dropped":
      return "unsent";
    case "sending":
      return "running";
    case "open":
      return error instanceof PictureError ? "unknown" : "running";
    case "unknown":
      return "unknown";
    case "settled":
      return resultOfPictures(pictures, order.n, error);
    default:
      return "failed";
  }
}

function resultOfPictures(
  pictures: readonly PictureRow[],
  n: number,
  error: GeneratorError | undefined,
): OrderResult {
  const saved = pictures.filter(({ state }) => state === "saved");
  if (pictures.some(({ state }) => state === "due")) return "unsaved";
  // Kept in the store, but it could not be put into images/.
  if (error instanceof StorageError && saved.some(({ shownAtMs }) => shownAtMs === undefined)) {
    return "unsaved";
  }
  if (saved.length === 0) return "failed";
  return saved.length < n ? "partly" : "made";
}
