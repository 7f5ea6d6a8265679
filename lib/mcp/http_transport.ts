/**
 * The server over Streamable HTTP: this machine only, with a token, several clients at once.
 * @module
 */
import { randomUUID } from "node:crypto";
import type { Server } from "@modelcontextprotocol/sdk/server";
// @ts-types="@modelcontextprotocol/sdk/server/webStandardStreamableHttp"
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { BearerToken, Guard, type Refusal } from "../http/guard.ts";
import { LocalServer } from "../http/local_server.ts";
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
  const guard = new Guard(new BearerToken(options.token));
  const server = await LocalServer.open(
    async (request) => refuse(request, guard) ?? await sessions.handle(request),
    options.port,
  );
  guard.listensOn(server.port);
  return {
    url: `${server.origin}${PATH}`,
    close: async () => {
      await sessions.close();
      await server.close();
    },
  };
}

const REFUSALS: Readonly<Record<Refusal, string>> = {
  host: "Host is not allowed",
  origin: "Origin is not allowed",
  origin_missing: "Origin is missing",
  site: "Site is not allowed",
};

/** Answers whoever is no client of this machine with the token; undefined: it is one. */
function refuse(request: Request, guard: Guard): Response | undefined {
  const foreign = guard.refusal(request);
  if (foreign !== undefined) return refusal(403, REFUSALS[foreign]);
  // Before the token: clients look for other addresses without one, and take 404 for an answer.
  if (new URL(request.url).pathname !== PATH) return refusal(404, `Only ${PATH} is served`);
  if (guard.admit(request).isAdmitted) return undefined;
  return refusal(401, "Bearer token is missing or wrong", { "WWW-Authenticate": "Bearer" });
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
