import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import test from "node:test";
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import { MAX_ANSWER_BYTES } from "../../lib/wan/response_body.ts";
import { type HttpRequest, Transport } from "../../lib/wan/transport.ts";
import { failureOf, withHttpServer } from "../support/http_server.ts";

async function withServer(
  listener: RequestListener,
  act: (transport: Transport, request: HttpRequest) => Promise<void>,
): Promise<void> {
  const transport = new Transport({});
  try {
    await withHttpServer(
      listener,
      (url) => act(transport, { method: "GET", url, headers: {}, timeoutMs: 20_000 }),
    );
  } finally {
    transport.close();
  }
}

async function drain(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  return bytes;
}

const answer = (body: Uint8Array, encoding: string): RequestListener => (_, response) => {
  response.writeHead(200, { "content-encoding": encoding });
  response.end(body);
};

const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

test("an answer of kilobytes that unpacks to more than 32 MB is given up, however it is packed", async () => {
  const zeros = Buffer.alloc(400 * 1024 * 1024);
  const bombs = {
    gzip: gzipSync(zeros),
    deflate: deflateSync(zeros),
    br: brotliCompressSync(zeros, QUICK),
  };
  for (const [encoding, bomb] of Object.entries(bombs)) {
    assert.ok(bomb.length < 2e6);
    await withServer(answer(bomb, encoding), async (transport, request) => {
      const before = process.memoryUsage().rss;
      const { code, phase, isLasting } = await failureOf(transport.send(request));
      assert.deepEqual([code, phase, isLasting], ["answer_too_large", "body", true], encoding);
      const grown = (process.memoryUsage().rss - before) / 1e6;
      assert.ok(grown < 250, `${encoding}: ${grown} MB of memory`);
    });
  }
});

test("an answer that is not packed and never ends is given up as well", () =>
  withServer((_, response) => {
    const piece = Buffer.alloc(1024 * 1024, 32);
    const pour = () => {
      while (response.write(piece));
      response.once("drain", pour);
    };
    pour();
  }, async (transport, request) => {
    assert.equal((await failureOf(transport.send(request))).code, "answer_too_large");
  }));

test("an answer of just 32 MB is read, packed and not", async () => {
  const whole = Buffer.alloc(MAX_ANSWER_BYTES, 32);
  await withServer(answer(gzipSync(whole), "GZip"), async (transport, request) => {
    assert.equal((await transport.send(request)).text.length, MAX_ANSWER_BYTES);
  });
  await withServer(answer(whole, "constructor"), async (transport, request) => {
    assert.equal((await transport.send(request)).text.length, MAX_ANSWER_BYTES);
  });
});

test("an answer that is no gzip although it says so is cut, not a bug", () =>
  withServer(answer(Buffer.from("plain"), "gzip"), async (transport, request) => {
    const { code, phase } = await failureOf(transport.send(request));
    assert.deepEqual([code, phase], ["answer_cut", "body"]);
  }));

/** Sends a byte now and then for ever. */
const dripping = (everyMs: number): RequestListener => (_, response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write("1"), everyMs);
  response.on("close", () => clearInterval(timer));
};

test("an answer that drips is over when its time is, first byte to last", () =>
  withServer(dripping(10), async (transport, request) => {
    const beganMs = performance.now();
    const { code } = await failureOf(transport.send({ ...request, timeoutMs: 300 }));
    assert.equal(code, "answer_slow");
    assert.ok(performance.now() - beganMs < 3_000);
  }));

test("headers and body share one time", () =>
  withServer((_, response) => {
    setTimeout(() => {
      response.writeHead(200, { "content-length": "10" });
      response.write("1");
    }, 3_000);
  }, async (transport, request) => {
    const beganMs = performance.now();
    await failureOf(transport.send({ ...request, timeoutMs: 4_000 }));
    // With a time of its own the body would have until the seventh second; a busy machine may be late.
    assert.ok(performance.now() - beganMs < 6_800, "the body was given a time of its own");
  }));

test("a picture that comes a byte at a time has stalled, although something always comes", () =>
  withServer(dripping(20), async (transport, request) => {
    const { chunks } = await transport.open(request, { idleMs: 300, totalMs: 60_000 });
    assert.equal((await failureOf(drain(chunks))).code, "body_stalled");
  }));

test("a picture that is slow but moves is read to its end", () =>
  withServer((_, response) => {
    let left = 20;
    const timer = setInterval(() => {
      response.write(Buffer.alloc(1_000));
      if (--left > 0) return;
      clearInterval(timer);
      response.end();
    }, 100);
  }, async (transport, request) => {
    const { chunks } = await transport.open(request, { idleMs: 1_000, totalMs: 60_000 });
    assert.equal(await drain(chunks), 20_000);
  }));

test("a picture that moves for ever is over when its time is, and not tried again", () =>
  withServer((_, response) => {
    const timer = setInterval(() => response.write(Buffer.alloc(5_000)), 10);
    response.on("close", () => clearInterval(timer));
  }, async (transport, request) => {
    const { chunks } = await transport.open(request, { idleMs: 300, totalMs: 500 });
    const { code, isLasting } = await failureOf(drain(chunks));
    assert.deepEqual([code, isLasting], ["body_slow", true]);
  }));
