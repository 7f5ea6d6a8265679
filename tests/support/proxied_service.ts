/**
 * The service as a company network shows it: TLS by an authority of its own, names that only the
 * proxy can resolve, a proxy that wants a password.
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { ROOT } from "./harness.ts";

const TLS_FOLDER = join(ROOT, "tests", "fixtures", "tls");

/** The authority that signed the service's certificate. */
export const AUTHORITY_FILE = join(TLS_FOLDER, "authority.pem");

/** Names in the certificate that no machine resolves: only the proxy knows where they lead. */
export const API_HOST = "api.rehearsal.test";
export const PICTURE_HOST = "pictures.rehearsal.test";

/** TLS before the service. */
export interface SecureFront {
  readonly port: number;
  close(): Promise<void>;
}

/** A proxy that writes down whom it was asked for. */
export interface ConnectProxy {
  readonly port: number;
  /** `host:port` of every tunnel that was asked for. */
  readonly asked: string[];
  /** Proxy-Authorization of every tunnel that was asked for. */
  readonly credentials: (string | undefined)[];
  close(): Promise<void>;
}

/**
 * Starts TLS before a service.
 * @param pictureHost the name that picture addresses in answers get
 */
export async function startSecureFront(
  service: RunningEmulator,
  pictureHost: string,
): Promise<SecureFront> {
  const api = new URL(service.baseUrl).origin;
  const server = createSecureServer({
    key: readFileSync(join(TLS_FOLDER, "server.key.pem")),
    cert: readFileSync(join(TLS_FOLDER, "server.pem")),
  }, (incoming, outgoing) => {
    const isPicture = !incoming.url?.startsWith("/api/");
    const pictures = `https://${pictureHost}:${(server.address() as AddressInfo).port}`;
    const to = isPicture ? service.pictureOrigin : api;
    forward(incoming, outgoing, to, [service.pictureOrigin, pictures]).catch(() =>
      outgoing.destroy()
    );
  });
  return { port: await listening(server), close: ending(server) };
}

async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: string,
  [from, to]: readonly [string, string],
): Promise<void> {
  const { host: _host, ...headers } = incoming.headers;
  const body = await buffer(incoming);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const inner = request(new URL(incoming.url ?? "/", origin), {
      method: incoming.method ?? "GET",
      headers,
    });
    inner.on("response", resolve).on("error", reject).end(body);
  });
  const bytes = await buffer(answer);
  const isJson = String(answer.headers["content-type"]).includes("json");
  const content = isJson ? Buffer.from(bytes.toString().replaceAll(from, to)) : bytes;
  outgoing.writeHead(answer.statusCode ?? 500, {
    ...answer.headers,
    "content-length": String(content.length),
  });
  outgoing.end(content);
}

/**
 * Starts a proxy that leads every name to one port of this machine.
 * @param refusal the status it answers instead of connecting
 */
export async function startProxy(targetPort: number, refusal?: number): Promise<ConnectProxy> {
  const asked: string[] = [];
  const credentials: (string | undefined)[] = [];
  const server = createServer((_, answer) => answer.writeHead(405).end());
  server.on("connect", (incoming: IncomingMessage, socket: Socket, head: Uint8Array) => {
    const target = incoming.url ?? "";
    socket.on("error", () => {});
    // The runtime may ask for its own news on the way.
    if (!target.includes(".rehearsal.test:")) {
      socket.destroy();
      return;
    }
    asked.push(target);
    credentials.push(incoming.headers["proxy-authorization"]);
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(targetPort, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("close", () => upstream.destroy());
  });
  return { port: await listening(server), asked, credentials, close: ending(server) };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function ending(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
}
