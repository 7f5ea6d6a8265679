/**
 * HTTP as this program needs it: it always knows how far a request came, because money hangs on the
 * difference between "never connected" and "answer lost". `fetch` tells them apart only by message
 * text, and differently in each runtime; `node:http` tells by events, alike in Deno, Bun and Node.
 * @module
 */
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import type { Environment } from "../environment.ts";
import { reasonOf, StoppedError, systemCodeOf, TransportError } from "../errors.ts";
import { connectionError, isDenied } from "./connection.ts";
import { proxyFor, trustedAuthorities } from "./proxy.ts";
import { SecureAgent } from "./secure_agent.ts";
import { TunnelAgent } from "./tunnel.ts";

/** One request. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Longest wait for the headers of the answer, and for a body that is read whole. */
  readonly timeoutMs: number;
  /**
   * Never reuse a connection: on a reused one a close that crosses the request cannot be told from
   * a lost answer.
   * @default {false}
   */
  readonly freshConnection?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Headers of an answer, names in lower case. */
export type HttpHeaders = Readonly<Record<string, string | undefined>>;

/** An answer whose body was read whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly text: string;
}

/** An answer whose body is still to be read. */
export interface HttpStream {
  readonly status: number;
  readonly headers: HttpHeaders;
  /** Throws {@link TransportError} with phase `body` when it breaks off or stalls. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Gives up the rest of the body. */
  cancel(): void;
}

/** Failures that can only happen before a request is sent, whatever the events said. */
const CONNECT_CODE_REGEXP = /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|ERR_TLS_\w+|\w*CERT\w*)$/;

/** These can also strike a connection that stands, when its route goes away. */
const ROUTE_CODE_REGEXP = /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;

const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Sends requests; keeps connections open for reads. */
export class Transport {
  readonly #env: Environment;
  readonly #agents = new Map<string, HttpAgent>();
  #authorities: { readonly ca: string[] | undefined } | undefined;

  /** @param env where proxies and certificate authorities are named */
  constructor(env: Environment) {
    this.#env = env;
  }

  /**
   * Reads the settings that a request to this address will need, before anything depends on them.
   * @throws {InputError} `proxy_invalid`, `ca_unreadable`
   */
  prepare(url: string): void {
    proxyFor(url, this.#env);
    if (url.startsWith("https:")) this.#trusted();
  }

  /**
   * Sends a request and reads the answer whole.
   * @throws {TransportError} when no whole answer came; `phase` says how far it went
   * @throws {StoppedError} when the signal is aborted
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    const response = await this.#open(request);
    const watch = watchBody(response, request.timeoutMs, request.signal);
    try {
      const bytes = await buffer(response);
      const text = await decode(bytes, response.headers["content-encoding"]);
      return { status: response.statusCode ?? 0, headers: flat(response), text };
    } catch (error) {
      throw watch.failure() ?? bodyError(error);
    } finally {
      watch.end();
    }
  }

  /**
   * Sends a request and hands out the body as it arrives.
   * @param idleTimeoutMs longest pause between two pieces of the body
   * @throws {TransportError} when no answer came
   * @throws {StoppedError} when the signal is aborted
   */
  async open(request: HttpRequest, idleTimeoutMs: number): Promise<HttpStream> {
    const response = await this.#open(request);
    return {
      status: response.statusCode ?? 0,
      headers: flat(response),
      chunks: readChunks(response, idleTimeoutMs, request.signal),
      cancel: () => response.destroy(),
    };
  }

  /** Closes kept connections so that the process can end. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  async #open(request: HttpRequest): Promise<IncomingMessage> {
    const url = new URL(request.url);
    const isSecure = url.protocol === "https:";
    const agent = this.#agent(request, isSecure);
    const options: RequestOptions = { method: request.method, headers: headersOf(request), agent };
    return await exchange(url, options, request);
  }

  #trusted(): string[] | undefined {
    this.#authorities ??= { ca: trustedAuthorities(this.#env) };
    return this.#authorities.ca;
  }

  #agent(request: HttpRequest, isSecure: boolean): HttpAgent {
    const keepAlive = request.freshConnection !== true;
    const proxy = proxyFor(request.url, this.#env);
    const key = `${isSecure} ${keepAlive} ${proxy?.href ?? ""}`;
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const agent = proxy !== undefined
      ? new TunnelAgent({ proxy, isSecure, keepAlive, ca: this.#trusted() })
      : isSecure
      ? new SecureAgent(keepAlive, this.#trusted())
      : new HttpAgent({ keepAlive });
    this.#agents.set(key, agent);
    return agent;
  }
}

function headersOf({ method, headers, body }: HttpRequest): Record<string, string> {
  if (method === "GET") return { ...headers };
  return { ...headers, "Content-Length": String(Buffer.byteLength(body ?? "")) };
}

/** Sends and waits for the headers of the answer. */
function exchange(
  url: URL,
  options: RequestOptions,
  { body, timeoutMs, signal }: HttpRequest,
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

function bodyError(error: unknown): TransportError {
  return new TransportError(
    "body_cut",
    "body",
    { reason: systemCodeOf(error) ?? reasonOf(error) },
    error,
  );
}

/** Ends a body that takes too long or is no longer wanted, and remembers why. */
function watchBody(response: IncomingMessage, timeoutMs: number, signal: AbortSignal | undefined) {
  let failure: Error | undefined;
  const give = (error: Error) => {
    failure ??= error;
    response.destroy(error);
  };
  const onAbort = () => give(new StoppedError(signal?.reason));
  const onIdle = () => give(new TransportError("body_stalled", "body", { timeoutMs }));
  let timer = setTimeout(onIdle, timeoutMs);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  return {
    failure: () => failure,
    restart: () => {
      clearTimeout(timer);
      timer = setTimeout(onIdle, timeoutMs);
    },
    end: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    },
  };
}

async function* readChunks(
  response: IncomingMessage,
  idleTimeoutMs: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const watch = watchBody(response, idleTimeoutMs, signal);
  try {
    for await (const chunk of response) {
      watch.restart();
      yield chunk as Uint8Array;
    }
    const failure = watch.failure();
    if (failure !== undefined) throw failure;
  } catch (error) {
    throw watch.failure() ?? bodyError(error);
  } finally {
    watch.end();
    response.destroy();
  }
}

function flat(response: IncomingMessage): HttpHeaders {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
}

async function decode(bytes: Uint8Array, encoding: string | undefined): Promise<string> {
  const decoder = DECODERS[encoding ?? ""];
  return new TextDecoder().decode(decoder === undefined ? bytes : await decoder(bytes));
}
