/**
 * A plain server on this machine, for tests that look at what a request meets on its way.
 */
import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { TransportError } from "../../lib/errors.ts";

/** Starts a server, gives its address to `act`, ends it with all its connections. */
export async function withHttpServer(
  listener: RequestListener,
  act: (origin: string) => Promise<void>,
): Promise<void> {
  const server = createServer(listener);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await act(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** The error a request ended with; fails when it was answered. */
export async function failureOf(request: Promise<unknown>): Promise<TransportError> {
  try {
    await request;
  } catch (error) {
    return error as TransportError;
  }
  return assert.fail("it was answered");
}
