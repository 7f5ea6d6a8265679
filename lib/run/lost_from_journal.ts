/**
 * What the user's ledger says was sent from a pipeline, and the pipeline's journal does not: it was
 * deleted, or an older copy was put in its place.
 * @module
 */
import type { Environment } from "../environment.ts";
import { LedgerHandle } from "../ledger/ledger_handle.ts";
import { type SentEntry, SentLedger } from "../ledger/sent_ledger.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import { realPath } from "./task_owners.ts";

/**
 * Orders that were sent, are not fetched, and do not stand in the journal as sent. Only looked at:
 * whatever run comes next gives them back to the journal, as far as they are this pipeline's.
 * @param env where the platform names its state folder
 * @returns oldest first; empty as well when the ledger cannot be looked at
 * @throws {StorageError} when there is a journal and it cannot be read
 */
export function lostFromJournal(
  { dir, stateDir }: Pick<Pipeline, "dir" | "stateDir">,
  env: Environment,
): readonly SentEntry[] {
  const sent = sentFrom(dir, env);
  if (sent.length === 0) return [];
  const journal = Journal.view(stateDir);
  try {
    return sent.filter((entry) => journal === undefined || !isSentIn(journal, entry));
  } finally {
    journal?.close();
  }
}

function sentFrom(dir: string, env: Environment): readonly SentEntry[] {
  const file = new LedgerHandle(env, "view");
  try {
    return new SentLedger(file).of(realPath(dir));
  } finally {
    file.close();
  }
}

/** What a living run has planned it is about to send, perhaps again: nothing of it is lost. */
function isSentIn(journal: Journal, entry: SentEntry): boolean {
  const known = orderOf(journal, entry);
  if (known === undefined) return false;
  const isUnsent = known.state === "planned" || known.state === "dropped";
  return !isUnsent || journal.runs.isAlive(known.runId);
}

/** Another order may have its number in a journal that was begun anew. */
function orderOf({ orders }: Journal, { orderId, orderedAtMs, taskId }: SentEntry) {
  const numbered = orders.get(orderId);
  if (numbered?.createdAtMs === orderedAtMs) return numbered;
  return taskId === undefined ? undefined : orders.ofTask(taskId);
}
