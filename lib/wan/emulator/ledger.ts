/**
 * All tasks of one emulator.
 * @module
 */
import { randomUUID } from "node:crypto";
import type { Catalogue } from "./catalogue.ts";
import type { FaultPlan } from "./fault.ts";
import type { EmulatorOptions, TaskView } from "./options.ts";
import { TASK_LIFE_MS } from "../task_life.ts";
import { replaySchedule, type Span, statusAt } from "./schedule.ts";
import { seededRandom } from "./seeded.ts";
import { readState, writeState } from "./state_file.ts";
import {
  billedPictures,
  type CreateBody,
  decideOutcome,
  findLateError,
  readAsked,
  type StoredTask,
} from "./task.ts";

/** Requests sent a full second apart may arrive a little closer; they are not refused for it. */
const ARRIVAL_JITTER_MS = 50;

/** A task with its course. */
export interface CurrentTask {
  readonly task: StoredTask;
  readonly span: Span;
  /** What the service would call it now. */
  readonly status: string;
}

/** Why no task is accepted now. */
export type Refusal = "rate" | "concurrency";

/** Keeps the tasks and tells their state by the clock. */
export class Ledger {
  readonly #options: EmulatorOptions;
  readonly #catalogue: Catalogue;
  readonly #faults: FaultPlan;
  readonly #now: () => number;
  readonly #tasks: StoredTask[];
  readonly #byId = new Map<string, StoredTask>();
  readonly #seen = new Map<string, number>();
  #spans: ReadonlyMap<string, Span> | undefined;

  /** @throws {StorageError} `emulator_state_unreadable` */
  constructor(options: EmulatorOptions, catalogue: Catalogue, faults: FaultPlan) {
    this.#options = options;
    this.#catalogue = catalogue;
    this.#faults = faults;
    this.#now = () => options.clock?.now() ?? Date.now();
    const kept = options.stateFile === undefined ? [] : readState(options.stateFile);
    // Expired URLs are still answered as expired for a while after their tasks are forgotten.
    this.#tasks = kept.filter((task) => this.#now() < task.createdAtMs + 2 * TASK_LIFE_MS);
    for (const task of this.#tasks) this.#byId.set(task.id, task);
  }

  /** Why a create for this model would be refused now; undefined when it would be accepted. */
  refusalFor(model: string): Refusal | undefined {
    const { perSecond, concurrent } = this.#catalogue.limitsOf(model);
    const since = this.#now() - 1_000 + ARRIVAL_JITTER_MS;
    const own = this.#tasks.filter((task) => task.asked.model === model);
    if (own.filter((task) => task.createdAtMs > since).length >= perSecond) return "rate";
    if (this.#options.overflow !== "refuse") return undefined;
    const open = own.filter((task) => ["PENDING", "RUNNING"].includes(this.#current(task).status));
    return open.length >= concurrent ? "concurrency" : undefined;
  }

  /**
   * Makes a task; its end is decided here and now.
   * @throws {StorageError} `emulator_state_unwritable`
   */
  create(body: CreateBody, modelName: string, requestId: string): StoredTask {
    const model = this.#catalogue.find(modelName);
    if (model === undefined) throw new RangeError(`Model is not served: ${modelName}`);
    const asked = readAsked(body, model, modelName);
    const lateError = findLateError(body, asked, model, this.#options.strictSizes ?? false);
    const effects = this.#faults.takeTask({
      prompt: asked.prompt,
      model: modelName,
      extended: asked.promptExtend,
    });
    const course = effects.find((effect) => effect.kind === "duration");
    const task: StoredTask = {
      id: randomUUID(),
      requestId,
      createdAtMs: this.#now(),
      asked,
      outcome: decideOutcome(asked, lateError, effects),
      durationMs: course?.ms ?? this.#durationOf(JSON.stringify(body)),
      unknownQueries: effects.find((effect) => effect.kind === "unknown-at-first")?.queries ?? 0,
      canceledAtMs: null,
    };
    this.#tasks.push(task);
    this.#byId.set(task.id, task);
    this.#changed();
    return task;
  }

  /** The same requests in any order give the same run times, so that runs can be compared. */
  #durationOf(bodyText: string): number {
    const nth = this.#seen.get(bodyText) ?? 0;
    this.#seen.set(bodyText, nth + 1);
    const [minMs, maxMs] = this.#options.durationMs ?? [2_000, 4_000];
    return Math.round(minMs + (maxMs - minMs) * seededRandom(`${nth} ${bodyText}`)());
  }

  /** A task by its id, whether or not the service would still know it. */
  find(id: string): CurrentTask | undefined {
    const task = this.#byId.get(id);
    return task === undefined ? undefined : this.#current(task);
  }

  /** All tasks, oldest first. */
  all(): readonly CurrentTask[] {
    return this.#tasks.map((task) => this.#current(task));
  }

  /** Answers a query; the first ones may have been arranged to know nothing. */
  query(id: string): CurrentTask | undefined {
    const task = this.#byId.get(id);
    if (task === undefined) return undefined;
    if (task.unknownQueries === 0) return this.#current(task);
    task.unknownQueries--;
    this.#changed();
    return { ...this.#current(task), status: "UNKNOWN" };
  }

  /** Cancels a pending task; false when there is none. */
  cancel(id: string): boolean {
    const task = this.#byId.get(id);
    if (task === undefined || this.#current(task).status !== "PENDING") return false;
    task.canceledAtMs = this.#now();
    this.#changed();
    return true;
  }

  /** All tasks as shown to tests and to the control routes. */
  views(): readonly TaskView[] {
    return this.all().map(({ task, span, status }) => ({
      taskId: task.id,
      status,
      model: task.asked.model,
      prompt: task.asked.prompt,
      n: task.asked.n,
      size: task.asked.size,
      billed: this.#now() >= span.endsAtMs && task.canceledAtMs === null ? billedPictures(task) : 0,
      createdAtMs: task.createdAtMs,
      startedAtMs: this.#past(span.startsAtMs),
      endedAtMs: this.#past(span.endsAtMs),
    }));
  }

  #past(atMs: number | undefined): number | undefined {
    return atMs !== undefined && atMs <= this.#now() ? atMs : undefined;
  }

  #current(task: StoredTask): CurrentTask {
    this.#spans ??= replaySchedule(
      this.#tasks,
      (model) => this.#catalogue.limitsOf(model).concurrent,
    );
    const span = this.#spans.get(task.id) ?? { startsAtMs: undefined, endsAtMs: Infinity };
    return { task, span, status: statusAt(task, span, this.#now()) };
  }

  #changed(): void {
    this.#spans = undefined;
    if (this.#options.stateFile !== undefined) writeState(this.#options.stateFile, this.#tasks);
  }
}
