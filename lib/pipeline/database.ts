/**
 * The SQLite file behind the journal: opened, checked, brought to the current version.
 * @module
 */
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { GeneratorError, reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { APPLICATION_ID, MIGRATIONS } from "./journal_schema.ts";

/** How long to wait for another process to finish its write. */
const BUSY_TIMEOUT_MS = 10_000;

/** Values by name, without the colon; undefined is stored as NULL. */
export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** A row as it comes out. */
export type Row = Record<string, unknown>;

/**
 * A journal file. A rollback journal keeps all in one file that works on every disk, network disks
 * included; `synchronous` stays FULL, since the order must be there before the money is spent.
 */
export class Database {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;

  /**
   * Opens the file, making it when it is not there.
   * @throws {StorageError} `journal_unreadable`, `journal_foreign`, `journal_newer`
   */
  constructor(path: string) {
    this.path = path;
    let db: DatabaseSync | undefined;
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.#db = db = new DatabaseSync(path);
      this.#db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      this.#refuseForeign();
      this.#db.exec("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL");
      // Inside a transaction this would do nothing, and tables are rebuilt in one.
      this.#db.exec("PRAGMA foreign_keys = OFF");
      this.#migrate();
      this.#db.exec("PRAGMA foreign_keys = ON");
    } catch (error) {
      // An open handle would leave files beside a foreign database.
      db?.close();
      throw this.#explain(error);
    }
  }

  /** Whether a journal stands at this path. */
  static exists(path: string): boolean {
    return existsSync(path);
  }

  /** All rows. */
  all(sql: string, parameters: Parameters = {}): Row[] {
    return this.#guarded(() => this.#statement(sql).all(bind(parameters)) as Row[]);
  }

  /** The first row. */
  get(sql: string, parameters: Parameters = {}): Row | undefined {
    // Not `get`: where there is no row, Node 22.5 makes one up of nulls.
    return this.#guarded(() => this.#statement(sql).all(bind(parameters))[0] as Row | undefined);
  }

  /** Writes; returns how many rows changed and the id of an inserted one. */
  run(sql: string, parameters: Parameters = {}): { readonly changes: number; readonly id: number } {
    return this.#guarded(() => {
      const { changes, lastInsertRowid } = this.#statement(sql).run(bind(parameters));
      return { changes: Number(changes), id: Number(lastInsertRowid) };
    });
  }

  /**
   * Runs `work` as one step that either happens whole or not at all, while no other process writes.
   * It must not wait for anything.
   */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#guarded(() => this.#db.exec("BEGIN IMMEDIATE"));
    this.#depth++;
    try {
      const result = work();
      this.#guarded(() => this.#db.exec("COMMIT"));
      return result;
    } catch (error) {
      try {
        this.#db.exec("ROLLBACK");
      } catch {
        // SQLite has rolled back by itself; the first error is the one to report.
      }
      throw error;
    } finally {
      this.#depth--;
    }
  }

  /** What SQLite finds wrong with the file; empty when it is whole. */
  damage(): string[] {
    return this.all("PRAGMA quick_check").map((row) => String(Object.values(row)[0]))
      .filter((line) => line !== "ok");
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Before anything is set: even a changed journal mode would be a change of somebody's file. */
  #refuseForeign(): void {
    const version = this.#pragma("user_version");
    const isNew = version === 0 && this.get("SELECT 1 FROM sqlite_master") === undefined;
    if (!isNew && this.#pragma("application_id") !== APPLICATION_ID) {
      throw new StorageError("journal_foreign", { path: this.path });
    }
    if (version > MIGRATIONS.length) {
      throw new StorageError("journal_newer", { path: this.path, version });
    }
  }

  #pragma(name: string): number {
    return Number(Object.values(this.get(`PRAGMA ${name}`) ?? {})[0] ?? 0);
  }

  #migrate(): void {
    const isCurrent = () =>
      this.#pragma("user_version") === MIGRATIONS.length &&
      this.#pragma("application_id") === APPLICATION_ID;
    if (isCurrent()) return;
    this.transaction(() => {
      // Another process may have been first.
      this.#refuseForeign();
      const version = this.#pragma("user_version");
      for (const step of MIGRATIONS.slice(version)) this.#db.exec(step);
      this.#requireReferences();
      this.#db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
      this.#db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    });
  }

  /** As long as foreign keys were off, nothing but this saw to it that every reference leads somewhere. */
  #requireReferences(): void {
    const [broken] = this.all("PRAGMA foreign_key_check");
    if (broken === undefined) return;
    const reason = `${broken["table"]} ${broken["rowid"]} → ${broken["parent"]}`;
    throw new StorageError("journal_unreadable", { path: this.path, reason });
  }

  #guarded<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      throw this.#explain(error);
    }
  }

  #explain(error: unknown): unknown {
    if (error instanceof GeneratorError) return error;
    const code = systemCodeOf(error);
    const reason = code === "ERR_SQLITE_ERROR" ? reasonOf(error) : code ?? reasonOf(error);
    return new StorageError("journal_unreadable", { path: this.path, reason }, error);
  }
}

function bind(parameters: Parameters): Record<string, SQLInputValue> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === "boolean" ? Number(value) : value ?? null,
    ]),
  );
}
