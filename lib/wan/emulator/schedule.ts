/**
 * When each task runs. A pure replay of the tasks in the order of their creation: no timers, so it
 * survives a restart and follows any clock.
 * @module
 */
import { TASK_LIFE_MS } from "../task_life.ts";
import type { StoredTask } from "./task.ts";

/** How long even an idle queue keeps a task pending; 14 to 42 ms were recorded. */
const QUEUE_WAIT_MS = 15;

/** The course of one task. */
export interface Span {
  /** Undefined when it was canceled before. */
  readonly startsAtMs: number | undefined;
  readonly endsAtMs: number;
}

/**
 * Gives each task the first free slot of its model, first come first served. Tasks are added in the
 * order of their creation: a create then costs the same however many came before it. After a change
 * of an older task, begin anew.
 */
export class Schedule {
  readonly #slotsOf: (model: string) => number;
  readonly #spans = new Map<string, Span>();
  readonly #freeAtByModel = new Map<string, number[]>();

  /** @param slotsOf tasks a model runs at once, at least 1 */
  constructor(slotsOf: (model: string) => number) {
    this.#slotsOf = slotsOf;
  }

  /** Finds the course of the task that was created last. */
  add(task: StoredTask): void {
    if (task.canceledAtMs !== null) {
      this.#spans.set(task.id, { startsAtMs: undefined, endsAtMs: task.canceledAtMs });
      return;
    }
    const { model } = task.asked;
    const freeAt = this.#freeAtByModel.get(model) ??
      Array.from({ length: Math.max(1, this.#slotsOf(model)) }, () => -Infinity);
    this.#freeAtByModel.set(model, freeAt);
    const slot = freeAt.indexOf(Math.min(...freeAt));
    const startsAtMs = Math.max(task.createdAtMs + QUEUE_WAIT_MS, freeAt[slot] ?? -Infinity);
    const endsAtMs = startsAtMs + task.durationMs;
    freeAt[slot] = endsAtMs;
    this.#spans.set(task.id, { startsAtMs, endsAtMs });
  }

  /** The course of a task that was added; one that never ends for any other. */
  spanOf(id: string): Span {
    return this.#spans.get(id) ?? { startsAtMs: undefined, endsAtMs: Infinity };
  }
}

/** The status of a task at a moment, as the service spells it. */
export function statusAt(task: StoredTask, span: Span, nowMs: number): string {
  if (nowMs >= task.createdAtMs + TASK_LIFE_MS) return "UNKNOWN";
  if (task.canceledAtMs !== null) return "CANCELED";
  if (span.startsAtMs === undefined || nowMs < span.startsAtMs) return "PENDING";
  if (nowMs < span.endsAtMs) return "RUNNING";
  if (task.outcome.kind === "status") return task.outcome.status;
  return task.outcome.kind === "failed" ? "FAILED" : "SUCCEEDED";
}
