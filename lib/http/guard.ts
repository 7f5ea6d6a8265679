/**
 * Who may talk to a server of ours: whoever calls this machine by its own name, from no other site,
 * and holds the secret. Other sites in the same browser, other users of the machine and rebound host
 * names are refused.
 * @module
 */
import { timingSafeEqual } from "node:crypto";
import { sha256Bytes } from "../digest.ts";

/** Why a request is refused. */
export type Refusal = "host" | "origin" | "origin_missing" | "site";

/** What became of the secret that a request shows. */
export interface Admission {
  readonly isAdmitted: boolean;
  /** A `Set-Cookie` header for the answer. */
  readonly setCookie?: string;
}

/** The way in: what a request must show. */
export interface WayIn {
  /**
   * Whether browsers use it: then what changes something must name the page it comes from, and only
   * the page itself may be reached from elsewhere.
   */
  readonly isForBrowsers: boolean;
  /** @param port of the server */
  admit(request: Request, port: number): Admission;
}

/** The checks of one server. */
export class Guard {
  readonly #wayIn: WayIn;
  #port = 0;

  constructor(wayIn: WayIn) {
    this.#wayIn = wayIn;
  }

  /** The port is known only once the server listens. */
  listensOn(port: number): void {
    this.#port = port;
  }

  /** Whether a request comes from elsewhere, whatever it shows; undefined: it does not. */
  refusal(request: Request): Refusal | undefined {
    const { headers, method } = request;
    const host = headers.get("host") ?? "";
    if (![`127.0.0.1:${this.#port}`, `localhost:${this.#port}`].includes(host)) return "host";
    const origin = headers.get("origin");
    if (origin !== null && origin !== `http://${host}`) return "origin";
    const isRead = method === "GET" || method === "HEAD";
    const { isForBrowsers } = this.#wayIn;
    if (isForBrowsers && !isRead && origin === null) return "origin_missing";
    const site = headers.get("sec-fetch-site");
    // The page itself may be reached from a link in another window; it can do nothing by itself.
    const isPage = isForBrowsers && isPageRequest(request);
    const isElsewhere = site !== null && site !== "same-origin" && site !== "none";
    return !isPage && isElsewhere ? "site" : undefined;
  }

  /** Looks at the secret that a request shows. */
  admit(request: Request): Admission {
    return this.#wayIn.admit(request, this.#port);
  }
}

/** Whether a request asks for the page itself. */
export function isPageRequest({ method, url }: Request): boolean {
  return method === "GET" && new URL(url).pathname === "/";
}

/** The way in for programs: `Authorization: Bearer TOKEN`. */
export class BearerToken implements WayIn {
  readonly isForBrowsers = false;
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  /** Admits whoever has the token. */
  admit({ headers }: Request): Admission {
    const given = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
    return { isAdmitted: isSameSecret(given, this.#token) };
  }
}

/** Compares in a time that tells nothing; what is not there is never the same. */
export function isSameSecret(given: string | undefined, expected: string | undefined): boolean {
  if (given === undefined || expected === undefined) return false;
  return timingSafeEqual(sha256Bytes(given), sha256Bytes(expected));
}
