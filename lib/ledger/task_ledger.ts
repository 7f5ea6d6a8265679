/**
 * Whose a task of the service is, across all pipelines of a user. Two pipelines may order the same
 * prompt; when both answers are lost, only this tells which of them has taken which task.
 * @module
 */
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Environment } from "../environment.ts";
import { type Finding, GeneratorError, reasonOf, systemCodeOf } from "../errors.ts";
import { openLedgerFile } from "./ledger_file.ts";
import { grantedEnvironment, isFolderGranted } from "./permission.ts";
import { STATE_VARIABLES, stateFolder } from "./state_folder.ts";

/** The ledger's file inside the state folder. */
export const LEDGER_FILE = "ledger.db";

/** What the owner of a task is known by. */
export interface TaskOwner {
  /** The pipeline folder's real path. */
  readonly pipeline: string;
  /** The order's number in that pipeline's journal. */
  readonly orderId: number;
}

/**
 * The table of task ids. It never throws: a ledger that cannot be used protects nothing, says so in
 * {@link trouble}, and lets the work go on. One a service address and process.
 */
export class TaskLedger {
  readonly #service: string;
  readonly #now: () => number;
  #db: DatabaseSync | undefined;
  #path = "";
  #trouble: Finding | undefined;

  /**
   * Opens the user's ledger, making it when there is none.
   * @param service the base address its tasks live at
   * @param env where the platform names its state folder
   * @param now epoch milliseconds
   */
  constructor(service: string, env: Environment, now: () => number) {
    this.#service = service;
    this.#now = now;
    const folder = stateFolder(grantedEnvironment(env, STATE_VARIABLES));
    if (folder === undefined) {
      this.#trouble = { code: "ledger_homeless", facts: {} };
      return;
    }
    this.#path = join(folder, LEDGER_FILE);
    try {
      if (isFolderGranted(folder)) this.#db = openLedgerFile(this.#path);
      else this.#trouble = unusable(this.#path, "Deno");
    } catch (error) {
      this.#trouble = findingOf(error, this.#path);
    }
  }

  /** Why tasks are not told apart across pipelines; undefined: they are. */
  get trouble(): Finding | undefined {
    return this.#trouble;
  }

  /** Whose a task is; undefined: nobody of this user's has taken it, as far as is known. */
  ownerOf(taskId: string): TaskOwner | undefined {
    return this.#guarded((db) => {
      const row = db
        .prepare("SELECT pipeline, order_id FROM tasks WHERE service = ? AND task_id = ?")
        .all(this.#service, taskId)[0];
      return row === undefined
        ? undefined
        : { pipeline: String(row["pipeline"]), orderId: Number(row["order_id"]) };
    });
  }

  /**
   * Writes down that an order has taken a task, unless somebody else was first.
   * @returns whether the task is the order's now; true as well where nothing can be written
   */
  take(taskId: string, { pipeline, orderId }: TaskOwner): boolean {
    this.#guarded((db) => {
      db.prepare("INSERT OR IGNORE INTO tasks VALUES (?, ?, ?, ?, ?)")
        .run(this.#service, taskId, pipeline, orderId, this.#now());
    });
    const owner = this.ownerOf(taskId);
    return owner === undefined || (owner.pipeline === pipeline && owner.orderId === orderId);
  }

  /** The service itself said whose a task is: what was guessed before gives way. */
  assign(taskId: string, { pipeline, orderId }: TaskOwner): void {
    this.#guarded((db) => {
      db.prepare("INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?)")
        .run(this.#service, taskId, pipeline, orderId, this.#now());
    });
  }

  /** Closes the file. */
  close(): void {
    const db = this.#db;
    this.#db = undefined;
    try {
      db?.close();
    } catch {
      // What it held is written or lost already; the work goes on without it.
    }
  }

  #guarded<T>(work: (db: DatabaseSync) => T): T | undefined {
    if (this.#db === undefined) return undefined;
    try {
      return work(this.#db);
    } catch (error) {
      this.#trouble = findingOf(error, this.#path);
      this.close();
      return undefined;
    }
  }
}

function findingOf(error: unknown, path: string): Finding {
  if (error instanceof GeneratorError) return { code: error.code, facts: error.facts };
  const code = systemCodeOf(error);
  return unusable(path, code === undefined || code === "ERR_SQLITE_ERROR" ? reasonOf(error) : code);
}

function unusable(path: string, reason: string): Finding {
  return { code: "ledger_unusable", facts: { path, reason } };
}
