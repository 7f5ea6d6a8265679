/**
 * The way in for a browser: an address with a secret, then a cookie.
 * @module
 */
import { randomBytes } from "node:crypto";
import { parse, serialize } from "hono/utils/cookie";
import { type Admission, isPageRequest, isSameSecret, type WayIn } from "./guard.ts";

const SECRET_BYTES = 24;

/** The secret of one page, and a ticket that stands for it once. */
export class BrowserKey implements WayIn {
  readonly isForBrowsers = true;
  readonly #secret = randomSecret();
  #ticket: string | undefined = randomSecret();

  /** The address a person may open as often as they like. */
  address(origin: string): string {
    return `${origin}/?key=${this.#secret}`;
  }

  /**
   * An address that opens once. Given to the browser's command line, which other users of the machine
   * can read for as long as the browser runs.
   */
  ticketAddress(origin: string): string {
    return `${origin}/?key=${this.#ticket ?? ""}`;
  }

  /** Admits the page's address with its key, and everything with the cookie that it brings. */
  admit(request: Request, port: number): Admission {
    const cookie = cookieName(port);
    const key = isPageRequest(request) ? new URL(request.url).searchParams.get("key") : null;
    if (key === null) {
      const held = parse(request.headers.get("cookie") ?? "", cookie)[cookie];
      return { isAdmitted: isSameSecret(held, this.#secret) };
    }
    const isTicket = isSameSecret(key, this.#ticket);
    if (isTicket) this.#ticket = undefined;
    const isAdmitted = isTicket || isSameSecret(key, this.#secret);
    const setCookie = isAdmitted
      ? serialize(cookie, this.#secret, { httpOnly: true, sameSite: "Strict", path: "/" })
      : serialize(cookie, "", { maxAge: 0, path: "/" });
    return { isAdmitted, setCookie };
  }
}

/** Cookies of one host are shared by all its ports, so each server has its own name. */
function cookieName(port: number): string {
  return `review_${port}`;
}

function randomSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}
