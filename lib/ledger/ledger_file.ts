/**
 * The SQLite file of the user's ledger: private to the user, made when it is missing, brought to the
 * current version.
 * @module
 */
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StorageError } from "../errors.ts";
import { LEDGER_APPLICATION_ID, LEDGER_MIGRATIONS, READABLE_FROM } from "./ledger_schema.ts";

/** How long to wait for another process to finish its write; paid work must not hang on it. */
const BUSY_TIMEOUT_MS = 5_000;

/** The user alone looks into the folder and the file. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Opens the file, making it and its folder when they are not there.
 * @throws {StorageError} `ledger_foreign`, `ledger_newer`
 * @throws what the system or SQLite says, when it cannot be used
 */
export function openLedgerFile(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
  // Before SQLite makes it with the modes of everybody's files; its own rollback file copies them.
  closeSync(openSync(path, "a", FILE_MODE));
  restrict(path);
  const db = new DatabaseSync(path);
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA trusted_schema = OFF`);
    refuseForeign(db, path);
    writeAhead(db);
    if (isBehind(db, path)) migrate(db, path);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens the file only to look, if there is one: nothing in it can be changed that way.
 * @returns undefined: there is none, or one that an older version of this program left
 * @throws {StorageError} `ledger_foreign`, `ledger_newer`
 * @throws what the system or SQLite says, when it cannot be read
 */
export function viewLedgerFile(path: string): DatabaseSync | undefined {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) return undefined;
  // Never read-only: what a killed process left could not be taken in that way.
  const db = new DatabaseSync(path);
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA trusted_schema = OFF`);
    db.exec("PRAGMA query_only = ON");
    if (refuseForeign(db, path) >= READABLE_FROM) return db;
    db.close();
    return undefined;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Many processes write small entries: with a log beside the file each costs a millisecond where a
 * rollback journal waits for the disk several times. What a power failure takes from the end of the
 * log stands in the pipelines' journals, which wait for the disk, and is read again from there.
 */
function writeAhead(db: DatabaseSync): void {
  try {
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  } catch {
    // Another process is opening it, or its disk has no shared memory: it works as it is.
  }
}

/** A file of earlier days may be open to others; where modes mean nothing there is nothing to do. */
function restrict(path: string): void {
  try {
    chmodSync(path, FILE_MODE);
  } catch {
    // Somebody else's file system: what SQLite says about it decides.
  }
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${name}`).all()[0] ?? {})[0] ?? 0);
}

function isBehind(db: DatabaseSync, path: string): boolean {
  return refuseForeign(db, path) < LEDGER_MIGRATIONS.length;
}

/** Before anything is set: even a changed journal mode would be a change of somebody's file. */
function refuseForeign(db: DatabaseSync, path: string): number {
  const version = pragma(db, "user_version");
  const isOurs = pragma(db, "application_id") === LEDGER_APPLICATION_ID;
  const isEmpty = db.prepare("SELECT 1 FROM sqlite_master LIMIT 1").all().length === 0;
  if (!isOurs && !isEmpty) throw new StorageError("ledger_foreign", { path });
  if (version > LEDGER_MIGRATIONS.length) throw new StorageError("ledger_newer", { path, version });
  return version;
}

function migrate(db: DatabaseSync, path: string): void {
  inTransaction(db, () => {
    // Another process may have been first.
    if (!isBehind(db, path)) return;
    for (const step of LEDGER_MIGRATIONS.slice(pragma(db, "user_version"))) db.exec(step);
    db.exec(`PRAGMA application_id = ${LEDGER_APPLICATION_ID}`);
    db.exec(`PRAGMA user_version = ${LEDGER_MIGRATIONS.length}`);
  });
}

/** Runs `work` as one step that happens whole or not at all, while no other process writes. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    try {
      db.exec("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself; the first error is the one to report.
    }
    throw error;
  }
}
