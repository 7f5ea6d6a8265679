/**
 * Asking an address of the service whose key this is, at no cost: a query of a task that cannot exist
 * is answered 401 where the key is unknown and 200 with state UNKNOWN where it is valid.
 * Source: recorded answers of the shared hosts.
 * @module
 */
import { StoppedError, TransportError } from "../errors.ts";
import { redactAnswer } from "./redact.ts";
import { parseBody } from "./refusal.ts";
import type { HttpAnswer, Transport } from "./transport.ts";
import { readRefusal, readTask } from "./wire.ts";

const NO_TASK = "00000000-0000-0000-0000-000000000000";
const TIMEOUT_MS = 10_000;
const UNAUTHORIZED = 401;

/** What an address said. */
export type Verdict =
  /** The key is valid there. */
  | "accepted"
  /** It is not, or none was sent. */
  | "refused"
  /** No answer came. */
  | "silent"
  /** Some other answer. */
  | "odd";

/** One address and what it said. */
export interface Probe {
  readonly baseUrl: string;
  readonly verdict: Verdict;
  readonly status: number | undefined;
  /** The service's own code and message, when it did not accept. */
  readonly serviceCode: string;
  readonly message: string;
  /** Why nothing came. */
  readonly reason: string;
  /** How far this machine's clock is ahead of the other one's, in milliseconds. */
  readonly clockAheadMs: number | undefined;
}

/**
 * Asks one address.
 * @param apiKey undefined: only whether it answers
 * @throws {StoppedError}
 */
export async function probeAddress(
  transport: Transport,
  baseUrl: string,
  apiKey: string | undefined,
  signal?: AbortSignal,
): Promise<Probe> {
  const sentAtMs = Date.now();
  try {
    const answer = await transport.send({
      method: "GET",
      url: `${baseUrl}/tasks/${NO_TASK}`,
      headers: {
        Accept: "application/json",
        ...(apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` }),
      },
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    return judge(baseUrl, redactAnswer(answer, apiKey ?? ""), (sentAtMs + Date.now()) / 2);
  } catch (error) {
    if (error instanceof StoppedError || !(error instanceof TransportError)) throw error;
    const { reason, timeoutMs } = error.facts;
    const text = reason === undefined ? `${timeoutMs} ms` : String(reason);
    return { ...nothing(baseUrl), verdict: "silent", reason: text };
  }
}

function nothing(baseUrl: string): Omit<Probe, "verdict"> {
  return {
    baseUrl,
    status: undefined,
    serviceCode: "",
    message: "",
    reason: "",
    clockAheadMs: undefined,
  };
}

function judge(baseUrl: string, answer: HttpAnswer, atMs: number): Probe {
  const body = parseBody(answer.text);
  const refusal = readRefusal(body);
  const theirsMs = Date.parse(answer.headers["date"] ?? "");
  const isKnown = answer.status === 200 && readTask(body, NO_TASK) !== undefined;
  return {
    ...nothing(baseUrl),
    verdict: isKnown ? "accepted" : answer.status === UNAUTHORIZED ? "refused" : "odd",
    status: answer.status,
    serviceCode: refusal?.code ?? "",
    message: refusal?.message ?? "",
    clockAheadMs: Number.isNaN(theirsMs) ? undefined : atMs - theirsMs,
  };
}
