/**
 * TLS connections made by hand. The runtime's own agent for them reads the machine's list of
 * authorities first, which Deno (2.9) grants only together with everything else it knows of the
 * machine; connecting needs no such thing.
 * @module
 */
import { Agent, type ClientRequestArgs } from "node:http";
import { isIP } from "node:net";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";

/** An agent for `https:` requests. */
export class SecureAgent extends Agent {
  readonly #ca: string[] | undefined;

  /** @param ca authorities to trust; undefined: the runtime's own */
  constructor(keepAlive: boolean, ca: string[] | undefined) {
    super({ keepAlive });
    this.#ca = ca;
    setProtocol(this, true);
  }

  /** Called by the runtime when a request needs a connection. */
  override createConnection({ host, port }: ClientRequestArgs): TLSSocket {
    const name = bareHost(host);
    return connect({ host: name, port: Number(port ?? 443), ...secureOptions(name, this.#ca) });
  }
}

/** What a handshake with this host needs. */
export function secureOptions(name: string, ca: string[] | undefined): ConnectionOptions {
  return {
    ALPNProtocols: ["http/1.1"],
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(ca === undefined ? {} : { ca }),
  };
}

/** The runtime asks an agent for which protocol its connections are. */
export function setProtocol(agent: Agent, isSecure: boolean): void {
  Object.assign(agent, {
    protocol: isSecure ? "https:" : "http:",
    defaultPort: isSecure ? 443 : 80,
  });
}

/** A host without the brackets of an IPv6 address. */
export function bareHost(host: string | null | undefined): string {
  return (host ?? "").replace(/^\[|\]$/g, "");
}
