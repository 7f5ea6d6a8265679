/**
 * Watching an open task to its end. Reads cost nothing, so they are repeated freely.
 * @module
 */
import { GeneratorError, PictureError, ServiceError, TransportError } from "../errors.ts";
import type { Failure, OrderRow } from "../pipeline/journal_rows.ts";
import { TASK_LIFE_MS } from "../wan/task_life.ts";
import type { PicturePlace } from "../pipeline/pictures_table.ts";
import type { RunContext } from "./context.ts";
import { QUERY_EVERY_MS, type WatchedTask } from "./task_watch.ts";
import { type Backoff, retrying } from "../wan/pacing.ts";
import type { TaskResult, TaskSnapshot, TaskStatus } from "../wan/wire.ts";

/** The first query of a fresh task; none was ever ready sooner. */
const FIRST_QUERY_MS = 500;

/** A fresh task may be unknown for a moment; this often it is asked again. */
const MAX_UNKNOWN_ANSWERS = 5;

/** Patient, because a read risks nothing: about three minutes. */
const READ_BACKOFF: Backoff = { baseMs: 500, capMs: 20_000, maxRetries: 12 };

/**
 * Reads from the service, repeating on everything that passes.
 * @throws {ServiceError | TransportError} the last failure
 * @throws {StoppedError}
 */
export function readRetrying<T>(
  context: RunContext,
  order: OrderRow,
  read: () => Promise<T>,
): Promise<T> {
  const { session, stop, onEvent } = context;
  return retrying(async () => {
    await session.reads.acquire(stop);
    return await read();
  }, {
    clock: session.clock,
    backoff: READ_BACKOFF,
    signal: stop,
    decide: (error) => {
      if (error instanceof TransportError) return error.isLasting ? undefined : {};
      const passes = error instanceof ServiceError && error.retry === "wait";
      return passes ? { retryAfterMs: error.retryAfterMs } : undefined;
    },
    onWait: (waitMs, error) => {
      if (error instanceof GeneratorError) {
        onEvent({ type: "retrying", order, step: "query", waitMs, error });
      }
    },
  });
}

/** The state of an order's task, asked once more. */
export function fetchTask(context: RunContext, order: OrderRow): Promise<TaskSnapshot> {
  const { client } = context.session;
  const taskId = order.taskId ?? "";
  return readRetrying(context, order, () => client.fetchTask(taskId, context.stop));
}

/**
 * Watches an `open` order until its task ends or the time is up, and writes down how it ended.
 * @returns the task's end, with the addresses of its pictures; undefined when time was up first
 * @throws {PictureError} `task_unknown` when the service does not know the task
 * @throws {ServiceError | TransportError} when it cannot be asked
 * @throws {StoppedError}
 */
export async function follow(
  context: RunContext,
  order: OrderRow,
): Promise<TaskSnapshot | undefined> {
  const { clock } = context.session;
  // Not below zero: the clock may have been set back since.
  const ageMs = Math.max(0, clock.now() - (order.acceptedAtMs ?? 0));
  if (ageMs < FIRST_QUERY_MS) await clock.wait(FIRST_QUERY_MS - ageMs, context.stop);
  const watched = context.session.limits(order.model).watch.enter(order.taskId ?? "");
  try {
    return await askUntilOver(context, order, watched);
  } finally {
    watched.leave();
  }
}

async function askUntilOver(
  context: RunContext,
  order: OrderRow,
  watched: WatchedTask,
): Promise<TaskSnapshot | undefined> {
  const { clock } = context.session;
  const until = clock.now() + context.waitMs;
  let last: TaskStatus | undefined;
  for (let unknownAnswers = 0;;) {
    const task = await fetchTask(context, order);
    if (task.status !== last) context.onEvent({ type: "status", order, status: task.status });
    last = task.status;
    unknownAnswers = task.status === "unknown" ? unknownAnswers + 1 : 0;
    if (isOver(task, unknownAnswers)) return settle(context, order, task);
    const leftMs = until - clock.now();
    if (leftMs < QUERY_EVERY_MS) return undefined;
    await watched.untilWorthAsking(last, leftMs, context.stop);
  }
}

function isOver({ status }: TaskSnapshot, unknownAnswers: number): boolean {
  if (status === "unknown") return unknownAnswers >= MAX_UNKNOWN_ANSWERS;
  return status !== "pending" && status !== "running";
}

function settle(context: RunContext, order: OrderRow, task: TaskSnapshot): TaskSnapshot {
  const { orders } = context.journal;
  if (task.status === "unknown") return expire(context, order);
  if (task.status === "succeeded" && task.results.some((item) => item.kind === "picture")) {
    writeDown(context, order, task);
  } else {
    orders.end(order.id, task.status === "canceled" ? "canceled" : "failed", failureOf(task));
  }
  return task;
}

/** A task can be unknown because it is too old, or because this key or address is not its own. */
function expire(context: RunContext, order: OrderRow): never {
  const ageMs = context.session.clock.now() - (order.acceptedAtMs ?? order.createdAtMs);
  const isExpired = ageMs >= TASK_LIFE_MS;
  if (isExpired) context.journal.orders.end(order.id, "expired", undefined);
  const facts = { taskId: order.taskId, ageHours: Math.floor(ageMs / 3_600_000) };
  throw new PictureError(isExpired ? "task_expired" : "task_unknown", facts);
}

function writeDown(context: RunContext, order: OrderRow, task: TaskSnapshot): void {
  const places = task.results.map((item, at) => placeOf(item, at + 1));
  const made = places.filter(({ failure }) => failure === undefined).length;
  const billed = task.billed ?? made;
  const isNews = context.journal.transaction(() => {
    context.journal.pictures.expect(order.id, order.illustration, places);
    return context.journal.orders.settle(order.id, billed, task.endedAtMs);
  });
  if (isNews) context.billed += billed;
}

function placeOf(item: TaskResult, place: number): PicturePlace {
  if (item.kind === "picture") return { place, actualPrompt: item.actualPrompt };
  const { code, message } = item;
  return { place, failure: { status: 200, code, message, requestId: undefined } };
}

/** A task that "succeeded" without a picture says why inside its results. */
function failureOf(task: TaskSnapshot): Failure {
  if (task.status === "canceled") {
    return { status: 200, code: "task_canceled", message: "", requestId: task.requestId };
  }
  const refused = task.results.find((item) => item.kind === "refused");
  return {
    status: 200,
    code: task.code ?? refused?.code ?? "",
    message: task.message ?? refused?.message ?? "",
    requestId: task.requestId,
  };
}
