/**
 * A database that fails: the Nth call throws as it does on a full or broken disk, and SQLite gives up
 * the transaction under way by itself, as it does then.
 */
import { DatabaseSync, StatementSync } from "node:sqlite";

/** What SQLite does besides failing. */
export type FailureKind =
  /** The statement alone fails; the transaction stays. */
  | "statement"
  /** The whole transaction is gone. */
  | "transaction"
  /** So it is, and every later call fails as well. */
  | "disk"
  /** What ends a transaction fails when all is written: the lock could not be given up. */
  | "unlock";

/** Calls that reached the database meanwhile. */
export interface Counted<T> {
  readonly result: T;
  readonly calls: number;
}

const owners = new WeakMap<StatementSync, DatabaseSync>();

/**
 * Runs `act` while the call number `failAt` fails; 0: none does.
 * @returns what `act` returns, and how many calls there were
 */
export async function withFailingDatabase<T>(
  failAt: number,
  kind: FailureKind,
  act: () => Promise<T>,
): Promise<Counted<T>> {
  const { prepare, exec } = DatabaseSync.prototype;
  const { run, all } = StatementSync.prototype;
  let calls = 0;
  const count = (db: DatabaseSync | undefined) => {
    calls++;
    const isFailing = kind === "disk" && failAt > 0 ? calls >= failAt : calls === failAt;
    if (!isFailing) return;
    if (kind !== "statement" && db?.isTransaction === true) exec.call(db, "ROLLBACK");
    throw Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR" });
  };
  DatabaseSync.prototype.prepare = function (...values: Parameters<typeof prepare>) {
    const statement = Reflect.apply(prepare, this, values);
    owners.set(statement, this);
    return statement;
  };
  DatabaseSync.prototype.exec = function (sql) {
    const isWritten = kind === "unlock" && sql === "COMMIT";
    if (isWritten) exec.call(this, sql);
    count(this);
    if (!isWritten) exec.call(this, sql);
  };
  StatementSync.prototype.run = function (...values: unknown[]) {
    count(owners.get(this));
    return Reflect.apply(run, this, values);
  };
  StatementSync.prototype.all = function (...values: unknown[]) {
    count(owners.get(this));
    return Reflect.apply(all, this, values);
  };
  try {
    return { result: await act(), calls };
  } finally {
    Object.assign(DatabaseSync.prototype, { prepare, exec });
    Object.assign(StatementSync.prototype, { run, all });
  }
}
