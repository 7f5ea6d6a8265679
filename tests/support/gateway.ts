/**
 * Something between the program and the service: it may answer by itself, hold an answer back, or put
 * another one in its place after the service has acted.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";

/** What a gateway makes of a request. */
export interface Meddling {
  /** Whether the service gets the request. @default {true} */
  readonly isPassedOn?: boolean;
  /** Resolves when the service may get the request. */
  readonly after?: Promise<unknown>;
  /** Resolves when the answer may go out. */
  readonly until?: Promise<unknown>;
  /** In place of the service's answer: status and body; `drop` ends the connection without one. */
  readonly answer?: { readonly status: number; readonly body: string } | "drop";
}

/** A request as the gateway sees it. */
export interface Passing {
  readonly kind: "create" | "list" | "query" | "other";
  readonly body: string;
}

/** A gateway that runs. */
export interface Gateway {
  /** The base address to use instead of the service's. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Starts a gateway; a request `meddle` says nothing about passes untouched. */
export async function startGateway(
  service: RunningEmulator,
  meddle: (passing: Passing) => Meddling | undefined,
): Promise<Gateway> {
  const server = createServer((incoming, outgoing) => {
    pass(service, incoming, outgoing, meddle).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function pass(
  service: RunningEmulator,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  meddle: (passing: Passing) => Meddling | undefined,
): Promise<void> {
  const bytes = await buffer(incoming);
  const passing = { kind: kindOf(incoming), body: bytes.toString() };
  const { isPassedOn = true, after, until, answer } = meddle(passing) ?? {};
  await after;
  const theirs = isPassedOn ? await ask(service, incoming, bytes) : undefined;
  await until;
  if (answer === "drop") {
    outgoing.destroy();
    return;
  }
  if (answer !== undefined) {
    outgoing.writeHead(answer.status, { "content-length": Buffer.byteLength(answer.body) });
    outgoing.end(answer.body);
    return;
  }
  const content = theirs === undefined ? Buffer.alloc(0) : await buffer(theirs);
  outgoing.writeHead(theirs?.statusCode ?? 502, theirs?.headers);
  outgoing.end(content);
}

function kindOf({ method, url = "" }: IncomingMessage): Passing["kind"] {
  if (method === "POST") return url.endsWith("/cancel") ? "other" : "create";
  return /\/tasks\/?(\?|$)/.test(url) ? "list" : url.includes("/tasks/") ? "query" : "other";
}

function ask(
  service: RunningEmulator,
  { method = "GET", url = "/", headers }: IncomingMessage,
  bytes: Uint8Array,
): Promise<IncomingMessage> {
  // A connection of its own: when one that was kept closes at this very moment, Deno sends the request
  // again by itself, and the service makes two tasks of one create.
  const { host: _host, connection: _connection, ...rest } = headers;
  return new Promise((resolve, reject) => {
    const inner = request(new URL(url, service.baseUrl), { method, headers: rest, agent: false });
    inner.on("response", resolve).on("error", reject).end(bytes);
  });
}
