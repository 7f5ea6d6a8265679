/**
 * The SQLite file behind the journal: opened, checked, brought to the current version.
 * @module
 */
import { basename, dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { GeneratorError, StorageError } from "../errors.ts";
import { BadRows } from "./bad_rows.ts";
import { explainedFailure } from "./database_failure.ts";
import { APPLICATION_ID, MIGRATIONS } from "./journal_schema.ts";
import { statOf } from "./files.ts";
import { requireUnlinked } from "./paths.ts";
import { prepareStateFolder } from "./state_folder.ts";

/** How long to wait for another process to finish its write. */
const BUSY_TIMEOUT_MS = 10_000;

/** Values by name, without the colon; undefined is stored as NULL. */
export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** A row as it comes out. */
export type Row = Record<string, unknown>;

/**
 * A journal file. A rollback journal keeps all in one file and needs no memory shared between programs,
 * as a write-ahead log does; `synchronous` stays FULL, since the order must be there before the money is spent.
 */
export class Database {
  readonly path: string;
  /** Rows that were met and cannot be used. */
  readonly badRows: BadRows;
  readonly #db: DatabaseSync;
  readonly #isView: boolean;
  readonly #statements = new Map<string, StatementSync>();
  #isOpen = false;
  #depth = 0;
  /** Why the transaction under way is lost. */
  #lost: unknown;

  /**
   * Opens the file.
   * @param isView only to look: an older version is read as it is, and nothing is written. Otherwise
   * the file is made when it is not there, brought to the current version and closed to others.
   * @throws {StorageError} `journal_unreadable`, `journal_foreign`, `journal_newer`,
   * `state_not_folder`, `path_linked`, `not_writable`
   */
  constructor(path: string, isView = false) {
    this.path = path;
    this.badRows = new BadRows(path);
    this.#isView = isView;
    let db: DatabaseSync | undefined;
    try {
      if (isView) requireUnlinked(dirname(path), basename(path));
      else prepareStateFolder(path);
      // Never read-only: a journal that a killed process left hot could not be opened that way.
      this.#db = db = new DatabaseSync(path);
      this.#db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA trusted_schema = OFF`);
      if (isView) this.#db.exec("PRAGMA query_only = ON");
      this.#refuseForeign();
      if (!isView) this.#prepare();
      this.#isOpen = true;
    } catch (error) {
      // An open handle would leave files beside a foreign database.
      db?.close();
      throw this.#explain(error);
    }
  }

  /**
   * Whether a journal stands at this path; one that was only just begun holds nothing yet.
   * @throws {StorageError} `read_failed` when the disk does not say
   */
  static exists(path: string): boolean {
    return (statOf(path)?.size ?? 0) > 0;
  }

  /** The version of what is in the file; below the newest only while it is only looked at. */
  get version(): number {
    return this.#pragma("user_version");
  }

  /** Every row of a query, in its order. */
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
    return this.transaction(() =>
      this.#guarded(() => {
        const { changes, lastInsertRowid } = this.#statement(sql).run(bind(parameters));
        return { changes: Number(changes), id: Number(lastInsertRowid) };
      })
    );
  }

  /**
   * Runs `work` as one step that either happens whole or not at all, while no other process writes.
   * It must not wait for anything. Once a write in it failed so that SQLite gave the step up by
   * itself, everything else in it fails the same way: it would be written on its own.
   * @throws {StorageError} `journal_failed`; `journal_moved` when the file is not at its place any
   * more; `journal_newer` when a newer program came in between
   */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#guarded(() => this.#db.exec("BEGIN IMMEDIATE"));
    this.#depth++;
    try {
      // Somebody may have brought the file to a newer version since it was opened.
      if (this.#isOpen) this.#refuseNewer(this.version);
      const result = work();
      this.#guarded(() => this.#db.exec("COMMIT"));
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    } finally {
      this.#depth--;
      this.#lost = undefined;
    }
  }

  #rollBack(): void {
    try {
      this.#db.exec("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself; the first error is the one to report.
    }
  }

  /** What SQLite finds wrong with the file; empty when it is whole. */
  damage(): string[] {
    return this.all("PRAGMA quick_check").map((row) => String(Object.values(row)[0]))
      .filter((line) => line !== "ok");
  }

  close(): void {
    this.#statements.clear();
    try {
      this.#db.close();
    } catch {
      // What was written is written; a handle that stays goes with the process.
    }
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
    const { version } = this;
    const isNew = version === 0 && this.get("SELECT 1 FROM sqlite_master") === undefined;
    if ((!isNew || this.#isView) && this.#pragma("application_id") !== APPLICATION_ID) {
      throw new StorageError("journal_foreign", { path: this.path });
    }
    this.#refuseNewer(version);
  }

  #refuseNewer(version: number): void {
    if (version <= MIGRATIONS.length) return;
    throw new StorageError("journal_newer", { path: this.path, version });
  }

  #pragma(name: string): number {
    return Number(Object.values(this.get(`PRAGMA ${name}`) ?? {})[0] ?? 0);
  }

  #prepare(): void {
    this.#db.exec("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL");
    // Inside a transaction this would do nothing, and tables are rebuilt in one.
    this.#db.exec("PRAGMA foreign_keys = OFF");
    this.#migrate();
    this.#db.exec("PRAGMA foreign_keys = ON");
  }

  #migrate(): void {
    const isCurrent = () =>
      this.version === MIGRATIONS.length && this.#pragma("application_id") === APPLICATION_ID;
    if (isCurrent()) return;
    this.transaction(() => {
      // Another process may have been first.
      this.#refuseForeign();
      for (const step of MIGRATIONS.slice(this.version)) this.#db.exec(step);
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
    if (this.#lost !== undefined) throw this.#lost;
    try {
      return step();
    } catch (error) {
      const explained = this.#isNewerNow() ?? this.#explain(error);
      // Undefined where the runtime does not tell: then nothing more is risked.
      if (this.#depth > 0 && this.#db.isTransaction !== true) this.#lost = explained;
      throw explained;
    }
  }

  /** A file that a newer program changed meanwhile may fail in any way; that is what must be told. */
  #isNewerNow(): GeneratorError | undefined {
    if (!this.#isOpen) return undefined;
    try {
      const [row = {}] = this.#db.prepare("PRAGMA user_version").all() as Row[];
      this.#refuseNewer(Number(Object.values(row)[0]));
    } catch (error) {
      if (error instanceof GeneratorError) return error;
    }
    return undefined;
  }

  #explain(error: unknown): unknown {
    return explainedFailure(error, { path: this.path, isOpen: this.#isOpen });
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
