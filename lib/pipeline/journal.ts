/**
 * The memory of a pipeline: orders, tasks, pictures, money, decisions. What is not written here
 * before it happens can be lost when the program is killed, so it is written here first.
 * @module
 */
import { join } from "node:path";
import { Database } from "./database.ts";
import { DecisionsTable } from "./decisions_table.ts";
import { OrdersTable } from "./orders_table.ts";
import { PicturesTable } from "./pictures_table.ts";
import { RecommendationsTable } from "./recommendations_table.ts";
import { ReferencesTable } from "./references_table.ts";
import { RunsTable } from "./runs_table.ts";

/** The file's name inside the state folder. */
export const JOURNAL_FILE = "journal.db";

/** An open journal. */
export class Journal {
  readonly path: string;
  readonly runs: RunsTable;
  readonly orders: OrdersTable;
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
    this.pictures = new PicturesTable(db, now);
    this.decisions = new DecisionsTable(db, now);
    this.recommendations = new RecommendationsTable(db, now);
  }

  /**
   * Opens the journal of a pipeline, making it when there is none.
   * @param stateDir the pipeline's `.alibaba` folder
   * @param now epoch milliseconds
   * @throws {StorageError} `journal_unreadable`, `journal_foreign`, `journal_newer`
   */
  static open(stateDir: string, now: () => number = Date.now): Journal {
    return new Journal(new Database(join(stateDir, JOURNAL_FILE)), now);
  }

  /**
   * Opens the journal only if there is one: looking at a pipeline changes nothing in it.
   * @throws {StorageError} as {@link Journal.open}
   */
  static openExisting(stateDir: string, now: () => number = Date.now): Journal | undefined {
    return Database.exists(join(stateDir, JOURNAL_FILE)) ? Journal.open(stateDir, now) : undefined;
  }

  /**
   * Does several things as one step while no other process writes. `work` must not wait.
   */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work);
  }

  /** What SQLite finds wrong with the file; empty when it is whole. */
  damage(): string[] {
    return this.#db.damage();
  }

  close(): void {
    this.#db.close();
  }
}
