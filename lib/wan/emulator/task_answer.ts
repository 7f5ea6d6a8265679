/**
 * What the service tells of tasks.
 * @module
 */
import type { CurrentTask } from "./task_store.ts";
import { describeChoices } from "./messages_answer.ts";
import { protocolOf } from "../models.ts";
import type { EmulatedRegion } from "./options.ts";
import { picturePath, signPath, URL_LIFE_MS } from "./signed_path.ts";
import { billedPictures, type Failure, type StoredTask } from "./task.ts";

type Json = Readonly<Record<string, unknown>>;

const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The service's times: China Standard Time (UTC+8) without saying so. */
function chinaTime(ms: number): string {
  return new Date(ms + CHINA_OFFSET_MS).toISOString().slice(0, 23).replace("T", " ");
}

/** Reads the times of the list's filters, `YYYYMMDDhhmmss`; undefined when it is none. */
export function parseChinaTime(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [year, month, ...rest] = match.slice(1).map(Number);
  if (year === undefined || month === undefined) return undefined;
  const [day, hour, minute, second] = rest;
  return Date.UTC(year, month - 1, day, hour, minute, second) - CHINA_OFFSET_MS;
}

/** The prompt as a rewriting service would return it. */
function extended(prompt: string): string {
  return `${prompt}. Rich detail, soft natural light, balanced composition.`;
}

/** Body of a query, without its request id. */
export function describeTask(current: CurrentTask, pictureOrigin: string): Json {
  const { task, status } = current;
  const base = { task_id: task.id, task_status: status };
  switch (status) {
    case "RUNNING":
      return { output: { ...base, ...times(current), ...metricsOf(task, 0, 0) } };
    case "SUCCEEDED":
      return describeSuccess(current, base, pictureOrigin);
    case "FAILED":
      return { output: { ...base, ...times(current), ...describeFailure(current) } };
    default:
      return { output: base };
  }
}

function describeFailure({ task }: CurrentTask): Json {
  const { asked, outcome } = task;
  if (outcome.kind !== "failed") return {};
  const total = Number.isInteger(asked.n) && asked.n >= 1 && asked.n <= 4 ? asked.n : 1;
  const { code, message } = outcome;
  return { code, message, ...metricsOf(task, 0, total, total) };
}

function describeSuccess(current: CurrentTask, base: Json, pictureOrigin: string): Json {
  const { task } = current;
  const places = task.outcome.kind === "pictures" ? task.outcome.places : [];
  const good = billedPictures(task);
  if (isMessages(task)) {
    const { output, usage } = describeChoices(
      task,
      places,
      (place) => addressOf(current, place, pictureOrigin),
    );
    return { output: { ...base, ...times(current), ...output }, usage };
  }
  const results = places.map((failure, index) =>
    describePlace(current, failure, index + 1, pictureOrigin)
  );
  return {
    output: {
      ...base,
      ...times(current),
      results,
      task_metrics: metrics(places.length, good, places.length - good),
    },
    usage: { image_count: good },
  };
}

function describePlace(
  current: CurrentTask,
  failure: Failure | null,
  place: number,
  pictureOrigin: string,
): Json {
  if (failure !== null) return failure;
  const { prompt, promptExtend } = current.task.asked;
  return {
    orig_prompt: prompt,
    ...(promptExtend ? { actual_prompt: extended(prompt) } : {}),
    url: addressOf(current, place, pictureOrigin),
  };
}

function addressOf({ task, span }: CurrentTask, place: number, pictureOrigin: string): string {
  const path = picturePath(task.id, place, span.endsAtMs);
  return pictureOrigin + signPath(path, span.endsAtMs + URL_LIFE_MS);
}

function isMessages({ asked }: StoredTask): boolean {
  return protocolOf(asked.model) === "messages";
}

/** The messages protocol tells no numbers of its parts. */
function metricsOf(task: StoredTask, succeeded: number, failed: number, total = task.asked.n) {
  return isMessages(task) ? {} : { task_metrics: metrics(total, succeeded, failed) };
}

function times({ task, span, status }: CurrentTask): Json {
  const { startsAtMs } = span;
  return {
    submit_time: chinaTime(task.createdAtMs),
    ...(startsAtMs === undefined ? {} : { scheduled_time: chinaTime(startsAtMs) }),
    ...(status === "RUNNING" ? {} : { end_time: chinaTime(span.endsAtMs) }),
  };
}

function metrics(total: number, succeeded: number, failed: number): Json {
  return { TOTAL: total, SUCCEEDED: succeeded, FAILED: failed };
}

/** One row of the task list. */
export function describeRow({ task, span, status }: CurrentTask, region: EmulatedRegion): Json {
  const hasStarted = span.startsAtMs !== undefined && status !== "PENDING";
  const hasEnded = !["PENDING", "RUNNING"].includes(status);
  return {
    api_key_id: "10000",
    caller_parent_id: "1000000000000000",
    caller_uid: "1000000000000000",
    gmt_create: task.createdAtMs,
    ...(hasStarted ? { start_time: span.startsAtMs } : {}),
    ...(hasEnded ? { end_time: span.endsAtMs } : {}),
    model_name: task.asked.model,
    region: region === "beijing" ? "cn-beijing" : "ap-southeast-1",
    request_id: task.requestId,
    status,
    task_id: task.id,
    user_api_unique_key: `apikey:v1:aigc:${
      isMessages(task) ? "image-generation:generation" : "text2image:image-synthesis"
    }:${task.asked.model}`,
  };
}
