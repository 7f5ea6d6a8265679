/**
 * The life of one order in a run. The journal's state decides what comes next, so a run that takes
 * over from a killed one does exactly what the killed one would have done.
 * @module
 */
import { type GeneratorError, PictureError, StorageError } from "../errors.ts";
import { collect } from "./collect.ts";
import { follow } from "./follow.ts";
import type { OrderRow, PictureRow } from "../pipeline/journal_rows.ts";
import { asGeneratorError, isStop, type RunContext } from "./context.ts";
import { causeOf, refreshed, requireKept } from "./kept_order.ts";
import type { OrderOutcome, OrderResult, Trouble } from "./events.ts";
import { blockadeInside, blocksOthers } from "./blockade.ts";
import type { Loss } from "./lost_create.ts";
import { settle, type Verdict } from "./settle.ts";
import { submit } from "./submit.ts";
import type { TaskSnapshot } from "../wan/wire.ts";

/** How often a run looks whether another process has finished with an order both want. */
const WATCH_EVERY_MS = 500;

/** An order whose answers are lost is sent again at most this often in a run. */
const MAX_RESENDS = 2;

/** Why an order ended that the task list proves was never accepted; a code of this program's own. */
const NEVER_ACCEPTED = {
  status: undefined,
  code: "never_accepted",
  message: "",
  requestId: undefined,
};

/** How a run comes to an order, and what it may do with it. */
export interface RunOrderOptions {
  /** It was under way before this run. */
  readonly isAdopted: boolean;
  /** It was asked for now, so it may be sent; what is only fetched never is. */
  readonly maySend: boolean;
  /** Why it is not sent, although it was asked for. */
  readonly refusal?: GeneratorError | undefined;
}

/**
 * Sees an order through, as far as it goes. Never throws for what can befall an order: the outcome
 * says it.
 */
export async function runOrder(
  context: RunContext,
  order: OrderRow,
  { isAdopted, maySend, refusal }: RunOrderOptions,
): Promise<OrderOutcome> {
  context.onEvent({ type: "began", order, isAdopted });
  let troubles: readonly Trouble[];
  try {
    troubles = refusal === undefined ? await advance(context, order, maySend) : whole(refusal);
  } catch (thrown) {
    troubles = whole(causeOf(context, order, asGeneratorError(thrown)));
  }
  const error = troubles[0]?.error;
  const now = refreshed(context, order);
  context.spending.note(now);
  context.spending.release(now);
  context.sent.note(now);
  const met = troubles.filter((each) => !isStop(each.error));
  const outcome = outcomeOf(context, order, isAdopted, met);
  if (error !== undefined && blocksOthers(error)) context.blockade ??= error;
  context.blockade ??= blockadeInside(outcome.order);
  context.onEvent({ type: "ended", outcome });
  return outcome;
}

/** What stands in the way of an order as a whole. */
function whole(error: GeneratorError | undefined): Trouble[] {
  return error === undefined ? [] : [{ place: undefined, error }];
}

/** Walks through the states until one is final or something stands in the way. */
async function advance(
  context: RunContext,
  first: OrderRow,
  maySend: boolean,
): Promise<readonly Trouble[]> {
  let giveBack: (() => void) | undefined;
  let task: TaskSnapshot | undefined;
  let loss: Loss | undefined;
  let sendsLeft = maySend ? MAX_RESENDS : 0;
  try {
    for (let order = first;;) {
      order = requireKept(context, order);
      const { tasks } = context.session.limits(order.model);
      context.spending.note(order);
      context.sent.note(order);
      switch (order.state) {
        case "planned":
        case "dropped":
          if (!maySend) return [];
          giveBack ??= await tasks.take(context.stop);
          loss = await sendOrWatch(context, order);
          break;
        case "sending":
          await watch(context);
          break;
        case "unknown": {
          giveBack ??= tasks.enter();
          const verdict = await settle(context, order, loss);
          if (verdict.kind === "absent" && sendsLeft-- > 0) sendAgain(context, order);
          else if (verdict.kind !== "settled") return conclude(context, order, verdict, loss);
          break;
        }
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

async function sendOrWatch(context: RunContext, order: OrderRow): Promise<Loss | undefined> {
  const { journal, runId } = context;
  const isOthers = order.state === "planned" && order.runId !== runId;
  if (!isOthers || !journal.runs.isAlive(order.runId)) return await submit(context, order);
  await watch(context);
  return undefined;
}

/** Proven never to have been accepted: it is as good as new. */
function sendAgain(context: RunContext, order: OrderRow): void {
  if (!context.journal.orders.replan(order.id, context.runId, order.sentAtMs)) return;
  context.onEvent({ type: "absent", order: refreshed(context, order), isSentAgain: true });
}

/** Writes down how settling ended an order; returns what stands in the way of its pictures. */
function conclude(
  context: RunContext,
  order: OrderRow,
  verdict: Exclude<Verdict, { kind: "settled" }>,
  loss: Loss | undefined,
): readonly Trouble[] {
  const { orders } = context.journal;
  switch (verdict.kind) {
    case "absent":
      orders.end(order.id, "failed", NEVER_ACCEPTED);
      context.onEvent({ type: "absent", order: refreshed(context, order), isSentAgain: false });
      return [];
    case "gone":
      orders.end(order.id, "expired", undefined);
      return [];
    case "foreign":
      orders.end(order.id, "failed", { ...NEVER_ACCEPTED, code: verdict.error.code });
      return whole(verdict.error);
    case "unknown":
      return whole(verdict.error ?? loss?.error);
  }
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
  troubles: readonly Trouble[],
): OrderOutcome {
  const error = troubles[0]?.error;
  const order = refreshed(context, first);
  const pictures = context.journal.pictures.ofOrder(order.id);
  return { order, pictures, isAdopted, error, troubles, result: resultOf(order, pictures, error) };
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
