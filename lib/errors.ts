/**
 * The family of errors this program raises on purpose. They carry facts, never sentences: the text
 * for people is made from `code` and `facts` in `lib/text`.
 * @module
 */
import type {
  AssistantCode,
  CeilingCode,
  Code,
  ErrorCode,
  InputCode,
  PictureCode,
  StorageCode,
  TransportCode,
} from "./error_codes.ts";

/** Plain facts that a sentence is later built from. Values are never secrets. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

/** Something worth telling that is not an error: a warning, a refusal, a note. */
export interface Finding {
  /** Stable name of what was found; the key of its sentence. */
  readonly code: Code;
  /** What the sentence needs. */
  readonly facts: Facts;
}

/** Base of all errors raised on purpose; anything else that escapes is a bug of ours. */
export abstract class GeneratorError<C extends ErrorCode = ErrorCode> extends Error {
  /** Stable name of what went wrong; the key of its sentence. */
  readonly code: C;
  /** What the sentence needs. */
  readonly facts: Facts;

  constructor(code: C, facts: Facts = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(facts)}`, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.facts = facts;
  }
}

/** Arguments, settings, illustrations.json or a tool call are not usable. Nothing was changed. */
export class InputError extends GeneratorError<InputCode | AssistantCode> {}

/**
 * What may be spent does not reach for an order: nothing was sent for it. Facts: `period`, `currency`,
 * `left`, `limit` and `needed` as plain amounts, `name` of the setting.
 */
export class CeilingError extends GeneratorError<CeilingCode> {}

/** The disk, a file of the pipeline or the journal could not be read or written. */
export class StorageError extends GeneratorError<StorageCode | "orders_unseen"> {}

/** The bytes received are not a whole picture, or the picture can no longer be fetched. */
export class PictureError extends GeneratorError<PictureCode> {}

/** What a refusal means for the next attempt. */
export type Retry =
  /** Passing: wait and try again. */
  | "wait"
  /** Final until somebody changes something. */
  | "never";

/** Details of a refusal by the service. */
export interface ServiceErrorOptions {
  /** HTTP status; 200 when the refusal came inside a task. */
  readonly status: number;
  /** The service's own code, e.g. `DataInspectionFailed`. */
  readonly serviceCode: string;
  /** The service's own message, as sent. */
  readonly serviceMessage: string;
  readonly requestId?: string | undefined;
  readonly taskId?: string | undefined;
  /** What Retry-After asked for, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly retry: Retry;
  /** Whether the answer was the service's own JSON: only then is it sure what it did. */
  readonly authoritative: boolean;
}

/** The service answered with a refusal. */
export class ServiceError extends GeneratorError<"service_refused"> {
  readonly status: number;
  readonly serviceCode: string;
  readonly serviceMessage: string;
  readonly requestId: string | undefined;
  readonly taskId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly retry: Retry;
  readonly authoritative: boolean;

  constructor(options: ServiceErrorOptions) {
    super("service_refused", {
      status: options.status,
      serviceCode: options.serviceCode,
      serviceMessage: options.serviceMessage,
      requestId: options.requestId,
      taskId: options.taskId,
    });
    this.status = options.status;
    this.serviceCode = options.serviceCode;
    this.serviceMessage = options.serviceMessage;
    this.requestId = options.requestId;
    this.taskId = options.taskId;
    this.retryAfterMs = options.retryAfterMs;
    this.retry = options.retry;
    this.authoritative = options.authoritative;
  }
}

/** How far a request came before it failed. */
export type TransportPhase =
  /** No connection was made: the service cannot have seen the request. */
  | "connect"
  /** Connected; whether the service acted on the request is not known. */
  | "answer"
  /** The headers came, the body did not come whole. */
  | "body";

/** Failures that the next attempt would meet again: a permission, a setting, an endless answer. */
const LASTING_CODES: ReadonlySet<string> = new Set([
  "connection_denied",
  "certificate_refused",
  "answer_too_large",
  "body_slow",
]);

/** No (whole) answer was received. */
export class TransportError extends GeneratorError<TransportCode> {
  readonly phase: TransportPhase;

  /** Whether trying again at once is pointless. */
  get isLasting(): boolean {
    return LASTING_CODES.has(this.code);
  }

  constructor(code: TransportCode, phase: TransportPhase, facts: Facts = {}, cause?: unknown) {
    super(code, { ...facts, phase }, cause);
    this.phase = phase;
  }
}

/** Somebody asked to stop: Ctrl-C, a cancelled tool call, a closed page. */
export class StoppedError extends GeneratorError<"stopped"> {
  constructor(cause?: unknown) {
    super("stopped", {}, cause);
  }
}

/**
 * A bug of this program that one order ran into: told with that order, so that the others are
 * reported as well. Its fact `reason` is the message of what was thrown.
 */
export class UnexpectedError extends GeneratorError<"unexpected"> {
  constructor(cause: unknown) {
    super("unexpected", { reason: reasonOf(cause) }, cause);
  }
}

/** The message of anything thrown, for facts; never shown without a code beside it. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The operating system's code of an error (`ENOSPC`, `EACCES`, …), when it has one. */
export function systemCodeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/**
 * SQLite's extended result code of an error, if SQLite gave one; its lowest byte is the plain code.
 * Source: https://sqlite.org/rescode.html.
 */
export function sqliteCodeOf(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null | undefined)?.errcode;
  return typeof code === "number" ? code : undefined;
}
