/**
 * What was ordered, perhaps paid for, and can never be fetched any more.
 * @module
 */
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";

/**
 * Numbers of the illustrations that lost an order or a picture, each once, rising.
 * @throws {StorageError} when the journal cannot be read
 */
export function lostIllustrations({ stateDir }: Pipeline): number[] {
  const journal = Journal.openExisting(stateDir);
  try {
    const lost = journal?.orders.list().filter(({ id, state }) =>
      state === "expired" || journal.pictures.ofOrder(id).some((each) =>
        each.state === "lost"
      )
    ) ?? [];
    return [...new Set(lost.map(({ illustration }) => illustration))].sort((a, b) => a - b);
  } finally {
    journal?.close();
  }
}
