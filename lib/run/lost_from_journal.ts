/**
 * Looks whether a pipeline's journal has lost orders that the user's ledger remembers.
 * @module
 */
import type { Environment } from "../environment.ts";
import { LedgerHandle } from "../ledger/ledger_handle.ts";
import { type SentEntry, SentLedger } from "../ledger/sent_ledger.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import { rememberedOrders } from "./remembered_orders.ts";
import { realPath } from "./task_owners.ts";

/**
 * Orders that the next run will take up again. Only looked at.
 * @param env where the platform names its state folder
 * @returns oldest first; empty as well when the ledger cannot be looked at
 * @throws {StorageError} when there is a journal and it cannot be read
 */
export function lostFromJournal(pipeline: Pipeline, env: Environment): readonly SentEntry[] {
  const entries = entriesOf(pipeline, env);
  if (entries.length === 0) return [];
  const journal = Journal.view(pipeline.stateDir);
  try {
    return [...rememberedOrders(entries, journal, pipeline)]
      .flatMap(({ entry, isLost }) => isLost ? [entry] : []);
  } finally {
    journal?.close();
  }
}

function entriesOf({ dir }: Pipeline, env: Environment): readonly SentEntry[] {
  const file = new LedgerHandle(env, "view");
  try {
    return new SentLedger(file).of(realPath(dir));
  } finally {
    file.close();
  }
}
