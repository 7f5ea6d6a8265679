/**
 * The service's request and response shapes. Nothing outside this file knows them.
 * Source: "Wan text-to-image V2 API reference", "Asynchronous task management API", and recorded
 * exchanges of both.
 * @module
 */
import { z } from "zod";
import { formatSize, type Order } from "./order.ts";

/** Where a task stands. `unknown`: it does not exist, is over 24 hours old, or cannot be read. */
export type TaskStatus = "pending" | "running" | "succeeded" | "failed" | "canceled" | "unknown";

/** One picture of a finished task, in the order of the answer. */
export type TaskResult =
  | {
    readonly kind: "picture";
    /** A bearer secret for 24 hours; used byte for byte, never shown or stored. */
    readonly url: string;
    readonly origPrompt: string | undefined;
    readonly actualPrompt: string | undefined;
  }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

/** A task as the service describes it. */
export interface TaskSnapshot {
  readonly taskId: string;
  readonly status: TaskStatus;
  readonly requestId: string | undefined;
  readonly results: readonly TaskResult[];
  /** Why it failed. */
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** Pictures that are billed. */
  readonly billed: number | undefined;
  /** Pictures asked for, when the service says so. */
  readonly total: number | undefined;
  /** When it was finished by the service's clock, epoch milliseconds. */
  readonly endedAtMs: number | undefined;
}

/** One row of the task list. It holds neither prompt nor addresses. */
export interface TaskListRow {
  readonly taskId: string;
  readonly model: string;
  readonly status: TaskStatus;
  /** By the service's clock, epoch milliseconds. */
  readonly createdAtMs: number;
}

/** One page of the task list. */
export interface TaskListPage {
  readonly rows: readonly TaskListRow[];
  readonly totalPages: number;
}

/** An accepted create. */
export interface AcceptedTask {
  readonly taskId: string;
  readonly requestId: string | undefined;
}

/** What the service says when it refuses. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
}

/** The body of a create, for the models of the text2image protocol. */
export function createBody(order: Order): Record<string, unknown> {
  return {
    model: order.model,
    input: {
      prompt: order.prompt,
      ...(order.negativePrompt ? { negative_prompt: order.negativePrompt } : {}),
    },
    parameters: {
      size: formatSize(order.size),
      n: order.n,
      prompt_extend: order.promptExtend,
      watermark: order.watermark,
      ...(order.seed === undefined ? {} : { seed: order.seed }),
    },
  };
}

/** Absent fields come as null from some gateways. */
const text = z.string().nullish().transform((value) => value ?? undefined);

const resultSchema = z.union([
  z.object({ url: z.string().min(1), orig_prompt: text, actual_prompt: text }),
  z.object({ code: z.string(), message: z.string().default("") }),
]);

const taskSchema = z.object({
  request_id: text,
  output: z.object({
    task_id: z.string().min(1),
    task_status: z.string(),
    end_time: text,
    code: text,
    message: text,
    results: z.array(resultSchema).default([]),
    task_metrics: z.object({ TOTAL: z.number().optional() }).optional(),
  }),
  usage: z.object({ image_count: z.number().optional() }).nullish(),
});

const createdSchema = z.object({
  request_id: text,
  output: z.object({ task_id: z.string().min(1) }),
});

const listSchema = z.object({
  data: z.array(z.object({
    task_id: z.string().min(1),
    model_name: z.string().default(""),
    status: z.string(),
    gmt_create: z.number(),
  })),
  total_page: z.number().default(1),
});

/** The native envelope is flat, the compatible one wraps `error`; both are met on wrong addresses. */
const refusalSchema = z.union([
  z.object({ code: z.string(), message: z.string().default(""), request_id: text }),
  z.object({
    error: z.object({ code: z.string().nullish(), message: z.string().default(""), type: text }),
    request_id: text,
  }),
]);

const STATUSES: Readonly<Record<string, TaskStatus>> = {
  PENDING: "pending",
  RUNNING: "running",
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  CANCELED: "canceled",
  CANCELLED: "canceled",
  UNKNOWN: "unknown",
};

/** A status nobody told us of counts as running: waiting is free and bounded by our own deadline. */
function statusOf(word: string): TaskStatus {
  return STATUSES[word.toUpperCase()] ?? "running";
}

/** Reads the answer to a create; undefined when it is not one. */
export function readCreated(body: unknown): AcceptedTask | undefined {
  const parsed = createdSchema.safeParse(body);
  if (!parsed.success) return undefined;
  return { taskId: parsed.data.output.task_id, requestId: parsed.data.request_id };
}

/** Reads the answer to a query; undefined when it is not one. */
export function readTask(body: unknown): TaskSnapshot | undefined {
  const parsed = taskSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { output, usage, request_id } = parsed.data;
  return {
    taskId: output.task_id,
    status: statusOf(output.task_status),
    requestId: request_id,
    results: output.results.map((item) =>
      "url" in item
        ? {
          kind: "picture",
          url: item.url,
          origPrompt: item.orig_prompt,
          actualPrompt: item.actual_prompt,
        }
        : { kind: "refused", code: item.code, message: item.message }
    ),
    code: output.code,
    message: output.message,
    billed: usage?.image_count,
    total: output.task_metrics?.TOTAL,
    endedAtMs: parseServiceTime(output.end_time),
  };
}

/** Reads a page of the task list; undefined when it is not one. */
export function readTaskList(body: unknown): TaskListPage | undefined {
  const parsed = listSchema.safeParse(body);
  if (!parsed.success) return undefined;
  return {
    rows: parsed.data.data.map((row) => ({
      taskId: row.task_id,
      model: row.model_name,
      status: statusOf(row.status),
      createdAtMs: row.gmt_create,
    })),
    totalPages: parsed.data.total_page,
  };
}

/** Reads a refusal in either envelope; undefined when the body is none. */
export function readRefusal(body: unknown): Refusal | undefined {
  const parsed = refusalSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { request_id: requestId } = parsed.data;
  if ("code" in parsed.data) {
    return { code: parsed.data.code, message: parsed.data.message.trim(), requestId };
  }
  const { code, type, message } = parsed.data.error;
  return { code: code ?? type ?? "", message: message.trim(), requestId };
}

const TIME_REGEXP = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?$/;

/** The service writes times without a zone; they are China Standard Time (measured). */
export function parseServiceTime(value: string | undefined): number | undefined {
  const match = TIME_REGEXP.exec(value ?? "");
  if (match === null) return undefined;
  const [, day, time, fraction = ""] = match;
  const ms = Date.parse(`${day}T${time}${fraction.slice(0, 4)}+08:00`);
  return Number.isNaN(ms) ? undefined : ms;
}
