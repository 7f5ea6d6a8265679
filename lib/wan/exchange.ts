/**
 * One request and the headers of its answer, with what is known of how far it came.
 * @module
 */
import { type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { reasonOf, StoppedError, systemCodeOf, TransportError } from "../errors.ts";
import { connectionError, isDenied } from "./connection.ts";

/** Failures that can only happen before a request is sent, whatever the events said. */
const CONNECT_CODE_REGEXP = /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|ERR_TLS_\w+|\w*CERT\w*)$/;

/** These can also strike a connection that stands, when its route goes away. */
const ROUTE_CODE_REGEXP = /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;

/** What an exchange needs besides its address and headers. */
export interface ExchangeOptions {
  readonly body?: string | undefined;
  /** Longest wait for the headers of the answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a request and waits for the headers of the answer.
 * @throws {TransportError} phase `connect`: the other side has surely not seen it; `answer`: it may
 * have acted on it
 * @throws {StoppedError} when the signal is aborted
 */
export function exchange(
  url: URL,
  options: RequestOptions,
  { body, timeoutMs, signal }: ExchangeOptions,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new StoppedError(signal.reason));
    const isSecure = url.protocol === "https:";
    const outgoing = (isSecure ? httpsRequest : httpRequest)(url, options);
    let connected = false;
    let failure: Error | undefined;
    outgoing.on("socket", (socket) => {
      // In doubt the request counts as sent: a kept or tunnelled connection is there already.
      connected = !socket.connecting;
      if (!connected) socket.once(isSecure ? "secureConnect" : "connect", () => connected = true);
    });
    const phase = () => connected ? "answer" as const : "connect" as const;
    const give = (error: Error) => {
      failure ??= error;
      outgoing.destroy(error);
      settle(() => reject(error));
    };
    const onAbort = () => give(new StoppedError(signal?.reason));
    const timer = setTimeout(
      () => give(new TransportError("answer_timeout", phase(), { host: url.host, timeoutMs })),
      timeoutMs,
    );
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      finish();
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    outgoing.on("response", (response) => settle(() => resolve(response)));
    outgoing.on(
      "error",
      (error) => settle(() => reject(failure ?? lost(error, phase(), url.host))),
    );
    outgoing.end(body);
  });
}

function lost(error: Error, phase: "connect" | "answer", host: string): TransportError {
  if (error instanceof TransportError) return error;
  const systemCode = systemCodeOf(error);
  const isOfConnect = CONNECT_CODE_REGEXP.test(systemCode ?? "") ||
    (ROUTE_CODE_REGEXP.test(systemCode ?? "") &&
      (error as { syscall?: unknown }).syscall === "connect");
  if (phase === "connect" || isDenied(error) || isOfConnect) {
    return connectionError(error, host);
  }
  const facts = { host, reason: systemCode ?? reasonOf(error) };
  return new TransportError("answer_lost", "answer", facts, error);
}
