/**
 * The calls of the service, one attempt each: whether to repeat is decided by who knows the money.
 * @module
 */
import { ServiceError, TransportError } from "../errors.ts";
import type { Order } from "../order.ts";
import { redactAnswer } from "./redact.ts";
import { parseBody, refusalInBody, refusalOf } from "./refusal.ts";
import type { ServiceClock } from "./service_clock.ts";
import { createRequest } from "./create.ts";
import type { HttpAnswer, HttpRequest, HttpStream, Transport } from "./transport.ts";
import {
  type AcceptedTask,
  readCreated,
  readTask,
  readTaskList,
  type TaskListPage,
  type TaskSnapshot,
} from "./wire.ts";

/** Rows asked for in a page of the task list. */
const LIST_PAGE_SIZE = 50;

/** How long each kind of call may take, from its first byte to its last. */
export interface CallTimeouts {
  /** @default {60_000} */
  readonly createMs: number;
  /** @default {20_000} */
  readonly readMs: number;
  /** In each such span of a picture at least a kilobyte a second must arrive. @default {30_000} */
  readonly idleMs: number;
  /** A whole picture. @default {600_000} */
  readonly pictureMs: number;
}

/** The defaults of {@link CallTimeouts}. */
export const DEFAULT_TIMEOUTS: CallTimeouts = {
  createMs: 60_000,
  readMs: 20_000,
  idleMs: 30_000,
  pictureMs: 600_000,
};

/**
 * What a call was for; the fact `purpose` of its errors. What a failed connection means for the
 * money hangs on it: only a create that never went out has surely bought nothing.
 */
export type Purpose = "create" | "query" | "picture";

/** What a client needs. */
export interface WanClientOptions {
  /** Without a trailing slash, e.g. `https://dashscope-intl.aliyuncs.com/api/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly transport: Transport;
  /** @default {DEFAULT_TIMEOUTS} */
  readonly timeouts?: CallTimeouts;
}

/** The exact request of a create, as `--dry-run` shows it: without the key. */
export interface CreatePreview {
  readonly method: "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
}

/**
 * Builds the request of a create without sending it.
 * @param images the addresses of the order's references, in their order
 */
export function previewCreate(
  baseUrl: string,
  order: Order,
  images: readonly string[],
): CreatePreview {
  const { path, body } = createRequest(order, images);
  return {
    method: "POST",
    url: baseUrl + path,
    headers: { "Content-Type": "application/json", "X-DashScope-Async": "enable" },
    body,
  };
}

/** Talks to one address of the service with one key. */
export class WanClient {
  readonly baseUrl: string;
  readonly #apiKey: string;
  readonly #transport: Transport;
  readonly #timeouts: CallTimeouts;
  #hasSpoken = false;
  /** Told the `Date` of every answer, when somebody wants to know the service's time. */
  serviceClock: ServiceClock | undefined;

  constructor({ baseUrl, apiKey, transport, timeouts = DEFAULT_TIMEOUTS }: WanClientOptions) {
    this.baseUrl = baseUrl;
    this.#apiKey = apiKey;
    this.#transport = transport;
    this.#timeouts = timeouts;
  }

  /** Whether the address has ever answered in the service's own words. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  /**
   * Orders pictures; `images` are the addresses of the order's references. Every accepted call makes a new, billed task. Whether a failure means that
   * nothing was made is decided by `isRefusedCreate`.
   * @throws {ServiceError} the service, or something before it, refused
   * @throws {TransportError} no answer that can be read
   */
  async createTask(
    order: Order,
    images: readonly string[],
    signal?: AbortSignal,
  ): Promise<AcceptedTask> {
    const { method, url, headers, body } = previewCreate(this.baseUrl, order, images);
    const answer = await this.#call("create", {
      method,
      url,
      headers,
      body: JSON.stringify(body),
      timeoutMs: this.#timeouts.createMs,
      freshConnection: true,
      signal,
    });
    const accepted = readCreated(parseBody(answer.text));
    const refusal = accepted === undefined ? refusalInBody(answer) : undefined;
    if (refusal !== undefined) {
      this.#hasSpoken = true;
      throw refusal;
    }
    return this.#understood(accepted, answer);
  }

  /**
   * Asks how a task stands.
   * @throws {ServiceError | TransportError} when no usable answer came; may be repeated freely
   */
  async fetchTask(taskId: string, signal?: AbortSignal): Promise<TaskSnapshot> {
    const answer = await this.#read(`/tasks/${encodeURIComponent(taskId)}`, signal, taskId);
    return this.#understood(readTask(parseBody(answer.text), taskId), answer);
  }

  /**
   * Reads one page of the tasks of the last 24 hours.
   * @param page from 1
   * @throws {ServiceError | TransportError} when no usable answer came; may be repeated freely
   */
  async listTasks(model: string, page: number, signal?: AbortSignal): Promise<TaskListPage> {
    const query = new URLSearchParams({
      model_name: model,
      page_no: String(page),
      page_size: String(LIST_PAGE_SIZE),
    });
    const answer = await this.#read(`/tasks/?${query}`, signal);
    return this.#understood(readTaskList(parseBody(answer.text)), answer);
  }

  /**
   * Cancels a task that still waits for its turn.
   * @returns whether the service cancelled it; false when it is running or over already
   * @throws {ServiceError | TransportError} on any other refusal
   */
  async cancelTask(taskId: string, signal?: AbortSignal): Promise<boolean> {
    try {
      await this.#call("query", {
        method: "POST",
        url: `${this.baseUrl}/tasks/${encodeURIComponent(taskId)}/cancel`,
        headers: {},
        timeoutMs: this.#timeouts.readMs,
        signal,
      });
      return true;
    } catch (error) {
      if (error instanceof ServiceError && error.status === 400) return false;
      throw error;
    }
  }

  /**
   * Opens a picture. The key is not sent: the address itself is the permission.
   * @throws {TransportError} when no answer came
   */
  openResult(url: string, signal?: AbortSignal): Promise<HttpStream> {
    const { readMs: timeoutMs, idleMs, pictureMs: totalMs } = this.#timeouts;
    const request = { method: "GET", url, headers: {}, timeoutMs, signal } as const;
    return withPurpose("picture", this.#transport.open(request, { idleMs, totalMs }));
  }

  #read(path: string, signal?: AbortSignal, taskId?: string): Promise<HttpAnswer> {
    const { readMs: timeoutMs } = this.#timeouts;
    const url = this.baseUrl + path;
    return this.#call("query", { method: "GET", url, headers: {}, timeoutMs, signal }, taskId);
  }

  async #call(purpose: Purpose, request: HttpRequest, taskId?: string): Promise<HttpAnswer> {
    const sentAtMs = this.serviceClock?.here() ?? 0;
    const sending = this.#transport.send({
      ...request,
      headers: {
        ...request.headers,
        Accept: "application/json",
        Authorization: `Bearer ${this.#apiKey}`,
      },
    });
    const answer = redactAnswer(await withPurpose(purpose, sending), this.#apiKey);
    this.serviceClock?.note(answer.headers["date"], sentAtMs);
    if (answer.status < 400) return answer;
    const refusal = refusalOf(answer, taskId);
    if (refusal.authoritative) this.#hasSpoken = true;
    throw refusal;
  }

  #understood<T>(value: T | undefined, { status }: HttpAnswer): T {
    if (value === undefined) throw new TransportError("answer_unreadable", "answer", { status });
    this.#hasSpoken = true;
    return value;
  }
}

async function withPurpose<T>(purpose: Purpose, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const { code, phase, facts, cause } = error;
    throw new TransportError(code, phase, { ...facts, purpose }, cause);
  }
}
