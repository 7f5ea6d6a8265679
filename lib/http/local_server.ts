/**
 * A server on this machine's own address that ends with all its connections.
 * @module
 */
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from "@hono/node-server";
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { InputError, reasonOf } from "../errors.ts";

/** The only address that is listened on: no other machine can reach it. */
const HOST = "127.0.0.1";

/** Answers a request. */
export type Answer = (
  request: Request,
  env: HttpBindings | Http2Bindings,
) => Response | Promise<Response>;

/** A server that listens. */
export class LocalServer {
  /** The port it listens on. */
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    this.port = (server.address() as AddressInfo).port;
  }

  /**
   * Listens on 127.0.0.1.
   * @param port 0 = any free one
   * @throws {InputError} `port_unusable`
   */
  static async open(answer: Answer, port = 0): Promise<LocalServer> {
    // The rest of the program uses the same globals: they must stay the runtime's own.
    const options = { fetch: answer, overrideGlobalObjects: false };
    const server = createAdaptorServer(options) as Server;
    const sockets = new Set<Socket>();
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, HOST, () => resolve());
    }).catch((error) => {
      throw new InputError("port_unusable", { port, reason: reasonOf(error) }, error);
    });
    return new LocalServer(server, sockets);
  }

  /** `http://127.0.0.1:PORT` */
  get origin(): string {
    return `http://${HOST}:${this.port}`;
  }

  /** Ends it and every connection it has, answered or not. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}
