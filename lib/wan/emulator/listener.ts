/**
 * Real HTTP on this machine's own address.
 * @module
 */
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { InputError, reasonOf } from "../../errors.ts";
import type { EmulatorEnv } from "./traffic.ts";

/** A listener that was started. */
export interface Listener {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Ends it and every connection it has. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1.
 * @param port 0 = any free one
 * @throws {InputError} `port_unusable`
 */
export async function listen(app: Hono<EmulatorEnv>, port: number): Promise<Listener> {
  // The program that rehearses uses the same globals: they must stay the runtime's own.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  }).catch((error) => {
    throw new InputError("port_unusable", { port, reason: reasonOf(error) }, error);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${actualPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
}
