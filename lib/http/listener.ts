/**
 * A listener on 127.0.0.1 that ends with all its connections.
 * @module
 */
import { createAdaptorServer } from "@hono/node-server";
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A listener that was started. */
export interface Listener {
  readonly port: number;
  /** Ends it and every connection it has. */
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<Listener> {
  // The regenerations use the same globals: they must stay the runtime's own.
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false }) as Server;
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
}
