/**
 * Creates that have left and are not answered. While one is, a task in the service's list may be its
 * own, so nobody else may take it.
 * @module
 */

/** The unanswered creates of one model in this process. */
export class CreatesInFlight {
  readonly #open = new Set<Promise<unknown>>();

  /** Counts a create until it has ended, however it does, and is written down. */
  async count<T>(create: Promise<T>): Promise<T> {
    this.#open.add(create);
    try {
      return await create;
    } finally {
      this.#open.delete(create);
    }
  }

  /** Resolves when those that are in flight now have ended; later ones are not waited for. */
  async answered(): Promise<void> {
    await Promise.allSettled(this.#open);
  }
}
