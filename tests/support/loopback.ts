/**
 * A plain HTTP client and a hand-moved clock, for tests that look at the emulator from outside.
 * @module
 */
import { Buffer } from "node:buffer";
import { type IncomingHttpHeaders, request } from "node:http";
import {
  type EmulatorOptions,
  type RunningEmulator,
  startEmulator,
} from "../../lib/wan/emulator/emulator.ts";

/** Noon of a day in Beijing, so that the day is the same in UTC. */
export const NOON_MS = Date.parse("2026-03-01T12:00:00.000+08:00");

/** A clock that stands until it is moved. */
export class HandClock {
  #nowMs = NOON_MS;

  now(): number {
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}

/** What came back, whole or not. */
export interface Answer {
  /** Undefined when the connection ended before an answer. */
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** Whether the body came to its announced end. */
  readonly isComplete: boolean;
  /** Code of what broke the connection. */
  readonly brokenBy: string | undefined;
  readonly wasConnected: boolean;
}

/** What is sent. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Leaves when this resolves, without waiting for the end. */
  readonly leave?: Promise<void>;
  /** Leaves when bytes have come and then none for so long. */
  readonly leaveWhenQuietMs?: number;
}

/** One request on a connection of its own. */
export function send(url: string, { method, headers, body, leave, leaveWhenQuietMs }: Sent = {}) {
  return new Promise<Answer>((resolve) => {
    let wasConnected = false;
    let brokenBy: string | undefined;
    const chunks: Buffer[] = [];
    const req = request(url, { method: method ?? "GET", headers: { ...headers }, agent: false });
    const finish = (status?: number, got: IncomingHttpHeaders = {}, isComplete = false) => {
      clearTimeout(timer);
      const bytes = Buffer.concat(chunks);
      const text = bytes.toString();
      resolve({ status, headers: got, bytes, text, isComplete, brokenBy, wasConnected });
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leaveNow = () => {
      brokenBy = "LEFT";
      req.destroy();
      finish();
    };
    leave?.then(leaveNow);
    req.on("socket", (socket) => socket.on("connect", () => wasConnected = true));
    req.on("error", (error: { code?: string }) => {
      brokenBy ??= error.code;
      finish();
    });
    req.on("response", (res) => {
      res.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        clearTimeout(timer);
        if (leaveWhenQuietMs !== undefined) timer = setTimeout(leaveNow, leaveWhenQuietMs);
      });
      res.on("error", (error: { code?: string }) => brokenBy ??= error.code);
      res.on("close", () => finish(res.statusCode, res.headers, res.complete));
    });
    req.end(body);
  });
}

/** Any key will do. */
export const KEY = { authorization: "Bearer rehearsal-key" };
/** Headers of a create. */
export const CREATE = { ...KEY, "x-dashscope-async": "enable", "content-type": "application/json" };

/** Parts of a create that a test changes. */
export interface Ask {
  readonly model?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** Sends a create. */
export function create(emulator: RunningEmulator, ask: Ask = {}): Promise<Answer> {
  const body = { model: "wan2.5-t2i-preview", input: { prompt: "Цветок" }, ...ask };
  return send(`${emulator.baseUrl}/services/aigc/text2image/image-synthesis`, {
    method: "POST",
    headers: CREATE,
    body: JSON.stringify(body),
  });
}

/** The wire shapes the tests look at. */
export interface WireTask {
  readonly task_id: string;
  readonly task_status: string;
  readonly code?: string;
  readonly message?: string;
  readonly submit_time?: string;
  readonly scheduled_time?: string;
  readonly end_time?: string;
  readonly task_metrics?: { TOTAL: number; SUCCEEDED: number; FAILED: number };
  readonly results?: readonly {
    readonly url?: string;
    readonly orig_prompt?: string;
    readonly actual_prompt?: string;
    readonly code?: string;
    readonly message?: string;
  }[];
}

/** A create that must be accepted; its task id. */
export async function createTask(emulator: RunningEmulator, ask: Ask = {}): Promise<string> {
  const answer = await create(emulator, ask);
  if (answer.status !== 200) throw new Error(`Create was refused: ${answer.text}`);
  return JSON.parse(answer.text).output.task_id;
}

/** Queries a task. */
export async function query(
  emulator: RunningEmulator,
  taskId: string,
): Promise<{ output: WireTask; usage?: { image_count: number }; request_id: string }> {
  return JSON.parse((await send(`${emulator.baseUrl}/tasks/${taskId}`, { headers: KEY })).text);
}

/** The address of a picture of a task that has ended. */
export async function pictureUrl(
  emulator: RunningEmulator,
  taskId: string,
  place = 1,
): Promise<string> {
  const url = (await query(emulator, taskId)).output.results?.[place - 1]?.url;
  if (url === undefined) throw new Error(`Task has no picture at place ${place}`);
  return url;
}

/** Runs something against an emulator with a hand-moved clock and ends it. */
export async function rehearse(
  options: EmulatorOptions,
  act: (emulator: RunningEmulator, clock: HandClock) => Promise<void>,
): Promise<void> {
  const clock = new HandClock();
  const emulator = await startEmulator({
    clock,
    durationMs: [1_000, 1_000],
    maxQueriesPerSecond: 1_000,
    ...options,
  });
  try {
    await act(emulator, clock);
  } finally {
    await emulator.close();
  }
}
