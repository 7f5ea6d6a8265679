/**
 * Waiting for orders, a bounded time, while progress is told.
 * @module
 */
import { z } from "zod";
import type { BackgroundRun } from "../run/background_run.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { Journal } from "../pipeline/journal.ts";
import { isSettled } from "./order_status.ts";
import { describeOrder, type RunItem } from "./run_answer.ts";
import type { ToolCall } from "./tool.ts";

/** Clients give up after 60 s; some after 30. */
const WAIT_SECONDS = { max: 50, usual: 25 } as const;

/** Other processes tell nothing: their orders are looked at this often. */
const LOOK_EVERY_MS = 500;

/** The argument that bounds a call. */
export const waitArgument = z.number().min(0).max(WAIT_SECONDS.max).default(WAIT_SECONDS.usual)
  .describe("Longest wait; the rest goes on and is returned as running");

/** The orders that a call waits for, and for how long. */
export interface Watch {
  readonly pipeline: Pipeline;
  readonly journal: Journal;
  readonly orderIds: readonly number[];
  readonly jobs: readonly BackgroundRun[];
  readonly waitSeconds: number;
}

/** Resolves when every order of the jobs is in the journal, or the call is aborted. */
export async function untilRecorded({ context, signal }: ToolCall, jobs: readonly BackgroundRun[]) {
  while (jobs.some((job) => !job.isRecorded) && !signal.aborted) {
    await context.background.changed(1_000, signal);
  }
}

/** Resolves when all is settled, the time is up, or the call is aborted. */
export async function waitForOrders(call: ToolCall, watch: Watch): Promise<void> {
  const { journal, orderIds, jobs, waitSeconds } = watch;
  const startMs = performance.now();
  const elapsedMs = () => performance.now() - startMs;
  for (;;) {
    const open = orderIds.filter((id) => !isSettled(journal, id, jobs));
    const leftMs = waitSeconds * 1_000 - elapsedMs();
    if (open.length === 0 || leftMs <= 0 || call.signal.aborted) return;
    const done = orderIds.length - open.length;
    call.progress(waitSeconds, `${done} of ${orderIds.length} ready`);
    await call.context.background.changed(Math.min(leftMs, LOOK_EVERY_MS), call.signal);
  }
}

/** Describes the orders; those that are finished are owed no more. */
export function settleAccounts(call: ToolCall, watch: Omit<Watch, "waitSeconds">): RunItem[] {
  const { pipeline, journal, orderIds, jobs } = watch;
  const owed = call.context.owed(pipeline);
  return orderIds.flatMap((id) => {
    if (isSettled(journal, id, jobs)) owed.delete(id);
    else owed.add(id);
    return describeOrder(pipeline, journal, id, jobs) ?? [];
  });
}
