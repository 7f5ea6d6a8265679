/**
 * Orders that a pipeline's journal has lost and the user's ledger remembers: a run in the background
 * takes them up again.
 * @module
 */
import type { SentEntry } from "../ledger/sent_ledger.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { BackgroundRun } from "../run/background_run.ts";
import { lostFromJournal } from "../run/lost_from_journal.ts";
import type { ToolCall } from "./tool.ts";

/**
 * Sees to it that a run has taken up what the journal lost. A run of this server that still has such an
 * order in hand began on the journal that is gone, and gives up as soon as it notices: it is waited for.
 * @param leftMs what is left of the call's own wait, asked for again and again
 * @returns how many orders are not taken up yet, because the time was up first
 * @throws {InputError} `key_missing`
 * @throws {StorageError} when the journal or the folders cannot be used
 */
export async function takeUpLost(
  call: ToolCall,
  pipeline: Pipeline,
  leftMs: () => number,
): Promise<number> {
  const { context } = call;
  // What was paid for is none of a rehearsal's business.
  if (context.settings.isRehearsal) return 0;
  const lost = lostFromJournal(pipeline, context.settings.env);
  if (lost.length === 0) return 0;
  const isHeld = () => context.background.of(pipeline.dir).some((job) => holdsAny(job, lost));
  await whileTrue(isHeld, call, leftMs);
  if (isHeld()) return lost.length;
  const session = await context.session(context.callSettings(undefined, false), pipeline);
  const job = context.background.resume(session, pipeline, undefined);
  const isBeginning = () => job.orders.length === 0 && !job.isOver;
  await whileTrue(isBeginning, call, leftMs);
  if (isBeginning()) return lost.length;
  if (job.error !== undefined) throw job.error;
  // It may have come to its end already, which nobody was told.
  for (const { id } of job.orders) context.owed(pipeline).add(id);
  return 0;
}

function holdsAny(job: BackgroundRun, lost: readonly SentEntry[]): boolean {
  return lost.some(({ orderId }) => job.isAtWork(orderId));
}

/** Resolves when it is true no more, or the time is up. Rejects when the call is aborted. */
async function whileTrue(
  isTrue: () => boolean,
  { context, signal }: ToolCall,
  leftMs: () => number,
): Promise<void> {
  while (isTrue() && leftMs() > 0) {
    await context.background.changed(leftMs(), signal);
    signal.throwIfAborted();
  }
}
