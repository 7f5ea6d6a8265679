/// <reference lib="dom" />
/**
 * The way between the page inside a chat and the assistant around it: JSON-RPC by messages to the
 * window above (MCP Apps, protocol 2026-01-26).
 * @module
 */

/** What the assistant says about itself and its screen. */
export interface HostContext {
  readonly theme?: "light" | "dark";
  /** BCP 47. */
  readonly locale?: string;
}

/** The answer of a tool. */
export interface ToolResult {
  readonly isError?: boolean;
  readonly content?: readonly {
    readonly type: string;
    readonly text?: string;
    readonly data?: string;
    readonly mimeType?: string;
  }[];
  readonly structuredContent?: Record<string, unknown>;
}

/** What the page wants to hear. */
export interface LinkHandlers {
  /** The arguments of the call that the page stands beside. */
  onInput(args: Record<string, unknown>): void;
  onContext(context: HostContext): void;
  /** The page is about to be taken away. */
  onTeardown(): void;
}

interface Message {
  readonly jsonrpc?: string;
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: unknown;
  readonly error?: { readonly message?: string };
}

const PROTOCOL_VERSION = "2026-01-26";

/** An assistant that says nothing for so long is gone. */
const ANSWER_MS = 60_000;

/** The link of one page. */
export class ChatLink {
  readonly #window: Window;
  readonly #handlers: LinkHandlers;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #lastId = 0;

  /** @param window the assistant's */
  constructor(window: Window, handlers: LinkHandlers) {
    this.#window = window;
    this.#handlers = handlers;
    addEventListener("message", ({ source, data }) => {
      if (source === window && data?.jsonrpc === "2.0") this.#hear(data as Message);
    });
  }

  /** Begins; the assistant's context comes back. @throws {Error} nobody answers */
  async open(name: string, version: string): Promise<HostContext> {
    const result = await this.request("ui/initialize", {
      protocolVersion: PROTOCOL_VERSION,
      appInfo: { name, version },
      appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
    }) as { hostContext?: HostContext } | undefined;
    this.notify("ui/notifications/initialized", {});
    return result?.hostContext ?? {};
  }

  /** Calls a tool of our server. @throws {Error} the assistant refused, or nobody answers */
  async call(name: string, args: Record<string, unknown>): Promise<ToolResult> {
    return await this.request("tools/call", { name, arguments: args }) as ToolResult;
  }

  /** Tells the model something it should know when it speaks next. */
  tellModel(text: string): void {
    this.request("ui/update-model-context", { content: [{ type: "text", text }] })
      // An assistant that takes no such word has the journal's: the next list tells the same.
      .catch(() => undefined);
  }

  /** Asks for the whole screen; an assistant without one leaves things as they are. */
  askForRoom(): void {
    this.request("ui/request-display-mode", { mode: "fullscreen" }).catch(() => undefined);
  }

  /** Says how high the page would like to be. */
  tellHeight(height: number): void {
    this.notify("ui/notifications/size-changed", { height });
  }

  /** @throws {Error} the assistant refused, or nobody answers */
  request(method: string, params: Record<string, unknown>): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`${method}: no answer`));
      }, ANSWER_MS);
      this.#waiting.set(id, ({ result, error }) => {
        clearTimeout(timer);
        if (error === undefined) resolve(result);
        else reject(new Error(error.message ?? method));
      });
      this.#send({ jsonrpc: "2.0", id, method, params });
    });
  }

  /** Says something that nobody answers. */
  notify(method: string, params: Record<string, unknown>): void {
    this.#send({ jsonrpc: "2.0", method, params });
  }

  #hear(message: Message): void {
    const { id, method, params = {} } = message;
    if (method === undefined) {
      const answer = this.#waiting.get(Number(id));
      this.#waiting.delete(Number(id));
      answer?.(message);
    } else if (id !== undefined) this.#answer(id, method);
    else if (method === "ui/notifications/tool-input") {
      this.#handlers.onInput((params["arguments"] ?? {}) as Record<string, unknown>);
    } else if (method === "ui/notifications/host-context-changed") {
      this.#handlers.onContext(params as HostContext);
    }
  }

  #answer(id: number | string, method: string): void {
    if (method === "ui/resource-teardown") this.#handlers.onTeardown();
    const isKnown = method === "ping" || method === "ui/resource-teardown";
    this.#send({
      jsonrpc: "2.0",
      id,
      ...(isKnown ? { result: {} } : { error: { code: -32601, message: "Method not found" } }),
    } as Message);
  }

  #send(message: Message): void {
    // Whose page stands above is not ours to know: nothing secret is ever said here.
    this.#window.postMessage(message, "*");
  }
}
