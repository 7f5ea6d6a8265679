import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { type HttpRequest, Transport } from "../../lib/wan/transport.ts";
import { failureOf, withHttpServer } from "../support/http_server.ts";

async function withServer(
  listener: RequestListener,
  act: (
    send: (more?: Partial<HttpRequest>) => Promise<unknown>,
    transport: Transport,
    origin: string,
  ) => Promise<void>,
): Promise<void> {
  const transport = new Transport({});
  const basic = { method: "POST", headers: {}, body: "{}", timeoutMs: 10_000 } as const;
  try {
    await withHttpServer(listener, (url) => {
      const send = (more = {}) => transport.send({ ...basic, url, ...more });
      return act(send, transport, url);
    });
  } finally {
    transport.close();
  }
}

test("never connected: the request surely was not seen", async () => {
  const server = createPlainServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await withServer(() => {}, async (send) => {
    const { code, phase } = await failureOf(send({ url: `http://127.0.0.1:${port}/` }));
    assert.deepEqual([code, phase], ["connection_failed", "connect"]);
    const unknown = await failureOf(send({ url: "http://host.invalid/" }));
    assert.deepEqual([unknown.code, unknown.phase], ["connection_failed", "connect"]);
  });
});

test("connected, then dropped: whether the request was acted on is not known", () =>
  withServer((request) => void request.socket.destroy(), async (send) => {
    const { code, phase } = await failureOf(send({ freshConnection: true }));
    assert.deepEqual([code, phase], ["answer_lost", "answer"]);
  }));

test("no answer in time: not known either", () =>
  withServer(() => {}, async (send) => {
    const { code, phase } = await failureOf(send({ timeoutMs: 1_000 }));
    assert.deepEqual([code, phase], ["answer_timeout", "answer"]);
  }));

test("an answer cut short, by length and without", () =>
  withServer((request, response) => {
    response.writeHead(200, { "content-length": 100 });
    response.write("half", () => request.socket.end());
  }, async (send) => {
    const { code, phase } = await failureOf(send());
    assert.deepEqual([code, phase], ["answer_cut", "body"]);
  }));

test("a body that goes silent ends by itself", () =>
  withServer((_request, response) => {
    response.writeHead(200, { "content-length": 100 });
    response.write("half");
  }, async (_send, transport, url) => {
    const request = { method: "GET", url, headers: {}, timeoutMs: 5_000 } as const;
    const { chunks, status } = await transport.open(request, { idleMs: 100, totalMs: 60_000 });
    const read = (async () => {
      for await (const _ of chunks);
    })();
    const { code, phase } = await failureOf(read);
    assert.deepEqual([status, code, phase], [200, "body_stalled", "body"]);
  }));

test("a stop ends a request at once, before and while the body comes", () =>
  withServer((_request, response) => {
    response.writeHead(200, { "content-length": 100 });
    response.write("half");
  }, async (_send, transport, url) => {
    const stop = new AbortController();
    const request = {
      method: "GET",
      url,
      headers: {},
      timeoutMs: 5_000,
      signal: stop.signal,
    } as const;
    const { chunks } = await transport.open(request, { idleMs: 5_000, totalMs: 60_000 });
    const read = (async () => {
      for await (const _ of chunks) stop.abort();
    })();
    assert.equal((await failureOf(read)).code, "stopped");
    assert.equal((await failureOf(transport.send(request))).code, "stopped");
  }));

test("compressed answers are read, and only the body that was sent is sent", () => {
  let received = "";
  return withServer((request, response) => {
    request.on("data", (piece) => received += piece);
    request.on("end", () => {
      response.writeHead(200, { "content-encoding": "gzip", "X-Request-ID": "r1" });
      response.end(gzipSync("ответ"));
    });
  }, async (send) => {
    const answer = await send({ body: '{"a":"ё"}' }) as {
      text: string;
      headers: Record<string, string>;
    };
    assert.deepEqual([answer.text, answer.headers["x-request-id"]], ["ответ", "r1"]);
    assert.equal(received, '{"a":"ё"}');
  });
});

test("reads share a connection, an order never travels on a used one", async () => {
  const ports: (number | undefined)[] = [];
  await withServer((request, response) => {
    ports.push(request.socket.remotePort);
    response.end("{}");
  }, async (_send, transport, url) => {
    const read = { method: "GET", url, headers: {}, timeoutMs: 5_000 } as const;
    for (let count = 0; count < 6; count++) await transport.send(read);
    const used = new Set(ports);
    assert.ok(used.size < 6, "no connection was kept");
    for (let count = 0; count < 3; count++) {
      await transport.send({ ...read, method: "POST", body: "{}", freshConnection: true });
    }
    const fresh = ports.slice(6);
    assert.equal(new Set([...used, ...fresh]).size, used.size + 3);
  });
});

test("an order whose connection closes without an answer has arrived once, used ones beside it", async () => {
  let orders = 0;
  await withServer((request, response) => {
    if (request.method === "GET") return void response.end("{}");
    request.resume().on("end", () => {
      orders++;
      request.socket.destroy();
    });
  }, async (send, transport, url) => {
    await transport.send({ method: "GET", url, headers: {}, timeoutMs: 5_000 });
    const { code } = await failureOf(send({ freshConnection: true }));
    assert.deepEqual([code, orders], ["answer_lost", 1]);
  });
});
