/**
 * HTTP as this program needs it: it always knows how far a request came, because money hangs on the
 * difference between "never connected" and "answer lost". `fetch` tells them apart only by message
 * text, and differently in each runtime; `node:http` tells by events, alike in Deno, Bun and Node.
 * @module
 */
import { Agent as HttpAgent, type IncomingMessage } from "node:http";
import type { RequestOptions } from "node:https";
import { exchange } from "./exchange.ts";
import { readChunks, readText, type StreamLimits } from "./response_body.ts";
import type { Environment } from "../environment.ts";
import { proxyFor, trustedAuthorities } from "./proxy.ts";
import { SecureAgent } from "./secure_agent.ts";
import { TunnelAgent } from "./tunnel.ts";

/** A request to the service, or to the host of its pictures, with the bounds of its answer. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Longest time until the answer is there: whole, or, where its body is streamed, its headers. */
  readonly timeoutMs: number;
  /**
   * Never reuse a connection: on a reused one a close that crosses the request cannot be told from a
   * lost answer, and Deno 2.9.6 then sends the request again by itself, a POST too: two orders.
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
  /** Throws {@link TransportError} with phase `body` when it breaks off or is too slow. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Gives up the rest of the body. */
  cancel(): void;
}

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
    const { timeoutMs, signal } = request;
    const endMs = performance.now() + timeoutMs;
    const response = await this.#open(request);
    const leftMs = Math.max(1, endMs - performance.now());
    const text = await readText(response, { leftMs, timeoutMs, signal });
    return { status: response.statusCode ?? 0, headers: flat(response), text };
  }

  /**
   * Sends a request and hands out the body as it arrives.
   * @throws {TransportError} when no answer came
   * @throws {StoppedError} when the signal is aborted
   */
  async open(request: HttpRequest, limits: StreamLimits): Promise<HttpStream> {
    const response = await this.#open(request);
    return {
      status: response.statusCode ?? 0,
      headers: flat(response),
      chunks: readChunks(response, limits, request.signal),
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

function flat(response: IncomingMessage): HttpHeaders {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
}
