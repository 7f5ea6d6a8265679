/**
 * The user's ledger as one process holds it: opened when it can be, opened anew when its file was
 * replaced, given up when it fails.
 * @module
 */
import { type Stats, statSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Environment } from "../environment.ts";
import {
  type Finding,
  GeneratorError,
  reasonOf,
  sqliteCodeOf,
  StorageError,
  systemCodeOf,
} from "../errors.ts";
import { openLedgerFile, viewLedgerFile } from "./ledger_file.ts";
import { grantedEnvironment, isFolderGranted } from "../environment.ts";
import { STATE_VARIABLES, stateFolder } from "./state_folder.ts";

/** The ledger's file inside the state folder. */
export const LEDGER_FILE = "ledger.db";

/**
 * How a ledger is opened: `own`, made when there is none; `existing`, changed but not made; `view`,
 * only looked at.
 */
export type LedgerAccess = "own" | "existing" | "view";

/** The file, shared by everything a process keeps in it. */
export class LedgerHandle {
  readonly #folder: string | undefined;
  readonly #access: LedgerAccess;
  #db: DatabaseSync | undefined;
  #identity = "";
  #trouble: Finding | undefined;
  #isGivenUp = false;

  /**
   * Opens the user's ledger. Never throws: see {@link trouble}.
   * @param env where the platform names its state folder
   */
  constructor(env: Environment, access: LedgerAccess = "own") {
    this.#folder = stateFolder(grantedEnvironment(env, STATE_VARIABLES));
    this.#access = access;
    this.#open();
  }

  /** Changes whenever anybody's ledger at this place does; the file itself is not opened. */
  static stamp(env: Environment): string {
    const folder = stateFolder(grantedEnvironment(env, STATE_VARIABLES));
    if (folder === undefined || !isFolderGranted(folder)) return "";
    return ["", "-wal"].map((end) => {
      const found = looked(join(folder, LEDGER_FILE + end));
      return found === undefined ? "" : `${found.size} ${found.mtimeMs}`;
    }).join("|");
  }

  /** Where the file stands or would stand; empty: nobody told. */
  get path(): string {
    return this.#folder === undefined ? "" : join(this.#folder, LEDGER_FILE);
  }

  /** Why it cannot be used; undefined: it can. */
  get trouble(): Finding | undefined {
    return this.#trouble;
  }

  /**
   * Does something with the file where that protects, but is not demanded.
   * @returns undefined when the file cannot be used: it is then given up, and said so
   */
  attempt<T>(work: (db: DatabaseSync) => T): T | undefined {
    const db = this.#current();
    if (db === undefined) return undefined;
    try {
      return work(db);
    } catch (error) {
      this.#trouble = findingOf(error, this.path);
      this.#isGivenUp = true;
      this.#release();
      return undefined;
    }
  }

  /**
   * Does something with the file without which nothing may be spent.
   * @throws {StorageError} `ceiling_unguarded` when the file cannot be used
   */
  require<T>(work: (db: DatabaseSync) => T): T {
    const db = this.#current();
    if (db === undefined) throw this.#unguarded(undefined);
    try {
      return work(db);
    } catch (error) {
      if (error instanceof GeneratorError) throw error;
      throw this.#unguarded(error);
    }
  }

  /** Closes the file. */
  close(): void {
    this.#isGivenUp = true;
    this.#release();
  }

  #unguarded(error: unknown): StorageError {
    const found = error === undefined ? this.#trouble : findingOf(error, this.path);
    const reason = found?.facts["reason"] ?? found?.code;
    const isDamaged = found?.code === "ledger_damaged";
    return new StorageError("ceiling_unguarded", { path: this.path, reason, isDamaged }, error);
  }

  /** A ledger that was deleted must not go on taking entries that nobody else sees. */
  #current(): DatabaseSync | undefined {
    if (this.#isGivenUp) return undefined;
    if (this.#db !== undefined && identityOf(this.path) !== this.#identity) {
      this.#release();
      this.#open();
    }
    return this.#db;
  }

  #open(): void {
    this.#trouble = undefined;
    const { path } = this;
    if (this.#folder === undefined) {
      this.#trouble = { code: "ledger_homeless", facts: {} };
    } else if (!isFolderGranted(this.#folder)) {
      this.#trouble = unusable(path, "Deno");
    } else {
      try {
        const isMissing = this.#access === "existing" &&
          statSync(path, { throwIfNoEntry: false }) === undefined;
        if (isMissing) return;
        this.#db = this.#access === "view" ? viewLedgerFile(path) : openLedgerFile(path);
        this.#identity = identityOf(path);
      } catch (error) {
        this.#trouble = findingOf(error, path);
      }
    }
  }

  #release(): void {
    const db = this.#db;
    this.#db = undefined;
    try {
      db?.close();
    } catch {
      // What it held is written or lost already; the work goes on without it.
    }
  }
}

/** Tells one file from another at the same path; empty: there is none, or nobody can tell. */
function identityOf(path: string): string {
  const found = looked(path);
  return found === undefined ? "" : `${found.dev} ${found.ino}`;
}

/** A folder that became a file, or may not be entered any more, must not stop what is paid for. */
function looked(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** SQLite's codes for a file that is damaged, and for one that is no database. */
const DAMAGE_CODES: ReadonlySet<number> = new Set([11, 26]);

function isDamage(error: unknown): boolean {
  return DAMAGE_CODES.has((sqliteCodeOf(error) ?? 0) & 0xff);
}

function findingOf(error: unknown, path: string): Finding {
  if (error instanceof GeneratorError) return { code: error.code, facts: error.facts };
  if (isDamage(error)) return { code: "ledger_damaged", facts: { path, reason: reasonOf(error) } };
  const code = systemCodeOf(error);
  return unusable(path, code === undefined || code === "ERR_SQLITE_ERROR" ? reasonOf(error) : code);
}

function unusable(path: string, reason: string): Finding {
  return { code: "ledger_unusable", facts: { path, reason } };
}
