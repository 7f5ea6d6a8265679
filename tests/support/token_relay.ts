/**
 * Passes HTTP on and adds the bearer token: tools that cannot send one are tried against the endpoint as
 * it is. Host and Origin stay what the tool sent, as far as they name this relay.
 */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A running relay. */
export interface Relay {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a relay to a server of this machine. */
export async function startRelay(target: string, token: string): Promise<Relay> {
  const { port, pathname } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const own = `:${(server.address() as AddressInfo).port}`;
    const headers = { ...incoming.headers, authorization: `Bearer ${token}` };
    for (const name of ["host", "origin"] as const) {
      const value = headers[name];
      if (value?.endsWith(own)) headers[name] = value.slice(0, -own.length) + `:${port}`;
    }
    const { method = "GET", url = "/" } = incoming;
    const onward = request({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
