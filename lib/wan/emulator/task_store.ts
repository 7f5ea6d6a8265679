/**
 * All tasks of one emulator.
 * @module
 */
import { randomUUID } from "node:crypto";
import type { Catalogue } from "./catalogue.ts";
import type { FaultPlan } from "./fault.ts";
import type { EmulatorOptions, TaskView } from "./options.ts";
import { TASK_LIFE_MS } from "../task_life.ts";
import { Schedule, type Span, statusAt } from "./schedule.ts";
import { seededRandom } from "./seeded.ts";
import { StateFile } from "./state_file.ts";
import { type CreateBody, readAsked, withoutPictures } from "./create_body.ts";
import { judge } from "./late_error.ts";
import { billedPictures, decideOutcome, type StoredTask } from "./task.ts";

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

/**
 * Keeps the tasks and tells their state by the clock. With a state file the file is the truth: what
 * another emulator wrote into it is read before anything is answered.
 */
export class TaskStore {
  readonly #options: EmulatorOptions;
  readonly #catalogue: Catalogue;
  readonly #faults: FaultPlan;
  readonly #now: () => number;
  #file: StateFile | undefined;
  #tasks: StoredTask[] = [];
  readonly #byId = new Map<string, StoredTask>();
  readonly #seen = new Map<string, number>();
  #schedule: Schedule | undefined;

  /** @throws {StorageError} `emulator_state_unreadable` */
  constructor(options: EmulatorOptions, catalogue: Catalogue, faults: FaultPlan) {
    this.#options = options;
    this.#catalogue = catalogue;
    this.#faults = faults;
    this.#now = () => options.clock?.now() ?? Date.now();
    if (options.stateFile === undefined) return;
    const file = this.#file = new StateFile(options.stateFile, options.olderStateFile);
    try {
      // Expired URLs are still answered as expired for a while after their tasks are forgotten.
      file.transaction(() => file.forgetBefore(this.#now() - 2 * TASK_LIFE_MS));
      this.#refresh();
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Closes the state file; what was read of it stays known. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** Why a create for this model would be refused now; undefined when it would be accepted. */
  refusalFor(model: string): Refusal | undefined {
    this.#refresh();
    const { perWindow, windowMs, concurrent } = this.#catalogue.limitsOf(model);
    const since = this.#now() - windowMs + ARRIVAL_JITTER_MS;
    const own = this.#tasks.filter((task) => task.asked.model === model);
    if (own.filter((task) => task.createdAtMs > since).length >= perWindow) return "rate";
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
    const inWords = readAsked(body, model, modelName);
    const { n, size } = inWords;
    const isStrict = this.#options.strictSizes ?? false;
    const { failure, pictures: references } = judge({ body, model, n, size, isStrict });
    const asked = { ...inWords, references: [...references] };
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
      outcome: decideOutcome(asked, failure, effects),
      durationMs: course?.ms ?? this.#durationOf(withoutPictures(JSON.stringify(body))),
      unknownQueries: effects.find((effect) => effect.kind === "unknown-at-first")?.queries ?? 0,
      canceledAtMs: null,
    };
    this.#change(() => task);
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
    this.#refresh();
    const task = this.#byId.get(id);
    return task === undefined ? undefined : this.#current(task);
  }

  /** All tasks, oldest first. */
  all(): readonly CurrentTask[] {
    this.#refresh();
    return this.#tasks.map((task) => this.#current(task));
  }

  /**
   * Answers a query; the first ones may have been arranged to know nothing.
   * @throws {StorageError} `emulator_state_unwritable`
   */
  query(id: string): CurrentTask | undefined {
    const current = this.find(id);
    if (current === undefined || current.task.unknownQueries === 0) return current;
    const changed = this.#change(() => {
      const task = this.#byId.get(id);
      if (task === undefined || task.unknownQueries === 0) return undefined;
      return { ...task, unknownQueries: task.unknownQueries - 1 };
    });
    return changed === undefined ? this.find(id) : { ...this.#current(changed), status: "UNKNOWN" };
  }

  /**
   * Cancels a pending task; false when there is none.
   * @throws {StorageError} `emulator_state_unwritable`
   */
  cancel(id: string): boolean {
    const changed = this.#change(() => {
      const task = this.#byId.get(id);
      if (task === undefined || this.#current(task).status !== "PENDING") return undefined;
      return { ...task, canceledAtMs: this.#now() };
    });
    return changed !== undefined;
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
    const span = this.#scheduleOfAll().spanOf(task.id);
    return { task, span, status: statusAt(task, span, this.#now()) };
  }

  #scheduleOfAll(): Schedule {
    if (this.#schedule !== undefined) return this.#schedule;
    this.#schedule = new Schedule((model) => this.#catalogue.limitsOf(model).concurrent);
    for (const task of this.#tasks) this.#schedule.add(task);
    return this.#schedule;
  }

  /** Takes in what other emulators wrote into the state file. */
  #refresh(): void {
    if (this.#file?.hasNews() !== true) return;
    this.#tasks = this.#file.read();
    this.#byId.clear();
    for (const task of this.#tasks) this.#byId.set(task.id, task);
    this.#schedule = undefined;
  }

  /**
   * Adds or replaces the task that `decide` makes of the newest state, in the file before it counts.
   * @param decide undefined: nothing is to be changed
   */
  #change(decide: () => StoredTask | undefined): StoredTask | undefined {
    const write = () => {
      this.#refresh();
      const task = decide();
      if (task !== undefined) this.#file?.write(task);
      return task;
    };
    const changed = this.#file === undefined ? write() : this.#file.transaction(write);
    if (changed === undefined) return undefined;
    const isNew = !this.#byId.has(changed.id);
    this.#byId.set(changed.id, changed);
    if (isNew) {
      this.#tasks.push(changed);
      this.#schedule?.add(changed);
    } else {
      this.#tasks[this.#tasks.findIndex(({ id }) => id === changed.id)] = changed;
      this.#schedule = undefined;
    }
    return changed;
  }
}
