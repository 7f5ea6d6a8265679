/**
 * Sending one order: never twice unless the service surely did not accept it.
 * @module
 */
import {
  GeneratorError,
  ServiceError,
  StoppedError,
  StorageError,
  TransportError,
} from "../errors.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { asGeneratorError, type RunContext } from "./context.ts";
import { refreshed, requireKept } from "./kept_order.ts";
import type { Loss } from "./lost_create.ts";
import { referenceAddresses } from "./sent_references.ts";
import { type Backoff, backoffMs, graceful } from "../wan/pacing.ts";
import { isRefusedCreate } from "../wan/refusal.ts";
import type { AcceptedTask } from "../wan/wire.ts";

/** Waits about a minute and a half in all: throttled accounts recover within one. */
const CREATE_BACKOFF: Backoff = { baseMs: 1_000, capMs: 30_000, maxRetries: 7 };

/** A create under way is let finish for this long after a stop: its answer is worth money. */
const CREATE_GRACE_MS = 5_000;

/**
 * Sends an order that is `planned`. Afterwards it is `open`, `unknown`, `failed`, or, when somebody
 * else sends it, whatever they make of it.
 * @returns how its answer was lost, when it was
 * @throws {ServiceError | TransportError} why it was not accepted
 * @throws {StoppedError} stopped before it was sent
 */
export async function submit(context: RunContext, order: OrderRow): Promise<Loss | undefined> {
  const { session, stop, journal } = context;
  const { creates, inFlight } = session.limits(order.model);
  for (let attempt = 0;; attempt++) {
    await creates.acquire(stop);
    if (context.blockade !== undefined) throw context.blockade;
    const sent = await inFlight.count(sendClaimed(context, order));
    if (sent === "not_ours") {
      // Replaced by another run's order: looking again would find the same for ever.
      if (refreshed(context, order).state === "dropped") throw new StoppedError();
      return undefined;
    }
    const { error } = sent;
    if (error === undefined) return undefined;
    if (!isRefusedCreate(error)) return lose(context, order, error);
    const waitMs = retryWaitMs(error, attempt);
    if (waitMs === undefined) {
      giveUp(context, order, error);
      throw error;
    }
    journal.orders.release(order.id);
    context.sent.note(refreshed(context, order));
    creates.pause(waitMs);
    context.onEvent({ type: "retrying", order, step: "create", waitMs, error });
    await session.clock.wait(waitMs, stop);
  }
}

/** What came instead of a task, if anything did. */
interface Sent {
  readonly error: GeneratorError | undefined;
}

/**
 * Sends it once, unless somebody else has it. Its pictures are read before the claim, so that one that
 * is lost leaves the order as it was; they are in memory only until the answer is there.
 * @throws {StorageError} `reference_lost`, `ceiling_unguarded`
 * @throws {CeilingError} `ceiling_reached`
 */
async function sendClaimed(context: RunContext, order: OrderRow): Promise<Sent | "not_ours"> {
  const { session, stop, journal, pipeline, runId } = context;
  const giveBack = order.references.length === 0 ? () => {} : await session.uploads.take(stop);
  try {
    const images = referenceAddresses(pipeline, order);
    if (!journal.orders.claim(order.id, runId)) return "not_ours";
    reserveClaimed(context, order);
    return { error: await sendOnce(context, order, images) };
  } finally {
    giveBack();
  }
}

/**
 * Makes sure that its money is set aside, at the last moment: what was set aside before may have been
 * given back while this process was frozen, or belongs to the day that has just ended.
 * @throws {CeilingError | StorageError | InputError} nothing was sent
 */
function reserveClaimed(context: RunContext, order: OrderRow): void {
  try {
    context.spending.reserve(refreshed(context, order), true);
  } catch (error) {
    context.journal.orders.release(order.id);
    throw error;
  }
}

/** Sends it and writes an accepted task down; returns what came instead of a task. */
async function sendOnce(
  context: RunContext,
  order: OrderRow,
  images: readonly string[],
): Promise<GeneratorError | undefined> {
  const { session, journal } = context;
  const grace = graceful(context.stop, CREATE_GRACE_MS);
  try {
    journal.orders.countSend(order.id, session.serviceClock.now());
    context.sent.note(refreshed(context, order));
    noteAccepted(context, order, await session.client.createTask(order, images, grace.signal));
    return undefined;
  } catch (error) {
    const known = asGeneratorError(error);
    if (known instanceof StorageError) throw known;
    return known;
  } finally {
    grace.forget();
  }
}

/** It may have been accepted: it is found in the task list, or proven absent, or stays unknown. */
function lose(context: RunContext, order: OrderRow, error: GeneratorError): Loss {
  context.journal.orders.lose(order.id);
  context.onEvent({ type: "answer-lost", order: refreshed(context, order), error });
  return { atMs: context.session.clock.now(), error };
}

/**
 * Writes the task down. When the journal cannot take it any more, the order stays `sending`: the next
 * run finds the task in the service's list, and the person is told its id.
 */
function noteAccepted(context: RunContext, order: OrderRow, task: AcceptedTask): void {
  const { orders, path } = context.journal;
  const { taskId } = task;
  context.accepted++;
  context.owners.assign(order, taskId);
  context.sent.note({ ...refreshed(context, order), taskId });
  let isWritten: boolean;
  try {
    requireKept(context, order);
    isWritten = orders.accept(order.id, taskId, task.requestId);
    noteServiceTime(context, order);
  } catch (error) {
    const { code, facts: { reason } } = asGeneratorError(error);
    if (code === "journal_moved") {
      context.lastSeen.set(order.id, { ...refreshed(context, order), state: "open", taskId });
      throw new StorageError(code, { path, taskId }, error);
    }
    throw new StorageError("task_not_written", { taskId, path, reason }, error);
  }
  const now = refreshed(context, order);
  if (!isWritten && now.taskId !== taskId) {
    const reason = "changed by another run";
    throw new StorageError("task_not_written", { taskId, path, reason });
  }
  if (now.taskId === taskId) context.onEvent({ type: "submitted", order: now });
}

/** The first answer of a session tells the time at which its create was sent. */
function noteServiceTime(context: RunContext, order: OrderRow): void {
  const { sentAtMs } = refreshed(context, order);
  const { offsetMs } = context.session.serviceClock;
  if (sentAtMs === undefined || offsetMs === undefined) return;
  context.journal.orders.noteServiceTime(order.id, sentAtMs + offsetMs);
}

function retryWaitMs(error: GeneratorError, attempt: number): number | undefined {
  if (attempt >= CREATE_BACKOFF.maxRetries) return undefined;
  if (error instanceof ServiceError) {
    if (error.retry === "never") return undefined;
    return backoffMs(attempt, CREATE_BACKOFF, error.retryAfterMs);
  }
  if (error instanceof TransportError && error.isLasting) return undefined;
  // A wrong address or a dead line does not heal in a minute: three attempts tell.
  return attempt >= 2 ? undefined : backoffMs(attempt, CREATE_BACKOFF, undefined);
}

function giveUp({ journal }: RunContext, order: OrderRow, error: GeneratorError): void {
  const failure = error instanceof ServiceError
    ? {
      status: error.status,
      code: error.serviceCode,
      message: error.serviceMessage,
      requestId: error.requestId,
    }
    : {
      status: undefined,
      code: error.code,
      message: String(error.facts["reason"] ?? ""),
      requestId: undefined,
    };
  journal.orders.end(order.id, "failed", failure);
}
