/**
 * The file that keeps the emulator's tasks over a restart and shares them between emulators that run
 * at once: SQLite, since a file that each of them rewrote whole would lose the others' tasks.
 * @module
 */
import { closeSync, mkdirSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { StorageCode } from "../../error_codes.ts";
import { GeneratorError, reasonOf, StorageError, systemCodeOf } from "../../errors.ts";
import { type StoredTask, storedTaskSchema } from "./task.ts";

/** How long to wait for another emulator to finish its write. */
const BUSY_TIMEOUT_MS = 10_000;

/** "AIGr" in ASCII: marks the file as ours, so that a database of somebody else is not written to. */
const APPLICATION_ID = 0x41494772;

const VERSION = 1;

/** What was written before the file became a database. */
const olderStateSchema = z.object({ version: z.literal(1), tasks: z.array(storedTaskSchema) });

/** The tasks on disk. Every method throws {@link StorageError} when the file cannot be used. */
export class StateFile {
  readonly path: string;
  readonly #db: DatabaseSync;
  #seenVersion: number | undefined;

  /**
   * Opens the file, making it when it is not there.
   * @param path a JSON file of an older emulator is left as it is: its tasks are taken over into a
   * database beside it, `PATH.db`
   * @param olderPath a JSON file whose tasks a new database begins with; it need not exist
   * @throws {StorageError} `emulator_state_unreadable`
   */
  constructor(path: string, olderPath?: string) {
    const isOlder = firstCharacterOf(path) === "{";
    this.path = isOlder ? `${path}.db` : path;
    let db: DatabaseSync | undefined;
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      this.#db = db = new DatabaseSync(this.path);
      this.#prepare(isOlder ? path : olderPath);
    } catch (error) {
      db?.close();
      throw this.#explain("emulator_state_unreadable", error);
    }
  }

  /** Whether the file holds anything that {@link read} has not given yet. */
  hasNews(): boolean {
    return this.#pragma("data_version") !== this.#seenVersion;
  }

  /** All tasks in the order of their creation. */
  read(): StoredTask[] {
    try {
      // Asked first: what is committed in between is read, and then read once more.
      this.#seenVersion = this.#pragma("data_version");
      const rows = this.#db.prepare("SELECT body FROM tasks ORDER BY place").all();
      return rows.map(({ body }) => storedTaskSchema.parse(JSON.parse(String(body))));
    } catch (error) {
      throw this.#explain("emulator_state_unreadable", error);
    }
  }

  /** Adds a task or replaces the one of the same id. */
  write(task: StoredTask): void {
    this.#db.prepare(
      "INSERT INTO tasks (id, created_at_ms, body) VALUES (:id, :createdAtMs, :body) " +
        "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
    ).run({ id: task.id, createdAtMs: task.createdAtMs, body: JSON.stringify(task) });
  }

  /** Forgets the tasks made before a moment, epoch milliseconds. */
  forgetBefore(createdAtMs: number): void {
    this.#db.prepare("DELETE FROM tasks WHERE created_at_ms < :createdAtMs").run({ createdAtMs });
  }

  /**
   * Runs `work` as one step, whole or not at all, while no other emulator writes.
   * @throws {StorageError} `emulator_state_unwritable`
   */
  transaction<T>(work: () => T): T {
    try {
      this.#db.exec("BEGIN IMMEDIATE");
      const result = work();
      this.#db.exec("COMMIT");
      return result;
    } catch (error) {
      try {
        this.#db.exec("ROLLBACK");
      } catch {
        // SQLite has rolled back by itself; the first error is the one to report.
      }
      throw this.#explain("emulator_state_unwritable", error);
    }
  }

  close(): void {
    this.#db.close();
  }

  #prepare(olderPath: string | undefined): void {
    this.#db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    this.#refuseForeign();
    // A killed process loses nothing this way; a rehearsal need not survive a power cut.
    this.#db.exec("PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF");
    if (this.#pragma("user_version") === VERSION) return;
    const olderTasks = olderPath === undefined ? [] : readOlderState(olderPath);
    this.transaction(() => {
      // Another emulator may have been first.
      if (this.#pragma("user_version") === VERSION) return;
      this.#db.exec(
        "CREATE TABLE tasks (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, " +
          "created_at_ms REAL NOT NULL, body TEXT NOT NULL)",
      );
      for (const task of olderTasks) this.write(task);
      this.#db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
      this.#db.exec(`PRAGMA user_version = ${VERSION}`);
    });
  }

  /** Before anything is set: even a changed journal mode would be a change of somebody's file. */
  #refuseForeign(): void {
    // One statement, so that another emulator's first write cannot fall in between.
    const [found] = this.#db.prepare(
      "SELECT a.application_id AS owner, v.user_version AS version, " +
        "(SELECT count(*) FROM sqlite_master) AS tables " +
        "FROM pragma_application_id AS a, pragma_user_version AS v",
    ).all();
    const isNew = found?.["version"] === 0 && found["tables"] === 0;
    const isOurs = found?.["owner"] === APPLICATION_ID && found["version"] === VERSION;
    if (!isNew && !isOurs) throw new Error("not a state file of this version");
  }

  #pragma(name: string): number {
    return Number(Object.values(this.#db.prepare(`PRAGMA ${name}`).all()[0] ?? {})[0] ?? 0);
  }

  #explain(code: StorageCode, error: unknown): GeneratorError {
    if (error instanceof GeneratorError) return error;
    const systemCode = systemCodeOf(error);
    const reason = systemCode === undefined || systemCode === "ERR_SQLITE_ERROR"
      ? reasonOf(error)
      : systemCode;
    return new StorageError(code, { path: this.path, reason }, error);
  }
}

/** The first character that is no space; "" when the file is empty or cannot be read. */
function firstCharacterOf(path: string): string {
  try {
    const file = openSync(path, "r");
    try {
      const bytes = new Uint8Array(64);
      return new TextDecoder().decode(bytes.subarray(0, readSync(file, bytes))).trim().slice(0, 1);
    } finally {
      closeSync(file);
    }
  } catch {
    // Not there, or not to be read: opening it as a database says which.
    return "";
  }
}

function readOlderState(path: string): StoredTask[] {
  try {
    return olderStateSchema.parse(JSON.parse(readFileSync(path, "utf8"))).tasks;
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") return [];
    throw new StorageError("emulator_state_unreadable", { path, reason: reasonOf(error) }, error);
  }
}
