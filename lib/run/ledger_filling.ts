/**
 * Filling the ledger from journals: with what was ordered before there was a ledger, after it was
 * deleted, or while it could not be written.
 * @module
 */
import { dirname } from "node:path";
import { isFolderGranted } from "../environment.ts";
import type { FilledEntry, SpendingLedger } from "../ledger/spending_ledger.ts";
import { GeneratorError, systemCodeOf } from "../errors.ts";
import { Journal } from "../pipeline/journal.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { STATE_FOLDER } from "../pipeline/names.ts";
import { pathIn } from "../pipeline/paths.ts";
import { foldersBeside } from "../pipeline/pipelines.ts";
import { isOfLedger, recordedReservation, settlementOf } from "./order_money.ts";

/**
 * Takes in the orders of a journal that the ledger has not seen.
 * @param pipeline its folder's real path
 * @param options `isWhole`: look at all of them again
 */
export function fillFrom(
  ledger: SpendingLedger,
  pipeline: string,
  journal: Journal,
  { isWhole = false }: { readonly isWhole?: boolean } = {},
): void {
  const seen = isWhole ? undefined : ledger.filledTo(pipeline);
  const last = journal.orders.lastId();
  if (seen === last) return;
  // A journal that was begun anew counts from 1 again.
  const isKnown = seen !== undefined && seen <= last;
  const orders = isKnown ? journal.orders.after(seen) : journal.orders.list();
  const entries = orders.filter(isOfLedger).flatMap((order) => entryOf(pipeline, journal, order));
  ledger.fill(pipeline, entries, last);
}

function entryOf(pipeline: string, journal: Journal, order: OrderRow): FilledEntry[] {
  const settlement = settlementOf(order, () => journal.pictures.ofOrder(order.id));
  const isSent = order.sends > 0 || order.taskId !== undefined || order.state === "sending";
  if (settlement === undefined || !isSent) return [];
  return [{ reservation: recordedReservation(pipeline, order), settlement }];
}

/** Takes in the journals of the pipelines that stand beside one, once a folder. */
export function fillBeside(ledger: SpendingLedger, pipeline: string): void {
  const folder = dirname(pipeline);
  if (ledger.isFolderFilled(folder) || !isFolderGranted(folder)) return;
  for (const other of foldersBeside(pipeline)) {
    if (ledger.filledTo(other) !== undefined) continue;
    withJournal(other, (journal) => fillFrom(ledger, other, journal));
  }
  ledger.noteFolder(folder);
}

/**
 * Looks into the journal of a pipeline, if there is one that can be read.
 * @returns undefined when there is none
 */
export function withJournal<T>(pipeline: string, look: (journal: Journal) => T): T | undefined {
  if (!isFolderGranted(pipeline)) return undefined;
  let journal: Journal | undefined;
  try {
    journal = Journal.view(pathIn(pipeline, STATE_FOLDER));
    return journal === undefined ? undefined : look(journal);
  } catch (error) {
    // Somebody else's, a newer program's or a damaged journal tells nothing.
    if (error instanceof GeneratorError || systemCodeOf(error) !== undefined) return undefined;
    throw error;
  } finally {
    journal?.close();
  }
}
