/**
 * Answers in the service's own envelopes.
 * @module
 */
import { Buffer } from "node:buffer";
import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type EmulatorContext, sendRaw } from "./traffic.ts";

/** Content type of creates; task queries say {@link QUERY_JSON} (both recorded). */
export const PLAIN_JSON = "application/json";
/** Content type of task queries. */
export const QUERY_JSON = "application/json;charset=UTF-8";

/** A refusal before any task. */
export interface Refused {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The compatible interface wraps its errors otherwise. @default {"native"} */
  readonly envelope?: "native" | "compatible";
}

/** Writes the service's answers. */
export class Replies {
  readonly #gzip: boolean;

  constructor(gzip: boolean) {
    this.#gzip = gzip;
  }

  /** A new request id, for answers that must be known before they are sent. */
  newRequestId(): string {
    return randomUUID();
  }

  /** An answer with its request id, in the body and in the header. */
  json(
    c: EmulatorContext,
    body: Readonly<Record<string, unknown>>,
    contentType: string,
    requestId: string = this.newRequestId(),
  ): Response {
    return this.#send(c, 200, contentType, { ...body, request_id: requestId }, requestId);
  }

  /** A refusal that comes as 200: other clients of the service defend against it. */
  codeOnly(c: EmulatorContext, code: string, message: string): Response {
    return this.json(c, { code, message }, PLAIN_JSON);
  }

  /** A refusal. Those of the key carry no content type, as recorded. */
  refuse(c: EmulatorContext, { status, code, message, headers, envelope }: Refused): Response {
    const requestId = this.newRequestId();
    const body = envelope === "compatible"
      ? { error: { message, type: code, param: null, code }, request_id: requestId }
      : { code, message, request_id: requestId };
    const contentType = status === 401 ? undefined : PLAIN_JSON;
    return this.#send(c, status, contentType, body, requestId, headers);
  }

  #send(
    c: EmulatorContext,
    status: number,
    contentType: string | undefined,
    body: unknown,
    requestId: string,
    extra: Readonly<Record<string, string>> = {},
  ): Response {
    const headers: Record<string, string> = { "X-Request-ID": requestId };
    if (contentType !== undefined) headers["content-type"] = contentType;
    for (const [name, value] of Object.entries(extra)) headers[name.toLowerCase()] = value;
    const bytes = Buffer.from(JSON.stringify(body));
    if (!this.#gzip || !/\bgzip\b/i.test(c.req.header("accept-encoding") ?? "")) {
      return sendRaw(c, status, headers, bytes);
    }
    return sendRaw(
      c,
      status,
      { ...headers, "content-encoding": "gzip", vary: "accept-encoding" },
      gzipSync(bytes),
    );
  }
}
