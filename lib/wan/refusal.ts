/**
 * What a refusal of the service means: the one place that decides whether waiting can help.
 * Source: "Error messages" and "Error codes" pages, recorded 429 answers.
 * @module
 */
import { type Retry, ServiceError } from "../errors.ts";
import { MAX_RETRY_AFTER_MS } from "./pacing.ts";
import type { HttpAnswer } from "./transport.ts";
import { readRefusal } from "./wire.ts";

/** Codes that come with 429 although only a purchase or payment helps. */
const UNPAID_CODES = new Set([
  "commoditynotpurchased",
  "prepaidbilloverdue",
  "postpaidbilloverdue",
]);

/** The service spells codes in several ways (`InvalidApiKey`, `invalid_api_key`): one for all. */
export function normalCode(code: string): string {
  return code.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** An answer's body as JSON, or undefined when it is none. */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Makes the error for an answer with a status of 400 and above. */
export function refusalOf(answer: HttpAnswer, taskId?: string): ServiceError {
  const refusal = readRefusal(parseBody(answer.text));
  const retryAfterMs = retryAfterOf(answer.headers["retry-after"]);
  const serviceCode = refusal?.code ?? "";
  const serviceMessage = refusal?.message ?? "";
  return new ServiceError({
    status: answer.status,
    serviceCode,
    serviceMessage,
    requestId: refusal?.requestId ?? answer.headers["x-request-id"],
    taskId,
    retryAfterMs,
    retry: retryOf(answer.status, serviceCode, serviceMessage, retryAfterMs),
    authoritative: refusal !== undefined,
  });
}

function retryOf(
  status: number,
  code: string,
  message: string,
  retryAfterMs: number | undefined,
): Retry {
  if (retryAfterMs !== undefined && retryAfterMs > MAX_RETRY_AFTER_MS) return "never";
  if (status === 429) return isExhausted(normalCode(code), message) ? "never" : "wait";
  return status >= 500 ? "wait" : "never";
}

/**
 * One code stands for two things: the quota of a minute, which comes back, and one that is used up.
 * The service itself tells them apart by its message alone.
 */
function isExhausted(code: string, message: string): boolean {
  if (UNPAID_CODES.has(code)) return true;
  if (code !== "throttlingallocationquota" && code !== "insufficientquota") return false;
  return !/^allocated quota exceeded/i.test(message);
}

/** Seconds, or an HTTP date; anything else loses only its timing. */
function retryAfterOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header) * 1_000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - Date.now());
}
