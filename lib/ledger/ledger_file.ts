/**
 * The SQLite file of the user's ledger: private to the user, made when it is missing, brought to the
 * current version.
 * @module
 */
import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StorageError } from "../errors.ts";
import { LEDGER_APPLICATION_ID, LEDGER_MIGRATIONS } from "./ledger_schema.ts";

/** How long to wait for another process to finish its write; paid work must not hang on it. */
const BUSY_TIMEOUT_MS = 3_000;

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
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    if (isBehind(db, path)) migrate(db, path);
    return db;
  } catch (error) {
    db.close();
    throw error;
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
  const version = pragma(db, "user_version");
  const isOurs = pragma(db, "application_id") === LEDGER_APPLICATION_ID;
  const isEmpty = db.prepare("SELECT 1 FROM sqlite_master LIMIT 1").all().length === 0;
  if (!isOurs && !isEmpty) throw new StorageError("ledger_foreign", { path });
  if (version > LEDGER_MIGRATIONS.length) throw new StorageError("ledger_newer", { path, version });
  return version < LEDGER_MIGRATIONS.length;
}

function migrate(db: DatabaseSync, path: string): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    // Another process may have been first.
    if (isBehind(db, path)) {
      for (const step of LEDGER_MIGRATIONS.slice(pragma(db, "user_version"))) db.exec(step);
      db.exec(`PRAGMA application_id = ${LEDGER_APPLICATION_ID}`);
      db.exec(`PRAGMA user_version = ${LEDGER_MIGRATIONS.length}`);
    }
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
