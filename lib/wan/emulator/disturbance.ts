/**
 * Faults that any request can suffer, done to the connection itself.
 * @module
 */
import type { HttpEffect } from "./fault.ts";
import type { Replies } from "./reply.ts";
import { alreadySent, type EmulatorContext, sendRaw } from "./traffic.ts";

const GATEWAY_PAGE = "<html>\r\n<head><title>Service Unavailable</title></head>\r\n" +
  "<body>\r\n<center><h1>Service Unavailable</h1></center>\r\n</body>\r\n</html>\r\n";

/** Ends the connection without (the rest of) an answer. */
export function dropConnection(c: EmulatorContext): Response {
  c.env.incoming.socket.destroy();
  return alreadySent();
}

/** Leaves the client waiting, for ever or until the connection is dropped. */
export function hang(c: EmulatorContext, ms: number | undefined): Response {
  if (ms !== undefined) {
    const { outgoing, incoming } = c.env;
    const timer = setTimeout(() => incoming.socket.destroy(), ms);
    outgoing.once("close", () => clearTimeout(timer));
  }
  return alreadySent();
}

/** Waits, but not for a client that has left. */
function pause(c: EmulatorContext, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    c.env.outgoing.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** What is left to the handler after the general faults. */
export interface Disturbed {
  /** The request is dealt with. */
  readonly response?: Response;
  /** A fault that only this kind of request has. */
  readonly special?: HttpEffect;
}

/** Does what any request can suffer, in order. */
export async function disturb(
  c: EmulatorContext,
  effects: readonly HttpEffect[],
  replies: Replies,
): Promise<Disturbed> {
  for (const effect of effects) {
    if (effect.kind !== "delay") return suffer(c, effect, replies);
    await pause(c, effect.ms);
    if (c.env.incoming.socket.destroyed) return { response: alreadySent() };
  }
  return {};
}

function suffer(c: EmulatorContext, effect: HttpEffect, replies: Replies): Disturbed {
  switch (effect.kind) {
    case "refuse":
      return { response: replies.refuse(c, effect) };
    case "html":
      return { response: sendRaw(c, effect.status, { "content-type": "text/html" }, GATEWAY_PAGE) };
    case "garbage":
      return {
        response: sendRaw(c, 200, { "content-type": "application/json" }, '{"output":{"task_'),
      };
    case "drop":
      return { response: dropConnection(c) };
    case "hang":
      return { response: hang(c, effect.ms) };
    default:
      return { special: effect };
  }
}
