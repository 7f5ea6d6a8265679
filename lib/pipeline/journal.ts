/**
 * The memory of a pipeline: orders, tasks, pictures, money, decisions. What is not written here
 * before it happens can be lost when the program is killed, so it is written here first.
 * @module
 */
import type { Finding } from "../errors.ts";
import { Database } from "./database.ts";
import { DecisionsTable } from "./decisions_table.ts";
import type { OrderRow } from "./journal_rows.ts";
import { LostOrders } from "./lost_orders.ts";
import { OrderRows } from "./order_rows.ts";
import { OrdersTable } from "./orders_table.ts";
import { pathIn } from "./paths.ts";
import { type PicturePlace, PicturesTable } from "./pictures_table.ts";
import { RecommendationsTable } from "./recommendations_table.ts";
import { ReferencesTable } from "./references_table.ts";
import { RunsTable } from "./runs_table.ts";

/** The file's name inside the state folder. */
export const JOURNAL_FILE = "journal.db";

/** How an order ended that has pictures. */
export interface OrderEnd {
  readonly places: readonly PicturePlace[];
  /** Pictures that are billed; undefined: the service did not say. */
  readonly billed: number | undefined;
  /** Epoch milliseconds by the service's clock; undefined: it did not say. */
  readonly serviceEndedAtMs: number | undefined;
}

/** An open journal. */
export class Journal {
  readonly path: string;
  readonly runs: RunsTable;
  readonly orders: OrdersTable;
  readonly lostOrders: LostOrders;
  readonly pictures: PicturesTable;
  readonly references: ReferencesTable;
  readonly decisions: DecisionsTable;
  readonly recommendations: RecommendationsTable;
  readonly #db: Database;

  private constructor(db: Database, now: () => number) {
    this.#db = db;
    this.path = db.path;
    this.runs = new RunsTable(db, now);
    this.references = new ReferencesTable(db);
    this.orders = new OrdersTable(db, this.runs, this.references, now);
    this.lostOrders = new LostOrders(db, new OrderRows(db, this.references));
    this.pictures = new PicturesTable(db, now);
    this.recommendations = new RecommendationsTable(db, now);
    this.decisions = new DecisionsTable(db, this.recommendations, now);
  }

  /**
   * Opens the journal of a pipeline, making it when there is none.
   * @param stateDir the pipeline's `.alibaba` folder
   * @param now epoch milliseconds
   * @throws {StorageError} `journal_unreadable`, `journal_foreign`, `journal_newer`,
   * `state_not_folder`, `path_linked`, `not_writable`
   */
  static open(stateDir: string, now: () => number = Date.now): Journal {
    return new Journal(new Database(pathIn(stateDir, JOURNAL_FILE)), now);
  }

  /**
   * Opens the journal only to look, if there is one: no version is changed, nothing can be written.
   * @throws {StorageError} `journal_unreadable`, `journal_foreign`, `journal_newer`, `read_failed`
   */
  static view(stateDir: string, now: () => number = Date.now): Journal | undefined {
    const path = pathIn(stateDir, JOURNAL_FILE);
    return Database.exists(path) ? new Journal(new Database(path, true), now) : undefined;
  }

  /**
   * Opens the journal to change it, but only if there is one.
   * @throws {StorageError} as {@link Journal.open}, and `read_failed`
   */
  static openExisting(stateDir: string, now: () => number = Date.now): Journal | undefined {
    return Database.exists(pathIn(stateDir, JOURNAL_FILE))
      ? Journal.open(stateDir, now)
      : undefined;
  }

  /**
   * Does several things as one step while no other process writes. `work` must not wait.
   */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work);
  }

  /**
   * Writes down in one step that an order has ended with pictures, and which are due.
   * @returns false when that was known already
   */
  settle({ id, illustration }: OrderRow, { places, billed, serviceEndedAtMs }: OrderEnd): boolean {
    return this.transaction(() => {
      this.pictures.expect(id, illustration, places);
      return this.orders.settle(id, billed, serviceEndedAtMs);
    });
  }

  /** What SQLite finds wrong with the file; empty when it is whole. */
  damage(): string[] {
    return this.#db.damage();
  }

  /** Rows met so far that cannot be used, each once: `journal_row_bad`. */
  findings(): Finding[] {
    return this.#db.badRows.findings();
  }

  close(): void {
    this.#db.close();
  }
}
