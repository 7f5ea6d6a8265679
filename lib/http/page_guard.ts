/**
 * The guard of a server that shows a page, and the headers that keep the page to itself.
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { BrowserKey } from "./browser_key.ts";
import { Guard, type Refusal } from "./guard.ts";

/** Sent with every answer. */
const HEADERS: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

interface RefusalAnswer {
  readonly text: string;
  readonly status: 403 | 421;
}

/** For whatever program asks from elsewhere: no person sees these. */
const REFUSALS: Readonly<Record<Refusal, RefusalAnswer>> = {
  host: { text: "Unknown host.", status: 421 },
  origin: { text: "Unknown origin.", status: 403 },
  origin_missing: { text: "Origin required.", status: 403 },
  site: { text: "Unknown site.", status: 403 },
};

/** Lets in the browser that got the secret address, from the page itself. */
export class PageGuard {
  readonly #key = new BrowserKey();
  readonly #guard = new Guard(this.#key);
  readonly #policy: string;
  readonly #notAdmitted: RefusalAnswer;
  #origin = "";

  /**
   * @param contentSecurityPolicy sent with every answer
   * @param notAdmittedText what a person reads whose browser has not got the secret address
   */
  constructor(contentSecurityPolicy: string, notAdmittedText: string) {
    this.#policy = contentSecurityPolicy;
    this.#notAdmitted = { text: notAdmittedText, status: 403 };
  }

  /** Takes note of where the server listens, which is known only once it does. */
  listensOn({ port, origin }: { readonly port: number; readonly origin: string }): void {
    this.#guard.listensOn(port);
    this.#origin = origin;
  }

  /** As {@link BrowserKey.address}. */
  get address(): string {
    return this.#key.address(this.#origin);
  }

  /** As {@link BrowserKey.ticketAddress}. */
  get ticketAddress(): string {
    return this.#key.ticketAddress(this.#origin);
  }

  /** Answers strangers, lets others through, sets the headers of every answer. */
  middleware(): MiddlewareHandler {
    return async (c, next) => {
      const { answer, setCookie } = this.#refuse(c.req.raw);
      if (answer === undefined) await next();
      else c.res = c.text(answer.text, answer.status);
      for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
      if (setCookie !== undefined) c.res.headers.append("set-cookie", setCookie);
      c.res.headers.set("content-security-policy", this.#policy);
      if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
    };
  }

  #refuse(request: Request): { readonly answer?: RefusalAnswer; readonly setCookie?: string } {
    const refusal = this.#guard.refusal(request);
    if (refusal !== undefined) return { answer: REFUSALS[refusal] };
    const { isAdmitted, ...cookie } = this.#guard.admit(request);
    return isAdmitted ? cookie : { answer: this.#notAdmitted, ...cookie };
  }
}
