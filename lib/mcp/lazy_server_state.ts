/**
 * The office behind a door that opens at the first call: the handshake need not wait for it.
 * @module
 */
import type { Office } from "./server_state.ts";
import type { McpSettings } from "./settings.ts";

/** Opens the office when it is needed first. */
export class OfficeDoor {
  readonly #settings: McpSettings;
  #office: Promise<Office> | undefined;

  /** @param settings handed to the office */
  constructor(settings: McpSettings) {
    this.#settings = settings;
  }

  /** The office, the same for every caller. */
  open(): Promise<Office> {
    this.#office ??= import("./server_state.ts").then(({ Office }) => new Office(this.#settings));
    return this.#office;
  }

  /** Closes the office, if anybody was in it. */
  async close(): Promise<void> {
    await (await this.#office)?.close();
  }
}
