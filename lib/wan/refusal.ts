/**
 * What a refusal of the service means: the one place that decides whether waiting can help.
 * Source: "Error messages" and "Error codes" pages, recorded 429 answers.
 * @module
 */
import { type GeneratorError, type Retry, ServiceError, TransportError } from "../errors.ts";
import { MAX_RETRY_AFTER_MS } from "./pacing.ts";
import type { HttpAnswer } from "./transport.ts";
import { readRefusal } from "./wire.ts";

/** Codes that come with 429 although only a purchase or payment helps. */
const UNPAID_CODES = new Set([
  "commoditynotpurchased",
  "prepaidbilloverdue",
  "postpaidbilloverdue",
]);

/** The few documented codes of a 5xx that say: no capacity, nothing was made. */
const NO_CAPACITY_CODES = new Set(["modelservingerror", "modelunavailable", "serviceunavailable"]);

/** Used-up free quota, in the service's words; it comes under several codes and statuses (measured). */
const FREE_QUOTA_REGEXP =
  /^free allocated quota exceeded|free tier of the model has been exhausted/i;

/** The service spells codes in several ways (`InvalidApiKey`, `invalid_api_key`): one for all. */
export function normalCode(code: string): string {
  return code.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** Codes of what the service finds improper in a prompt, in a picture, or in what it made of them. */
const MODERATION_CODES = new Set(["datainspectionfailed", "ipinfringementsuspect"]);

/** Whether a refusal is about what is to be seen, not about the order's form or the account. */
export function isModeration(code: string): boolean {
  return MODERATION_CODES.has(normalCode(code));
}

/** An answer's body as JSON, or undefined when it is none. */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a code says that the service took nothing on because it has no room. */
function isNoCapacity(code: string): boolean {
  return NO_CAPACITY_CODES.has(code) || code.startsWith("throttling");
}

/**
 * Whether a refusal says that the model's free quota is used up. Every further order of the model
 * meets it, whether it came as HTTP 400, 403 or 429 or inside a task.
 * @param code as sent
 * @param message as sent
 */
export function isFreeQuotaUsedUp(code: string, message: string): boolean {
  return normalCode(code) === "allocationquotafreetieronly" ||
    FREE_QUOTA_REGEXP.test(message.trim());
}

/**
 * Whether a create was surely refused, so that nothing was made and it may be sent again. All other
 * failures leave it unanswered: it may have been accepted and billed. A refusal is: no connection, a
 * 429, a 4xx in the service's own JSON, a 200 body with `code` and no `output`, or a 5xx with a
 * documented "no capacity" code; gateways put codes of their own into a 500 or 504 although the task
 * was made.
 */
export function isRefusedCreate(error: GeneratorError): boolean {
  if (error instanceof TransportError) return error.phase === "connect";
  if (!(error instanceof ServiceError)) return false;
  if (error.status === 429) return true;
  if (error.status < 500) return error.authoritative;
  return error.authoritative && isNoCapacity(normalCode(error.serviceCode));
}

/**
 * Whether an answer came from something that is not the service: no JSON of its kind, and no trouble
 * of a gateway (408, 429, 5xx) that may pass.
 */
export function isForeignAnswer(error: unknown): boolean {
  if (error instanceof TransportError) {
    return error.code === "answer_unreadable" && Number(error.facts["status"]) < 500;
  }
  return error instanceof ServiceError && !error.authoritative && error.status < 500 &&
    error.status !== 429 && error.status !== 408;
}

/**
 * The refusal in a 200 answer: a body with a `code` and no `output`. Other clients met it; waiting
 * helps where the code says "no capacity".
 * @returns undefined when the answer is no refusal
 */
export function refusalInBody(answer: HttpAnswer): ServiceError | undefined {
  const body = parseBody(answer.text) as { output?: unknown } | null | undefined;
  const isBare = typeof body === "object" && body !== null && (body.output ?? null) === null;
  const refusal = isBare ? refusalOf(answer) : undefined;
  return refusal === undefined || refusal.serviceCode === "" ? undefined : refusal;
}

/** Makes the error for an answer that refuses: a status of 400 and above, or a refusal in its body. */
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
  const plain = normalCode(code);
  if (isFreeQuotaUsedUp(code, message)) return "never";
  if (status === 429) return isExhausted(plain, message) ? "never" : "wait";
  if (status < 300) return isNoCapacity(plain) && !isExhausted(plain, message) ? "wait" : "never";
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
