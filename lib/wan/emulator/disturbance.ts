/**
 * Faults that any request can suffer, done to the connection itself.
 * @module
 */
import type { HttpEffect } from "./fault_kinds.ts";
import { PLAIN_JSON, type Replies } from "./reply.ts";
import { alreadySent, type EmulatorContext, sendRaw } from "./traffic.ts";
import { bomb, trickle } from "./unending_body.ts";

const GATEWAY_PAGE = "<html>\r\n<head><title>Service Unavailable</title></head>\r\n" +
  "<body>\r\n<center><h1>Service Unavailable</h1></center>\r\n</body>\r\n</html>\r\n";

/** Ends the connection without (the rest of) an answer. */
function dropConnection(c: EmulatorContext): Response {
  c.env.incoming.socket.destroy();
  return alreadySent();
}

/** Leaves the client waiting, for ever or until the connection is dropped. */
function hang(c: EmulatorContext, ms: number | undefined): Response {
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

/**
 * What a create is answered whose task was made all the same.
 * @returns undefined when the fault is none of these
 */
export function answerAfter(
  c: EmulatorContext,
  effect: HttpEffect | undefined,
  replies: Replies,
): Response | undefined {
  switch (effect?.kind) {
    case "refuse-after":
      return replies.refuse(c, effect);
    case "html-after":
      return sendPage(c, effect.status);
    case "garbage-after":
      return sendGarbage(c);
    case "drop-after":
      return dropConnection(c);
    case "hang-after":
      return hang(c, effect.ms);
    default:
      return undefined;
  }
}

function sendPage(c: EmulatorContext, status: number): Response {
  return sendRaw(c, status, { "content-type": "text/html" }, GATEWAY_PAGE);
}

function sendGarbage(c: EmulatorContext): Response {
  return sendRaw(c, 200, { "content-type": PLAIN_JSON }, '{"output":{"task_');
}

/** Does what any request can suffer, in order. */
export async function disturb(
  c: EmulatorContext,
  effects: readonly HttpEffect[],
  replies: Replies,
): Promise<Disturbed> {
  for (const effect of effects) {
    if (effect.kind === "date") {
      c.set("date", { ...c.var.date, offsetMs: effect.offsetMs });
      continue;
    }
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
      return { response: sendPage(c, effect.status) };
    case "code-only":
      return { response: replies.codeOnly(c, effect.code, effect.message) };
    case "garbage":
      return { response: sendGarbage(c) };
    case "bomb":
      return { response: bomb(c, { "content-type": PLAIN_JSON }, effect.bytes) };
    case "trickle":
      // A picture comes byte by byte; anything else never comes to its first letter.
      if (c.var.entry.host === "pictures") return { special: effect };
      return { response: trickle(c, { "content-type": PLAIN_JSON }, undefined, effect.everyMs) };
    case "drop":
      return { response: dropConnection(c) };
    case "hang":
      return { response: hang(c, effect.ms) };
    default:
      return { special: effect };
  }
}
