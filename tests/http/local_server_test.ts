import assert from "node:assert/strict";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import process from "node:process";
import test from "node:test";
import { LocalServer } from "../../lib/http/local_server.ts";
import { send } from "../support/loopback.ts";

const hello = () => new Response("hello");

test("a local server takes the port it is given, or a free one, and says when it cannot", async () => {
  const server = await LocalServer.open(hello);
  try {
    assert.equal((await send(server.origin)).text, "hello");
    await assert.rejects(LocalServer.open(hello, server.port), (error) => {
      assert.ok(error instanceof Error && "code" in error && "facts" in error);
      assert.equal(error.code, "port_unusable");
      assert.equal((error.facts as { port: number }).port, server.port);
      return true;
    });
  } finally {
    await server.close();
  }
  const again = await LocalServer.open(hello, server.port);
  assert.equal(again.port, server.port);
  await again.close();
});

test("no other address of this machine reaches a local server", async () => {
  const server = await LocalServer.open(hello);
  try {
    const others = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal);
    for (const { address } of others) {
      const { status } = await send(`http://${address}:${server.port}/`);
      assert.equal(status, undefined, address);
    }
    assert.equal((await send(`http://[::1]:${server.port}/`)).status, undefined);
  } finally {
    await server.close();
  }
});

/** Bun tells of a connection when its first bytes come, so it cannot end one that was always silent. */
const SILENT = "bun" in process.versions ? [] : [""];

test("a local server ends at once, with connections that are idle, unanswered or half said", async () => {
  const asked = Promise.withResolvers<void>();
  const server = await LocalServer.open(({ url }) => {
    if (url.endsWith("/idle")) return hello();
    asked.resolve();
    return new Promise<Response>(() => {});
  });
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const sockets = [...SILENT, get("/idle"), get("/unanswered"), "GET / HTT"].map((text) => {
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {}).resume();
    const isOpen = new Promise((resolve) =>
      socket.once(text.includes("/idle") ? "data" : "connect", resolve)
    );
    if (text !== "") socket.write(text);
    return { isOpen, isEnded: new Promise((resolve) => socket.once("close", resolve)) };
  });
  await Promise.all(sockets.map(({ isOpen }) => isOpen));
  await asked.promise;
  await server.close();
  await Promise.all(sockets.map(({ isEnded }) => isEnded));
});
