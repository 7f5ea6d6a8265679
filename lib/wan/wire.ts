/**
 * The shapes of the service's answers that all protocols share: an accepted create, a task, the list
 * of tasks, a refusal. What a finished task holds is read by its protocol (`text2image.ts`,
 * `messages.ts`).
 * Source: "Asynchronous task management API" and recorded exchanges. Every field is read alone: money
 * hangs on the addresses, and nothing that stands beside them may make them unreadable.
 * @module
 */
import { z } from "zod";
import {
  type Fields,
  lenientCount,
  lenientFields,
  lenientList,
  lenientText,
  lenientTime,
} from "./answer_fields.ts";
import type { TaskResult } from "./task_result.ts";
import { readChoices } from "./messages.ts";
import { readResults } from "./text2image.ts";

/** Where a task stands. `unknown`: it does not exist, is over 24 hours old, or cannot be read. */
export type TaskStatus = "pending" | "running" | "succeeded" | "failed" | "canceled" | "unknown";

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

/** One page of the service's list of a model's tasks, and how many pages there are. */
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

const taskSchema = z.object({
  task_id: lenientText,
  task_status: lenientText,
  end_time: lenientText,
  code: lenientText,
  message: lenientText,
});

const rowSchema = z.object({
  task_id: lenientText,
  model_name: lenientText,
  status: lenientText,
  gmt_create: lenientTime,
});

/** A number as code is some gateway's, not the service's: it proves nothing about money. */
const refusalCode = z.string().optional().catch(undefined);

const refusalSchema = z.object({ code: refusalCode, message: lenientText, type: refusalCode });

const STATUSES: ReadonlyMap<string, TaskStatus> = new Map([
  ["PENDING", "pending"],
  ["RUNNING", "running"],
  ["SUCCEEDED", "succeeded"],
  ["FAILED", "failed"],
  ["CANCELED", "canceled"],
  ["CANCELLED", "canceled"],
  ["UNKNOWN", "unknown"],
]);

/** A status nobody told us of counts as running: waiting is free and bounded by our own deadline. */
function statusOf(word: string): TaskStatus {
  return STATUSES.get(word.trim().toUpperCase()) ?? "running";
}

/** The fields of an answer's JSON object; undefined when it is none. */
function fieldsOf(value: unknown): Fields | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? value as Fields : undefined;
}

const textAt = (fields: Fields, name: string) => lenientText.parse(fields[name]);

/** Reads the answer to a create; undefined when it is not one. */
export function readCreated(body: unknown): AcceptedTask | undefined {
  const fields = fieldsOf(body);
  const output = fieldsOf(fields?.["output"]);
  const taskId = output === undefined ? undefined : textAt(output, "task_id");
  if (fields === undefined || taskId === undefined) return undefined;
  return { taskId, requestId: textAt(fields, "request_id") };
}

/**
 * Reads the answer to a query; undefined when it is not one, or is about another task.
 * @param askedId the task that was asked for: some gateways leave it out of the answer
 */
export function readTask(body: unknown, askedId: string): TaskSnapshot | undefined {
  const fields = fieldsOf(body);
  const output = fieldsOf(fields?.["output"]);
  if (fields === undefined || output === undefined) return undefined;
  const { task_id, task_status, end_time, code, message } = taskSchema.parse(output);
  if (task_id !== undefined && task_id.toLowerCase() !== askedId.toLowerCase()) return undefined;
  const results = [...readResults(output), ...readChoices(output)];
  const hasAddress = results.some((item) => item.kind === "picture" && item.url !== undefined);
  if (task_status === undefined && !hasAddress) return undefined;
  const metrics = lenientFields.parse(output["task_metrics"]);
  const usage = lenientFields.parse(fields["usage"]);
  return {
    taskId: askedId,
    status: task_status === undefined ? "succeeded" : statusOf(task_status),
    requestId: textAt(fields, "request_id"),
    results,
    code,
    message,
    billed: lenientCount.parse(usage["image_count"]) ??
      lenientCount.parse(usage["output_image_count"]) ?? lenientCount.parse(metrics["SUCCEEDED"]),
    total: lenientCount.parse(metrics["TOTAL"]),
    endedAtMs: parseServiceTime(end_time),
  };
}

/**
 * Reads a page of the task list; undefined when it is not one. A row without a task or a time can be
 * nobody's and is passed over.
 */
export function readTaskList(body: unknown): TaskListPage | undefined {
  const fields = fieldsOf(body);
  if (fields === undefined || !Array.isArray(fields["data"])) return undefined;
  return {
    rows: lenientList.parse(fields["data"]).flatMap((item) => {
      const row = rowSchema.parse(lenientFields.parse(item));
      if (row.task_id === undefined || row.gmt_create === undefined) return [];
      return [{
        taskId: row.task_id,
        model: row.model_name ?? "",
        status: statusOf(row.status ?? ""),
        createdAtMs: row.gmt_create,
      }];
    }),
    totalPages: lenientCount.parse(fields["total_page"]) ?? 1,
  };
}

/**
 * Reads a refusal; undefined when the body is none. The native envelope is flat, the compatible one
 * wraps `error`; both are met on wrong addresses.
 */
export function readRefusal(body: unknown): Refusal | undefined {
  const fields = fieldsOf(body);
  if (fields === undefined) return undefined;
  const requestId = textAt(fields, "request_id");
  const wrapped = fieldsOf(fields["error"]);
  const { code, message, type } = refusalSchema.parse(wrapped ?? fields);
  const name = code ?? (wrapped === undefined ? undefined : type ?? "");
  return name === undefined
    ? undefined
    : { code: name, message: (message ?? "").trim(), requestId };
}

const TIME_REGEXP = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?$/;

/** The service writes times without a zone; they are China Standard Time (measured). */
function parseServiceTime(value: string | undefined): number | undefined {
  const match = TIME_REGEXP.exec(value ?? "");
  if (match === null) return undefined;
  const [, day, time, fraction = ""] = match;
  const ms = Date.parse(`${day}T${time}${fraction.slice(0, 4)}+08:00`);
  return Number.isNaN(ms) ? undefined : ms;
}
