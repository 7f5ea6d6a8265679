/**
 * What was ordered, perhaps paid for, and can never be fetched any more.
 * @module
 */
import type { Journal } from "../pipeline/journal.ts";
import { REHEARSAL } from "../wan/regions.ts";

/**
 * Numbers of the illustrations that lost an order or a picture, each once, rising.
 * @param isRehearsal whether the losses of rehearsals are asked for, which cost nothing; otherwise they
 * are left out
 * @throws {StorageError} when the journal cannot be read
 */
export function lostIllustrations({ orders, pictures }: Journal, isRehearsal: boolean): number[] {
  const lost = orders.list().filter(({ id, state, service }) =>
    (service === REHEARSAL) === isRehearsal &&
    (state === "expired" || pictures.ofOrder(id).some((each) => each.state === "lost"))
  );
  return [...new Set(lost.map(({ illustration }) => illustration))].sort((a, b) => a - b);
}
