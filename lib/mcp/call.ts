/**
 * One call of a tool, as the tool sees it: progress, questions and cancellation without the protocol
 * library.
 * @module
 */
import type { Server } from "@modelcontextprotocol/sdk/server";
// @ts-types="@modelcontextprotocol/sdk/shared/protocol"
import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import {
  ElicitResultSchema,
  type ServerNotification,
  type ServerRequest,
} from "@modelcontextprotocol/sdk/types.js";
import { InputError, reasonOf } from "../errors.ts";
import { visibleLine } from "../text/visible.ts";
import type { ServerContext } from "./server_context.ts";
import { redacted } from "./result.ts";
import type { Consent, ToolCall } from "./tool.ts";

/** What the library gives with a request. */
export type RequestExtra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** One client's session. */
export interface Session {
  readonly server: Server;
  /** The client is gone. */
  isClosed: boolean;
}

/** A call with its own end. */
export interface OpenCall extends ToolCall {
  /** Stops telling progress. */
  end(): void;
}

/** Clients that reset their limit on progress want some within ten seconds; this is safe. */
const HEARTBEAT_MS = 4_000;
/** More often is noise. */
const PROGRESS_EVERY_MS = 1_000;
/** How long a person may think about a price. */
const QUESTION_MS = 10 * 60_000;

/** Begins a call. */
export function openCall(context: ServerContext, session: Session, extra: RequestExtra): OpenCall {
  const progress = new Progress(extra);
  return {
    context,
    signal: extra.signal,
    wasCancelled: async () => {
      // A closing session aborts its calls first and says that it is closed right after.
      await Promise.resolve();
      return extra.signal.aborted && !session.isClosed;
    },
    progress: (total, message) => progress.tell(total, visibleLine(message)),
    ask: (message) => ask(session, extra, progress, visibleLine(message)),
    log: (message) => {
      const params = {
        level: "notice" as const,
        logger: "orders",
        data: visibleLine(redacted(message, context)),
      };
      session.server.sendLoggingMessage(params, extra.sessionId).catch(() => {});
    },
    end: () => progress.end(),
  };
}

/** Progress that only rises, comes at least every few seconds, and never fails a call. */
class Progress {
  readonly #extra: RequestExtra;
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  readonly #startMs = performance.now();
  #total: number | undefined;
  #message = "";
  #lastMs = -Infinity;
  #last = -1;

  constructor(extra: RequestExtra) {
    this.#extra = extra;
    if (extra._meta?.progressToken === undefined) return;
    this.#timer = setInterval(() => this.#send(), HEARTBEAT_MS);
  }

  tell(total: number | undefined, message: string): void {
    const isNews = message !== this.#message;
    this.#total = total;
    this.#message = message;
    const now = performance.now();
    if (now - this.#lastMs < PROGRESS_EVERY_MS && !(isNews && now - this.#lastMs > 100)) return;
    this.#send();
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #send(): void {
    const progressToken = this.#extra._meta?.progressToken;
    if (progressToken === undefined) return;
    this.#lastMs = performance.now();
    const seconds = Math.round((this.#lastMs - this.#startMs) / 100) / 10;
    const progress = Math.max(seconds, this.#last + 0.1);
    this.#last = progress;
    const total = this.#total === undefined ? {} : { total: Math.max(this.#total, progress) };
    this.#extra.sendNotification({
      method: "notifications/progress",
      params: { progressToken, progress, ...total, message: this.#message },
    }).catch(() => {});
  }
}

/** Asks the person through the client; a client that cannot ask asks its user for each call itself. */
async function ask(
  { server }: Session,
  extra: RequestExtra,
  progress: Progress,
  message: string,
): Promise<Consent> {
  const can = server.getClientCapabilities()?.elicitation;
  if (can === undefined || (can.form === undefined && can.url !== undefined)) return "not_asked";
  progress.tell(undefined, "waiting for the answer about the price");
  try {
    const { action, content } = await extra.sendRequest(
      { method: "elicitation/create", params: questionOf(message) },
      ElicitResultSchema,
      { signal: extra.signal, timeout: QUESTION_MS },
    );
    return action === "accept" && content?.["order"] === false ? "decline" : action;
  } catch (error) {
    throw new InputError("question_failed", { reason: reasonOf(error) }, error);
  }
}

function questionOf(message: string) {
  return {
    mode: "form" as const,
    message,
    requestedSchema: {
      type: "object" as const,
      properties: {
        order: { type: "boolean" as const, title: "Order and pay", default: true },
      },
    },
  };
}
