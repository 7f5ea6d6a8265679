/**
 * The server over Streamable HTTP: this machine only, with a token, several clients at once.
 * @module
 */
import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Server } from "@modelcontextprotocol/sdk/server";
// @ts-types="@modelcontextprotocol/sdk/server/webStandardStreamableHttp"
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { InputError, reasonOf } from "../errors.ts";
import { MemoryEventStore } from "./event_store.ts";

/** How to open the endpoint. */
export interface HttpEndpointOptions {
  /** 0 = any free one. */
  readonly port: number;
  /** What `Authorization: Bearer` must hold. */
  readonly token: string;
  /** Makes the server of one session. */
  readonly makeServer: () => Server;
}

/** An open endpoint. */
export interface HttpEndpoint {
  /** `http://127.0.0.1:PORT/mcp` */
  readonly url: string;
  /** Ends all sessions and connections. */
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const PATH = "/mcp";
/** Older sessions make room for new ones. */
const MAX_SESSIONS = 64;
/** A client that lost its stream is told to come back after this time. */
const RECONNECT_MS = 1_000;

/**
 * Opens the endpoint.
 * @throws {InputError} `port_unusable`
 */
export async function serveHttp(options: HttpEndpointOptions): Promise<HttpEndpoint> {
  const sessions = new Sessions(options.makeServer);
  const guard = new Guard(options.token);
  const fetch = async (request: Request): Promise<Response> =>
    guard.refuse(request) ?? await sessions.handle(request);
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false }) as HttpServer;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, HOST, () => resolve());
  }).catch((error) => {
    throw new InputError("port_unusable", { port: options.port, reason: reasonOf(error) }, error);
  });
  guard.port = (server.address() as AddressInfo).port;
  return {
    url: `http://${HOST}:${guard.port}${PATH}`,
    close: async () => {
      await sessions.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Lets in only who has the token and speaks to this machine by its own name. */
class Guard {
  port = 0;
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  refuse(request: Request): Response | undefined {
    const { headers, url } = request;
    // A web page can make a browser send requests here, but not with these two headers of ours.
    if (!this.#isOurs(headers.get("host"))) return refusal(403, "Host is not allowed");
    const origin = headers.get("origin");
    if (origin !== null && !this.#isOurs(/^http:\/\/([^/]+)$/.exec(origin)?.[1] ?? null)) {
      return refusal(403, "Origin is not allowed");
    }
    if (new URL(url).pathname !== PATH) return refusal(404, `Only ${PATH} is served`);
    if (this.#hasToken(headers.get("authorization"))) return undefined;
    return refusal(401, "Bearer token is missing or wrong", { "WWW-Authenticate": "Bearer" });
  }

  #isOurs(host: string | null): boolean {
    return [HOST, "localhost"].some((name) => host === `${name}:${this.port}`);
  }

  #hasToken(authorization: string | null): boolean {
    const given = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
    const digest = (text: string) => createHash("sha256").update(text).digest();
    return timingSafeEqual(digest(given), digest(this.#token));
  }
}

function refusal(status: number, message: string, headers: Record<string, string> = {}): Response {
  const body = { jsonrpc: "2.0", error: { code: -32_000, message }, id: null };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
}

type Transport = WebStandardStreamableHTTPServerTransport;

/** The sessions by their id, the one that was used last at the end. */
class Sessions {
  readonly #makeServer: () => Server;
  readonly #open = new Map<string, Transport>();

  constructor(makeServer: () => Server) {
    this.#makeServer = makeServer;
  }

  async handle(request: Request): Promise<Response> {
    const id = request.headers.get("mcp-session-id");
    if (id === null) return await (await this.#begin()).handleRequest(request);
    const transport = this.#open.get(id);
    if (transport === undefined) return refusal(404, "Session not found");
    this.#open.delete(id);
    this.#open.set(id, transport);
    return await transport.handleRequest(request);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((transport) => transport.close()));
  }

  /** It becomes a session only if the request turns out to be an `initialize`. */
  async #begin(): Promise<Transport> {
    const transport: Transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => this.#add(id, transport),
      eventStore: new MemoryEventStore(),
      retryInterval: RECONNECT_MS,
    });
    await this.#makeServer().connect(transport);
    const forget = transport.onclose;
    transport.onclose = () => {
      if (transport.sessionId !== undefined) this.#open.delete(transport.sessionId);
      forget?.();
    };
    return transport;
  }

  #add(id: string, transport: Transport): void {
    this.#open.set(id, transport);
    for (const [oldest, each] of [...this.#open].slice(0, this.#open.size - MAX_SESSIONS)) {
      this.#open.delete(oldest);
      void each.close();
    }
  }
}
