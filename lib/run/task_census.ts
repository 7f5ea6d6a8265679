/**
 * What the service's task list tells of one model, with the tasks that could be somebody's asked for
 * what the list leaves out: prompt, number and size of their pictures.
 * @module
 */
import { StoppedError } from "../errors.ts";
import { readPngStart } from "../image/png_header.ts";
import type { Size } from "../wan/order.ts";
import type { TaskListRow, TaskSnapshot } from "../wan/wire.ts";
import type { Session } from "./context.ts";

/** Pages of the list that are read at most. */
const MAX_PAGES = 20;

/** Bytes of a picture that are waited for until it tells its size. */
const MAX_START_BYTES = 1_024;

/** One reading of the list. */
export interface TaskList {
  /** Newest first, as far back as was asked for. */
  readonly rows: readonly TaskListRow[];
  /** When the reading began, by this machine's clock: what came later it may not show. */
  readonly readAtMs: number;
  /** Whether nothing of the time asked for is missing. */
  readonly isWhole: boolean;
}

/** A finished task with what tells it apart. */
export interface KnownTask {
  readonly row: TaskListRow;
  readonly task: TaskSnapshot;
  /** Of its pictures; undefined where none can be read. */
  readonly size: Size | undefined;
}

/** The tasks of one model at the service. Finished ones are asked for once. */
export class TaskCensus {
  readonly #session: Session;
  readonly #model: string;
  readonly #known = new Map<string, KnownTask>();

  /** @param model the name that is sent */
  constructor(session: Session, model: string) {
    this.#session = session;
    this.#model = model;
  }

  /**
   * Reads the list within the read rate, one attempt.
   * @param sinceMs tasks made earlier are not needed, by the service's clock
   * @throws {ServiceError | TransportError} when it cannot be read
   * @throws {StoppedError}
   */
  async list(sinceMs: number, stop: AbortSignal): Promise<TaskList> {
    const { client, reads, clock } = this.#session;
    const readAtMs = clock.now();
    const rows: TaskListRow[] = [];
    for (let page = 1; page <= MAX_PAGES; page++) {
      await reads.acquire(stop);
      const answer = await client.listTasks(this.#model, page, stop);
      rows.push(...answer.rows);
      const isBeyond = answer.rows.some(({ createdAtMs }) => createdAtMs < sinceMs);
      if (isBeyond || page >= answer.totalPages || answer.rows.length === 0) {
        return { rows, readAtMs, isWhole: true };
      }
    }
    return { rows, readAtMs, isWhole: false };
  }

  /**
   * Asks for one task.
   * @returns undefined while it is not finished
   * @throws {ServiceError | TransportError} when it cannot be asked for
   * @throws {StoppedError}
   */
  async ask(row: TaskListRow, stop: AbortSignal): Promise<KnownTask | undefined> {
    const known = this.#known.get(row.taskId);
    if (known !== undefined) return known;
    const { client, reads } = this.#session;
    await reads.acquire(stop);
    const task = await client.fetchTask(row.taskId, stop);
    if (["pending", "running", "unknown"].includes(task.status)) return undefined;
    const found = { row, task, size: await this.#sizeOf(task, stop) };
    this.#known.set(row.taskId, found);
    return found;
  }

  /** The answer holds no size, but a picture begins with it: a few bytes are read and the rest left. */
  async #sizeOf({ results }: TaskSnapshot, stop: AbortSignal): Promise<Size | undefined> {
    const url = results.find((item) => item.kind === "picture")?.url;
    if (url === undefined) return undefined;
    try {
      const answer = await this.#session.client.openResult(url, stop);
      let start = Buffer.alloc(0);
      try {
        for await (const chunk of answer.chunks) {
          start = Buffer.concat([start, chunk]);
          const size = readPngStart(start);
          if (size !== undefined || start.length > MAX_START_BYTES) return size;
        }
      } finally {
        answer.cancel();
      }
    } catch (error) {
      if (error instanceof StoppedError) throw error;
      // The picture is fetched, or its trouble told, by whoever the task turns out to belong to.
    }
    return undefined;
  }
}
