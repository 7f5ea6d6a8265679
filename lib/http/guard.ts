/**
 * Who may talk to the page's server: the browser that got the secret address, from the page itself.
 * Any other site, any other program of this machine's users and any rebound host name is refused.
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

/** Sent with every answer. */
const HEADERS: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** The locks of one server. */
export class Guard {
  readonly #secret = randomBytes(24).toString("base64url");
  #ticket: string | undefined = randomBytes(24).toString("base64url");
  readonly #policy: string;
  #port = 0;

  /** @param contentSecurityPolicy sent with every answer */
  constructor(contentSecurityPolicy: string) {
    this.#policy = contentSecurityPolicy;
  }

  /** The port is known only once the server listens. */
  listensOn(port: number): void {
    this.#port = port;
  }

  /** The address a person may open as often as they like. */
  get address(): string {
    return `http://127.0.0.1:${this.#port}/?key=${this.#secret}`;
  }

  /**
   * An address that opens once. Given to the browser's command line, which other users of the machine
   * can read for as long as the browser runs.
   */
  get ticketAddress(): string {
    return `http://127.0.0.1:${this.#port}/?key=${this.#ticket ?? ""}`;
  }

  /** Refuses foreign hosts, foreign origins and whoever lacks the secret. */
  middleware(): MiddlewareHandler {
    return async (c, next) => {
      const refusal = this.#refusal(c);
      if (refusal === undefined) await next();
      else c.res = c.text(refusal.text, refusal.status);
      for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
      c.res.headers.set("content-security-policy", this.#policy);
      if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
    };
  }

  #refusal(c: Context): { readonly text: string; readonly status: 403 | 421 } | undefined {
    const hosts = [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`];
    const host = c.req.header("host") ?? "";
    if (!hosts.includes(host)) return { text: "Unknown host.", status: 421 };
    const origin = c.req.header("origin");
    const isForeign = origin !== undefined && origin !== `http://${host}`;
    if (isForeign) return { text: "Unknown origin.", status: 403 };
    if (c.req.method !== "GET" && c.req.method !== "HEAD" && origin === undefined) {
      return { text: "Origin required.", status: 403 };
    }
    const site = c.req.header("sec-fetch-site");
    // The page itself may be reached from a link in another window; it can do nothing by itself.
    const isPage = c.req.path === "/" && c.req.method === "GET";
    if (!isPage && site !== undefined && site !== "same-origin" && site !== "none") {
      return { text: "Unknown site.", status: 403 };
    }
    if (this.#isLetIn(c, isPage)) return undefined;
    return {
      text: "Откройте адрес, который напечатала программа.\n" +
        "Open the address that the program printed.\n",
      status: 403,
    };
  }

  #isLetIn(c: Context, isPage: boolean): boolean {
    const key = isPage ? c.req.query("key") : undefined;
    if (key === undefined) return isSame(getCookie(c, this.#cookie), this.#secret);
    const isTicket = isSame(key, this.#ticket);
    if (isTicket) this.#ticket = undefined;
    if (!isTicket && !isSame(key, this.#secret)) {
      deleteCookie(c, this.#cookie);
      return false;
    }
    setCookie(c, this.#cookie, this.#secret, { httpOnly: true, sameSite: "Strict", path: "/" });
    return true;
  }

  /** Cookies of one host are shared by all its ports, so each server has its own name. */
  get #cookie(): string {
    return `review_${this.#port}`;
  }
}

/** Compares in a time that tells nothing. */
function isSame(given: string | undefined, expected: string | undefined): boolean {
  if (given === undefined || expected === undefined) return false;
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
