/**
 * Bodies that do not end, come a byte at a time, or are far bigger unpacked than sent.
 * @module
 */
import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { alreadySent, type EmulatorContext, writeHead } from "./traffic.ts";

const BLANK = 0x20;
const PIECE_BYTES = 256 * 1024;

type Headers = Readonly<Record<string, string | number>>;

/**
 * Sends one byte at a time until the client leaves or the bytes are all sent.
 * @param bytes undefined: blanks for ever
 */
export function trickle(
  c: EmulatorContext,
  headers: Headers,
  bytes: Uint8Array | undefined,
  everyMs: number,
): Response {
  const { outgoing } = c.env;
  writeHead(c, 200, bytes === undefined ? headers : { ...headers, "content-length": bytes.length });
  outgoing.flushHeaders();
  let at = 0;
  const timer = setInterval(() => {
    const byte = bytes === undefined ? BLANK : bytes[at++];
    if (byte === undefined) outgoing.end();
    else outgoing.write(Buffer.of(byte));
  }, everyMs);
  outgoing.once("close", () => clearInterval(timer));
  return alreadySent();
}

/** Sends the head, then zeros as fast as the client takes them, until it leaves. */
export function flood(c: EmulatorContext, headers: Headers, head: Uint8Array): Response {
  writeHead(c, 200, { ...headers, "transfer-encoding": "chunked" });
  void pump(c, [head], Infinity, 0);
  return alreadySent();
}

/** Sends a small gzip body that unpacks to so many blanks. */
export function bomb(c: EmulatorContext, headers: Headers, bytes: number): Response {
  writeHead(c, 200, { ...headers, "content-encoding": "gzip", "transfer-encoding": "chunked" });
  void pump(c, [], bytes, BLANK, createGzip());
  return alreadySent();
}

/** The client is expected to leave in the middle: that ends it and is no failure. */
async function pump(
  { env: { outgoing } }: EmulatorContext,
  first: readonly Uint8Array[],
  count: number,
  filling: number,
  packing?: ReturnType<typeof createGzip>,
): Promise<void> {
  const source = Readable.from(pieces(first, count, filling), { objectMode: false });
  const steps = packing === undefined ? [source, outgoing] : [source, packing, outgoing];
  await pipeline(steps as [Readable, NodeJS.WritableStream]).catch(() => {});
}

function* pieces(
  first: readonly Uint8Array[],
  count: number,
  filling: number,
): Generator<Uint8Array> {
  yield* first;
  const piece = Buffer.alloc(PIECE_BYTES, filling);
  for (let left = count; left > 0; left -= PIECE_BYTES) yield piece.subarray(0, left);
}
