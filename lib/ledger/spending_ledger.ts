/**
 * The money of all orders of a user: set aside before an order is sent, settled by what the service
 * reports. Every change is one step of the database, so that however many processes spend at once,
 * their sum stays below every ceiling.
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Ceiling, CeilingState } from "../money.ts";
import { ceilingState, tightest, type When } from "./ceiling_sums.ts";
import {
  countedMicros,
  type EntryKey,
  entryRow,
  type OpenEntry,
  type Reservation,
  type Settlement,
  worstMicros,
} from "./entry.ts";
import { inTransaction } from "./ledger_file.ts";
import type { LedgerHandle } from "./ledger_handle.ts";
import { localDay } from "./local_day.ts";

/** What became of the wish to set money aside. */
export type Reserved =
  | { readonly kind: "reserved" }
  /** It does not fit; this ceiling leaves the least. */
  | { readonly kind: "exceeded"; readonly ceiling: CeilingState; readonly neededMicros: number }
  /** The ledger has not heard of the pipeline: its journal must be read first. */
  | { readonly kind: "unfilled" };

/** An order of a journal that the ledger is filled with. */
export interface FilledEntry {
  readonly reservation: Reservation;
  readonly settlement: Settlement;
}

/** Table `entries`. */
export class SpendingLedger {
  readonly #file: LedgerHandle;

  constructor(file: LedgerHandle) {
    this.#file = file;
  }

  /**
   * Sets the worst case of an order aside, unless a ceiling would be exceeded. What is set aside for
   * the same order already counts once; on another day or in another run it counts there.
   * @param ceilings without any, a ledger that cannot be written is passed over
   * @throws {StorageError} `ceiling_unguarded`
   */
  reserve(reservation: Reservation, ceilings: readonly Ceiling[]): Reserved {
    const step = (db: DatabaseSync) =>
      inTransaction(db, () => reserveIn(db, reservation, ceilings));
    if (ceilings.length > 0) return this.#file.require(step);
    return this.#file.attempt(step) ?? { kind: "reserved" };
  }

  /** Writes down what became of an order's money. What is final changes only when more is learned. */
  settle(key: EntryKey, settlement: Settlement): void {
    this.#file.attempt((db) => inTransaction(db, () => settleIn(db, key, settlement)));
  }

  /**
   * Gives back what was set aside for an order that was not sent after all.
   * @param sends as the journal counts them: an entry that knows of a later one stays
   */
  giveBack(key: EntryKey, sends: number): void {
    this.#file.attempt((db) =>
      db.prepare(
        `DELETE FROM entries WHERE pipeline = ? AND order_id = ? AND ordered_at_ms = ?
           AND state IN ('reserved', 'unknown') AND sends <= ?`,
      ).run(key.pipeline, key.orderId, key.orderedAtMs, sends)
    );
  }

  /** Everything that is not settled, oldest first. */
  open(): OpenEntry[] {
    const rows = this.#file.attempt((db) =>
      db.prepare("SELECT * FROM entries WHERE is_final = 0 ORDER BY id").all()
    );
    return (rows ?? []).flatMap((row) => entryRow.safeParse(row).data ?? []);
  }

  /** The last order of a pipeline that was looked at; undefined: none of it was. */
  filledTo(pipeline: string): number | undefined {
    const rows = this.#file.attempt((db) =>
      db.prepare("SELECT last_order_id FROM pipelines WHERE path = ?").all(pipeline)
    );
    return rows?.[0] === undefined ? undefined : Number(rows[0]["last_order_id"]);
  }

  /** Takes in what a journal knows; what the ledger knows better stays. */
  fill(pipeline: string, entries: readonly FilledEntry[], lastOrderId: number): void {
    this.#file.attempt((db) =>
      inTransaction(db, () => {
        for (const { reservation, settlement } of entries) fillIn(db, reservation, settlement);
        db.prepare("INSERT OR REPLACE INTO pipelines VALUES (?, ?)").run(pipeline, lastOrderId);
      })
    );
  }

  /** Whether the pipelines of a folder were looked for already. */
  isFolderFilled(folder: string): boolean {
    const rows = this.#file.attempt((db) =>
      db.prepare("SELECT 1 FROM folders WHERE path = ?").all(folder)
    );
    return rows === undefined || rows.length > 0;
  }

  /** The pipelines of a folder were looked for. */
  noteFolder(folder: string): void {
    this.#file.attempt((db) => db.prepare("INSERT OR IGNORE INTO folders VALUES (?)").run(folder));
  }

  /** Where ceilings stand; undefined: the ledger cannot be read. */
  states(ceilings: readonly Ceiling[], when: When): CeilingState[] | undefined {
    return this.#file.attempt((db) => ceilings.map((each) => ceilingState(db, each, when)));
  }
}

const WHERE_KEY = "pipeline = ? AND order_id = ? AND ordered_at_ms = ?";

function find(db: DatabaseSync, { pipeline, orderId, orderedAtMs }: EntryKey) {
  const [row] = db.prepare(`SELECT * FROM entries WHERE ${WHERE_KEY}`)
    .all(pipeline, orderId, orderedAtMs);
  return row === undefined ? undefined : entryRow.safeParse(row).data;
}

type KnownEntry = NonNullable<ReturnType<typeof find>>;

function findByTask(db: DatabaseSync, taskId: string | undefined): KnownEntry | undefined {
  if (taskId === undefined) return undefined;
  const [row] = db.prepare("SELECT * FROM entries WHERE task_id = ?").all(taskId);
  return row === undefined ? undefined : entryRow.safeParse(row).data;
}

function reserveIn(
  db: DatabaseSync,
  wish: Reservation,
  ceilings: readonly Ceiling[],
): Reserved {
  const isKnown =
    db.prepare("SELECT 1 FROM pipelines WHERE path = ?").all(wish.pipeline).length > 0;
  if (!isKnown) return { kind: "unfilled" };
  const day = localDay(wish.atMs);
  const known = find(db, wish);
  const isCounted = known !== undefined && known.state === "reserved" && known.day === day &&
    known.run === wish.run && worstMicros(known) === worstMicros(wish);
  if (isCounted) {
    db.prepare("UPDATE entries SET sends = MAX(sends, ?) WHERE id = ?").run(wish.sends, known.id);
    return { kind: "reserved" };
  }
  // Counted anew, so what it holds elsewhere must not count beside it.
  if (known !== undefined) {
    db.prepare("UPDATE entries SET counted_micros = 0 WHERE id = ?").run(known.id);
  }
  const neededMicros = worstMicros(wish) ?? 0;
  const states = ceilings.filter(({ currency }) => currency === wish.currency)
    .map((each) => ceilingState(db, each, { run: wish.run, day }));
  const ceiling = tightest(states.filter(({ leftMicros }) => leftMicros < neededMicros));
  if (ceiling !== undefined) {
    // Proven not to be at the service, or it would not be sent: it holds nothing any more.
    if (known !== undefined) db.prepare("DELETE FROM entries WHERE id = ?").run(known.id);
    return { kind: "exceeded", ceiling, neededMicros };
  }
  insert(db, wish, { state: "reserved", isFinal: false });
  return { kind: "reserved" };
}

function insert(db: DatabaseSync, entry: Reservation, settlement: Settlement): void {
  const { state, billed, isFinal, taskId } = settlement;
  db.prepare(
    `INSERT OR REPLACE INTO entries (pipeline, order_id, ordered_at_ms, run, illustration, service,
       place, model, currency, pictures, picture_micros, references_micros, state, is_final, sends,
       task_id, billed, counted_micros, day, at_ms, is_service_time)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    entry.pipeline,
    entry.orderId,
    entry.orderedAtMs,
    entry.run,
    entry.illustration,
    entry.service,
    entry.region ?? entry.service,
    entry.model,
    entry.currency ?? null,
    entry.pictures,
    entry.pictureMicros ?? null,
    entry.referencesMicros,
    state,
    Number(isFinal),
    entry.sends,
    taskId ?? null,
    billed ?? null,
    countedMicros(entry, settlement),
    localDay(entry.atMs),
    entry.atMs,
    Number(entry.isServiceTime),
  );
}

function settleIn(db: DatabaseSync, key: EntryKey, settlement: Settlement): void {
  const { state, billed, isFinal, taskId, serviceAtMs } = settlement;
  // A folder that was moved has another name now, and its tasks are still the same.
  const known = find(db, key) ?? findByTask(db, taskId);
  if (known === undefined || !isNews(known, settlement)) return;
  const atMs = known.isServiceTime ? known.atMs : serviceAtMs ?? known.atMs;
  if (taskId !== undefined && taskId !== known.taskId) {
    freeTask(db, known.service, taskId, known.id);
  }
  db.prepare(
    `UPDATE entries SET state = ?, is_final = ?, billed = ?, counted_micros = ?,
       task_id = COALESCE(?, task_id), day = ?, at_ms = ?, is_service_time = ? WHERE id = ?`,
  ).run(
    state,
    Number(isFinal),
    billed ?? null,
    countedMicros(known, settlement),
    taskId ?? null,
    localDay(atMs),
    atMs,
    Number(known.isServiceTime || serviceAtMs !== undefined),
    known.id,
  );
}

/** An older reading of a journal must not open what has been settled since. */
function isNews(known: KnownEntry, { state, billed, isFinal, taskId, serviceAtMs }: Settlement) {
  if (known.isFinal && !isFinal) return false;
  if (known.isFinal && known.state !== "unknown" && state === "unknown") return false;
  const isSame = known.state === state && known.isFinal === isFinal && known.billed === billed &&
    (taskId === undefined || taskId === known.taskId);
  return !isSame || (serviceAtMs !== undefined && !known.isServiceTime);
}

/** A task is one entry's: the journal that now names it knows best. */
function freeTask(db: DatabaseSync, service: string, taskId: string, exceptId: number): void {
  db.prepare("UPDATE entries SET task_id = NULL WHERE service = ? AND task_id = ? AND id <> ?")
    .run(service, taskId, exceptId);
}

/** A copy of a pipeline, or a folder that was moved, must not bill a task twice. */
function fillIn(db: DatabaseSync, entry: Reservation, settlement: Settlement): void {
  if (find(db, entry) !== undefined) return;
  const { taskId } = settlement;
  const isCounted = taskId !== undefined &&
    db.prepare("SELECT 1 FROM entries WHERE service = ? AND task_id = ?")
        .all(entry.service, taskId).length > 0;
  if (!isCounted) insert(db, entry, settlement);
}
