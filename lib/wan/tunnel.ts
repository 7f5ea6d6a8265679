/**
 * Connections through a proxy. The tunnel stands, certificates checked, before a request is written
 * into it: whatever goes wrong on the way there, the service has surely not seen the request.
 * @module
 */
import { Agent, type ClientRequestArgs, request } from "node:http";
import { request as secureRequest } from "node:https";
import { isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { reasonOf, systemCodeOf, TransportError } from "../errors.ts";
import { connectionError } from "./connection.ts";
import { bareHost, SecureAgent, secureOptions, setProtocol } from "./secure_agent.ts";

/** Longest wait for the proxy, and then for the handshake with the service. */
const TUNNEL_TIMEOUT_MS = 30_000;

/** What a tunnel is made of. */
export interface TunnelOptions {
  /** `http:` or `https:`, with user name and password if it wants them. */
  readonly proxy: URL;
  /** Whether the service is spoken to by TLS. */
  readonly isSecure: boolean;
  readonly keepAlive: boolean;
  /** Authorities to trust; undefined: the runtime's own. */
  readonly ca: string[] | undefined;
}

type OnConnection = (error: Error | null, socket: Duplex) => void;

/** Node documents that the callback may take the place of the result; its types do not know it. */
const NO_SOCKET = undefined as unknown as Duplex;

/** An agent whose connections go through a proxy; a failed one is a {@link TransportError}. */
export class TunnelAgent extends Agent {
  readonly #options: TunnelOptions;

  constructor(options: TunnelOptions) {
    super({ keepAlive: options.keepAlive });
    this.#options = options;
    setProtocol(this, options.isSecure);
  }

  /** Called by the runtime when a request needs a connection; the answer comes by the callback. */
  override createConnection(destination: ClientRequestArgs, onConnection?: OnConnection): Duplex {
    this.#open(destination).then(
      (socket) => onConnection?.(null, socket),
      (error) => onConnection?.(error, NO_SOCKET),
    );
    return NO_SOCKET;
  }

  async #open({ host, port }: ClientRequestArgs): Promise<Duplex> {
    const { proxy, isSecure, ca } = this.#options;
    const name = bareHost(host);
    const target = `${isIP(name) === 6 ? `[${name}]` : name}:${port ?? (isSecure ? 443 : 80)}`;
    const socket = await throughProxy(proxy, target, ca);
    return isSecure ? await secured(socket, name, target, ca) : socket;
  }
}

function throughProxy(proxy: URL, target: string, ca: string[] | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const isSecure = proxy.protocol === "https:";
    const outgoing = (isSecure ? secureRequest : request)({
      method: "CONNECT",
      host: bareHost(proxy.hostname),
      port: proxy.port || (isSecure ? 443 : 80),
      path: target,
      headers: { Host: target, ...authorization(proxy) },
      agent: isSecure ? new SecureAgent(false, ca) : new Agent(),
      timeout: TUNNEL_TIMEOUT_MS,
    });
    const fail = (reason: string, cause?: unknown) => {
      const facts = { proxy: proxy.host, host: target, reason };
      reject(new TransportError("proxy_failed", "connect", facts, cause));
      outgoing.destroy();
    };
    outgoing.on("connect", ({ statusCode = 0 }, socket) => {
      if (statusCode !== 200) return fail(`HTTP ${statusCode}`);
      outgoing.setTimeout(0);
      resolve(socket as Socket);
    });
    // A proxy that refuses may answer as to an ordinary request.
    outgoing.on("response", ({ statusCode }) => fail(`HTTP ${statusCode}`));
    outgoing.on("timeout", () => fail(`${TUNNEL_TIMEOUT_MS / 1_000} s`));
    outgoing.on("error", (error) => fail(systemCodeOf(error) ?? reasonOf(error), error));
    outgoing.end();
  });
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "Proxy-Authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}

function secured(
  socket: Socket,
  name: string,
  target: string,
  ca: string[] | undefined,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const secure = connectTls({ socket, ...secureOptions(name, ca) });
    const onError = (error: Error) => {
      clearTimeout(timer);
      reject(connectionError(error, target));
      secure.destroy();
    };
    const onSlow = () => onError(new Error(`${TUNNEL_TIMEOUT_MS / 1_000} s`));
    const timer = setTimeout(onSlow, TUNNEL_TIMEOUT_MS);
    secure.once("error", onError);
    secure.once("secureConnect", () => {
      clearTimeout(timer);
      secure.off("error", onError);
      resolve(secure);
    });
  });
}
