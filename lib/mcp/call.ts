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
import type { ChoiceOption, Consent, ToolCall } from "./tool.ts";

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
    ask: (message) => ask(session, extra, progress, message),
    choose: (message, options) => choose(session, extra, progress, message, options),
    log: (message) => {
      const params = {
        level: "notice" as const,
        logger: "orders",
        data: visibleLine(redacted(message, context)),
      };
      // Whoever left, or takes no such messages, reads the same in the answer.
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
    // To whoever left nothing can be told, and the work goes on without them.
    this.#extra.sendNotification({
      method: "notifications/progress",
      params: { progressToken, progress, ...total, message: this.#message },
    }).catch(() => {});
  }
}

/** A form with one field. */
interface Question {
  readonly message: string;
  readonly field: string;
  readonly property: Record<string, unknown>;
  /** Told as progress while it is open. */
  readonly waitingFor: string;
}

/** Asks the person through the client; undefined: the client cannot ask. */
async function elicit(
  { server }: Session,
  extra: RequestExtra,
  progress: Progress,
  { message, field, property, waitingFor }: Question,
) {
  const can = server.getClientCapabilities()?.elicitation;
  if (can === undefined || (can.form === undefined && can.url !== undefined)) return undefined;
  progress.tell(undefined, waitingFor);
  const requestedSchema = { type: "object", properties: { [field]: property } };
  const params = { mode: "form", message: visibleLine(message), requestedSchema };
  try {
    return await extra.sendRequest(
      { method: "elicitation/create", params } as ServerRequest,
      ElicitResultSchema,
      { signal: extra.signal, timeout: QUESTION_MS },
    );
  } catch (error) {
    throw new InputError("question_failed", { reason: reasonOf(error) }, error);
  }
}

/** A client that cannot ask asks its user for each call itself. */
async function ask(
  session: Session,
  extra: RequestExtra,
  progress: Progress,
  message: string,
): Promise<Consent> {
  const answer = await elicit(session, extra, progress, {
    message,
    field: "order",
    property: { type: "boolean", title: "Order and pay", default: true },
    waitingFor: "waiting for the user's answer about the price",
  });
  if (answer === undefined) return "not_asked";
  return answer.action === "accept" && answer.content?.["order"] === false
    ? "decline"
    : answer.action;
}

async function choose(
  session: Session,
  extra: RequestExtra,
  progress: Progress,
  message: string,
  options: readonly ChoiceOption[],
): Promise<string | undefined> {
  const answer = await elicit(session, extra, progress, {
    message,
    field: "choice",
    property: {
      type: "string",
      title: "Choice",
      enum: options.map(({ value }) => value),
      enumNames: options.map(({ title }) => visibleLine(title)),
    },
    waitingFor: "waiting for the user's choice",
  });
  const value = answer?.action === "accept" ? answer.content?.["choice"] : undefined;
  return options.some((each) => each.value === value) ? String(value) : undefined;
}
