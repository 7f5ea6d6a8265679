/**
 * Watching an open task to its end. Reads cost nothing, so they are repeated freely.
 * @module
 */
import { GeneratorError, PictureError, ServiceError, TransportError } from "../errors.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import type { RunContext } from "./context.ts";
import { requireKept } from "./kept_order.ts";
import { isPastTaskLife, serviceAgeMs } from "./service_age.ts";
import { endOf } from "./task_end.ts";
import type { WatchedTask } from "./watched_task.ts";
import { type Backoff, retrying } from "../wan/pacing.ts";
import { TimeLimit } from "../wan/time_limit.ts";
import type { TaskSnapshot, TaskStatus } from "../wan/wire.ts";

/** The first query of a fresh task; none was ever ready sooner. */
const FIRST_QUERY_MS = 500;

/** A fresh task may be unknown for a moment; this often it is asked again. */
const MAX_UNKNOWN_ANSWERS = 5;

/** Patient, because a read risks nothing: about three minutes. */
const READ_BACKOFF: Backoff = { baseMs: 500, capMs: 20_000, maxRetries: 12 };

/**
 * Reads from the service, repeating on everything that passes.
 * @param signal ends the attempts and the pauses between them. @default {context.stop}
 * @throws {ServiceError | TransportError} the last failure
 * @throws {StoppedError}
 */
function readRetrying<T>(
  context: RunContext,
  order: OrderRow,
  read: () => Promise<T>,
  signal: AbortSignal = context.stop,
): Promise<T> {
  const { session, onEvent } = context;
  return retrying(async () => {
    await session.reads.acquire(signal);
    return await read();
  }, {
    clock: session.clock,
    backoff: READ_BACKOFF,
    signal,
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

/**
 * The state of an order's task, asked once more.
 * @param signal as for {@link readRetrying}
 */
export function fetchTask(
  context: RunContext,
  order: OrderRow,
  signal: AbortSignal = context.stop,
): Promise<TaskSnapshot> {
  const { client } = context.session;
  const taskId = order.taskId ?? "";
  return readRetrying(context, order, () => client.fetchTask(taskId, signal), signal);
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
  const endMs = clock.now() + context.waitMs;
  // Not below zero: the clock may have been set back since.
  const ageMs = Math.max(0, clock.now() - (order.acceptedAtMs ?? 0));
  if (ageMs < FIRST_QUERY_MS) await clock.wait(FIRST_QUERY_MS - ageMs, context.stop);
  const watched = context.session.limits(order.model).watch.enter(order.taskId ?? "");
  try {
    // Reads and their repetitions, too, are part of the wait.
    const time = new TimeLimit({ clock, limitMs: endMs - clock.now(), stop: context.stop });
    return await time.bound(askUntilOver(context, order, watched, time.signal));
  } finally {
    watched.leave();
  }
}

async function askUntilOver(
  context: RunContext,
  order: OrderRow,
  watched: WatchedTask,
  signal: AbortSignal,
): Promise<TaskSnapshot> {
  let last: TaskStatus | undefined;
  for (let unknownAnswers = 0;;) {
    const task = await fetchTask(context, order, signal);
    if (task.status !== last) context.onEvent({ type: "status", order, status: task.status });
    last = task.status;
    unknownAnswers = task.status === "unknown" ? unknownAnswers + 1 : 0;
    if (isOver(task, unknownAnswers)) {
      watched.noteEnd();
      return settle(context, order, task);
    }
    await watched.untilWorthAsking(last, signal);
  }
}

function isOver({ status }: TaskSnapshot, unknownAnswers: number): boolean {
  if (status === "unknown") return unknownAnswers >= MAX_UNKNOWN_ANSWERS;
  return status !== "pending" && status !== "running";
}

function settle(context: RunContext, order: OrderRow, task: TaskSnapshot): TaskSnapshot {
  requireKept(context, order);
  if (task.status === "unknown") return expire(context, order);
  const { journal } = context;
  const end = endOf(task, order.n);
  if (end.kind !== "settled") {
    journal.orders.end(order.id, end.kind, end.failure);
    return task;
  }
  if (journal.settle(order, { ...end, serviceEndedAtMs: task.endedAtMs })) {
    context.billed += end.billed ?? 0;
  }
  return task;
}

/** A task can be unknown because it is too old, or because this key or address is not its own. */
function expire(context: RunContext, order: OrderRow): never {
  const isExpired = isPastTaskLife(context, order);
  if (isExpired) context.journal.orders.end(order.id, "expired", undefined);
  const ageHours = Math.floor((serviceAgeMs(context, order) ?? 0) / 3_600_000);
  const facts = { taskId: order.taskId, ageHours };
  throw new PictureError(isExpired ? "task_expired" : "task_unknown", facts);
}
