/**
 * The log of requests and what every handler shares.
 * @module
 */
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import { Buffer } from "node:buffer";
import type { LogEntry } from "./options.ts";

/** A log entry while its request is being answered. */
export type OpenEntry = { -readonly [Key in keyof LogEntry]: LogEntry[Key] };

/** What handlers find in their context. */
export interface EmulatorEnv {
  readonly Bindings: HttpBindings;
  readonly Variables: { entry: OpenEntry; date: DateHeader };
}

/** What the answer's `Date` header tells: the emulator's clock, unless a fault says otherwise. */
export interface DateHeader {
  readonly now: () => number;
  /** How wrong it is; null: there is none. */
  readonly offsetMs: number | null;
}

/** The context of every handler. */
export type EmulatorContext = Context<EmulatorEnv>;

const DEFAULT_MAX_ENTRIES = 10_000;
const ALREADY_SENT = "x-hono-already-sent";

/** The requests of both listeners, in the order of their arrival. */
export class Traffic {
  readonly entries: LogEntry[] = [];
  readonly #now: () => number;
  readonly #maxEntries: number;

  constructor(now: () => number, maxEntries = DEFAULT_MAX_ENTRIES) {
    this.#now = now;
    this.#maxEntries = maxEntries;
  }

  /** Notes each request when it comes in and its status when it is answered. */
  middleware(host: LogEntry["host"]): MiddlewareHandler<EmulatorEnv> {
    return async (c, next) => {
      const url = new URL(c.req.url);
      const entry: OpenEntry = {
        atMs: this.#now(),
        host,
        method: c.req.method,
        path: url.pathname + url.search,
        status: 0,
        hasAuthorization: c.req.header("authorization") !== undefined,
      };
      this.#push(entry);
      c.set("entry", entry);
      c.set("date", { now: this.#now, offsetMs: 0 });
      await next();
      if (!c.res.headers.has(ALREADY_SENT)) entry.status = c.res.status;
    };
  }

  #push(entry: LogEntry): void {
    this.entries.push(entry);
    if (this.entries.length > this.#maxEntries) this.entries.shift();
  }
}

/** What a handler returns when it has dealt with the connection itself. */
export function alreadySent(): Response {
  return new Response(null, { headers: { [ALREADY_SENT]: "true" } });
}

/**
 * Answers past Hono, which would add a content type where the service sends none and would read
 * big bodies piece by piece.
 */
export function sendRaw(
  c: EmulatorContext,
  status: number,
  headers: Record<string, string | number>,
  body: string | Uint8Array,
): Response {
  const { outgoing } = c.env;
  writeHead(c, status, { ...headers, "content-length": Buffer.byteLength(body) });
  if (c.req.method === "HEAD") outgoing.end();
  else outgoing.end(body);
  return alreadySent();
}

/** Begins an answer: notes its status and dates it by the emulator's own clock. */
export function writeHead(
  c: EmulatorContext,
  status: number,
  headers: Readonly<Record<string, string | number>>,
): void {
  const { outgoing } = c.env;
  const { now, offsetMs } = c.var.date;
  c.var.entry.status = status;
  outgoing.sendDate = false;
  const date = offsetMs === null ? {} : { date: new Date(now() + offsetMs).toUTCString() };
  outgoing.writeHead(status, { ...date, ...headers });
}
