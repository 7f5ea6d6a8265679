/**
 * What was ordered, perhaps paid for, and can never be fetched any more.
 * @module
 */
import type { Journal } from "../pipeline/journal.ts";

/**
 * Numbers of the illustrations that lost an order or a picture, each once, rising.
 * @throws {StorageError} when the journal cannot be read
 */
export function lostIllustrations({ orders, pictures }: Journal): number[] {
  const lost = orders.list().filter(({ id, state }) =>
    state === "expired" || pictures.ofOrder(id).some((each) => each.state === "lost")
  );
  return [...new Set(lost.map(({ illustration }) => illustration))].sort((a, b) => a - b);
}
