/**
 * The task list: its filters and pages.
 * @module
 */
import type { CurrentTask } from "./task_store.ts";
import type { EmulatedRegion } from "./options.ts";
import { TASK_LIFE_MS } from "../task_life.ts";
import { describeRow, parseChinaTime } from "./task_answer.ts";

/** What the list was asked for. */
export interface ListQuery {
  readonly taskId: string | undefined;
  readonly modelName: string | undefined;
  readonly status: string | undefined;
  readonly fromMs: number;
  readonly toMs: number;
  readonly pageNo: number;
  readonly pageSize: number;
}

/**
 * Reads the filters of the list; undefined when one of them makes no sense. The window is at most
 * 24 hours; without one it is the last 24.
 */
export function readListQuery(params: URLSearchParams, nowMs: number): ListQuery | undefined {
  const pageNo = Number(params.get("page_no") ?? 1);
  const pageSize = Number(params.get("page_size") ?? 10);
  const window = readWindow(params.get("start_time"), params.get("end_time"), nowMs);
  const isPaged = [pageNo, pageSize].every((value) => Number.isInteger(value) && value >= 1);
  if (!isPaged || window === undefined) return undefined;
  return {
    taskId: params.get("task_id") ?? undefined,
    modelName: params.get("model_name") ?? undefined,
    status: params.get("status") ?? undefined,
    ...window,
    pageNo,
    pageSize,
  };
}

function readWindow(
  start: string | null,
  end: string | null,
  nowMs: number,
): { fromMs: number; toMs: number } | undefined {
  const startMs = start === null ? undefined : parseChinaTime(start);
  const endMs = end === null ? undefined : parseChinaTime(end);
  if ((start !== null && startMs === undefined) || (end !== null && endMs === undefined)) {
    return undefined;
  }
  // Filters know whole seconds only: the last one is meant as a whole.
  const toMs = endMs === undefined
    ? (startMs === undefined ? nowMs : startMs + TASK_LIFE_MS)
    : endMs + 999;
  const fromMs = startMs ?? toMs - TASK_LIFE_MS;
  return toMs >= fromMs && toMs - fromMs < TASK_LIFE_MS + 1_000 ? { fromMs, toMs } : undefined;
}

/** Body of the list, newest first; it has no `output` around it. */
export function describeList(
  tasks: readonly CurrentTask[],
  query: ListQuery,
  nowMs: number,
  region: EmulatedRegion,
): Readonly<Record<string, unknown>> {
  const found = tasks.filter((current) => isListed(current, query, nowMs)).reverse();
  const { pageNo, pageSize } = query;
  return {
    total: found.length,
    data: found.slice((pageNo - 1) * pageSize, pageNo * pageSize)
      .map((current) => describeRow(current, region)),
    total_page: Math.ceil(found.length / pageSize),
    page_no: pageNo,
    page_size: pageSize,
  };
}

function isListed({ task, status }: CurrentTask, query: ListQuery, nowMs: number): boolean {
  if (nowMs >= task.createdAtMs + TASK_LIFE_MS) return false;
  if (task.createdAtMs < query.fromMs || task.createdAtMs > query.toMs) return false;
  if (query.taskId !== undefined && task.id !== query.taskId) return false;
  if (query.modelName !== undefined && task.asked.model !== query.modelName) return false;
  return query.status === undefined || status === query.status;
}
