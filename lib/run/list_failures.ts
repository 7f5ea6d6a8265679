/**
 * What it means that the task list cannot be read while orders are settled by it.
 * @module
 */
import { GeneratorError, ServiceError, StoppedError, TransportError } from "../errors.ts";
import type { WanClient } from "../wan/client.ts";
import { isForeignAnswer } from "../wan/refusal.ts";
import { asGeneratorError } from "./context.ts";

/** So many lists in other words than the service's, and none in its own, are no accident. */
const MIN_FOREIGN_LISTS = 3;

/** What a failed reading means for the next one. */
export type ListFailure =
  /** It may succeed. */
  | "passing"
  /** It will fail like this one. */
  | "lasting"
  /** Whoever answers is not the service. */
  | "foreign";

/** The failed readings of one settling. */
export class ListFailures {
  readonly #client: Pick<WanClient, "baseUrl" | "hasSpoken">;
  #foreign = 0;
  #last: GeneratorError | undefined;

  constructor(client: Pick<WanClient, "baseUrl" | "hasSpoken">) {
    this.#client = client;
  }

  /** Why the latest reading failed; undefined when it did not. */
  get last(): GeneratorError | undefined {
    return this.#last;
  }

  /** A reading succeeded. */
  forget(): void {
    this.#last = undefined;
  }

  /**
   * Judges a failed reading.
   * @throws {StoppedError} when it failed because somebody asked to stop
   */
  note(thrown: unknown): ListFailure {
    const error = asGeneratorError(thrown);
    if (error instanceof StoppedError) throw error;
    this.#last = error;
    if (isForeignAnswer(error) && !this.#client.hasSpoken) {
      return ++this.#foreign < MIN_FOREIGN_LISTS ? "passing" : "foreign";
    }
    const isLasting = error instanceof ServiceError
      ? error.authoritative && error.retry === "never"
      : error instanceof TransportError && error.isLasting;
    return isLasting ? "lasting" : "passing";
  }

  /** The error that says so; its phase is `connect`, since the service never saw a request. */
  notTheService(): TransportError {
    const { baseUrl } = this.#client;
    const status = this.#last instanceof ServiceError
      ? this.#last.status
      : Number(this.#last?.facts["status"]);
    const facts = { host: new URL(baseUrl).host, baseUrl, status };
    return new TransportError("not_the_service", "connect", facts, this.#last);
  }
}
