/**
 * A bound on the bodies of requests that gets its answer through: a server that answers in the middle
 * of a body and closes the connection leaves its client with "connection reset" instead.
 * @module
 */
import { Buffer } from "node:buffer";
import type { MiddlewareHandler } from "hono";

/** How much is read and thrown away at most so that the sender hears the answer. */
const MAX_DRAINED_BYTES = 32 * 1024 * 1024;

/**
 * Reads every body before anybody else does.
 * @param onTooLarge throws what becomes the answer
 */
export function limitBody(maxBytes: number, onTooLarge: () => never): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.raw.body === null) return await next();
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of c.req.raw.body) {
      bytes += part.length;
      if (bytes <= maxBytes) parts.push(part);
      else if (bytes > MAX_DRAINED_BYTES) break;
    }
    if (bytes > maxBytes) onTooLarge();
    // Put together by hand: the adapter's own request is none that Deno would copy.
    const { url, method, headers, signal } = c.req.raw;
    const body = new Uint8Array(Buffer.concat(parts));
    c.req.raw = new Request(url, { method, headers, signal, body });
    await next();
  };
}
