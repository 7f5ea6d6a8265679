/**
 * The context behind a endpoint that opens at the first call: the handshake need not wait for it.
 * @module
 */
import type { ServerContext } from "./server_context.ts";
import type { McpSettings } from "./settings.ts";

/** Opens the context when it is needed first. */
export class LazyServerContext {
  readonly #settings: McpSettings;
  #context: Promise<ServerContext> | undefined;

  /** @param settings handed to the context */
  constructor(settings: McpSettings) {
    this.#settings = settings;
  }

  /** The context, the same for every caller. */
  open(): Promise<ServerContext> {
    this.#context ??= import("./server_context.ts").then(({ ServerContext }) =>
      new ServerContext(this.#settings)
    );
    return this.#context;
  }

  /** Closes the context, if anybody was in it. */
  async close(): Promise<void> {
    await (await this.#context)?.close();
  }
}
