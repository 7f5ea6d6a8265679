/**
 * The tables of the user's ledger, as numbered steps from one version to the next. A step that was
 * published is never changed; later ones follow it.
 * @module
 */

/** Marks the file as ours ("ALIL"), so that a foreign database is never written to. */
export const LEDGER_APPLICATION_ID = 0x414c494c;

const VERSION_1 = `
CREATE TABLE tasks (
  service TEXT NOT NULL,
  task_id TEXT NOT NULL,
  pipeline TEXT NOT NULL,
  order_id INTEGER NOT NULL,
  taken_at_ms INTEGER NOT NULL,
  PRIMARY KEY (service, task_id)
) STRICT, WITHOUT ROWID;
`;

/** Step `i` brings a ledger of version `i` to version `i + 1`. */
export const LEDGER_MIGRATIONS: readonly string[] = [VERSION_1];
