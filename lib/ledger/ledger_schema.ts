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

/**
 * `counted_micros` is what an entry holds against the ceilings: the worst case while it is open or
 * unknown, then what was billed. Amounts are NULL where no price is known. `place` is the region, or
 * the address of a service of somebody's own.
 */
const VERSION_2 = `
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  pipeline TEXT NOT NULL,
  order_id INTEGER NOT NULL,
  ordered_at_ms INTEGER NOT NULL,
  run TEXT NOT NULL,
  illustration INTEGER NOT NULL,
  service TEXT NOT NULL,
  place TEXT NOT NULL,
  model TEXT NOT NULL,
  currency TEXT CHECK (currency IN ('USD', 'CNY')),
  pictures INTEGER NOT NULL,
  picture_micros INTEGER,
  references_micros INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('reserved', 'unknown', 'billed', 'free', 'refused')),
  is_final INTEGER NOT NULL DEFAULT 0,
  sends INTEGER NOT NULL DEFAULT 0,
  task_id TEXT,
  billed INTEGER,
  counted_micros INTEGER NOT NULL,
  day TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  is_service_time INTEGER NOT NULL,
  UNIQUE (pipeline, order_id, ordered_at_ms)
) STRICT;
CREATE UNIQUE INDEX entries_by_task ON entries (task_id, service) WHERE task_id IS NOT NULL;
CREATE INDEX entries_by_day ON entries (currency, day, counted_micros);
CREATE INDEX entries_by_run ON entries (run, currency, counted_micros);
CREATE INDEX entries_by_cost ON entries (day, pipeline, model, place, currency, state, pictures,
  billed, counted_micros);
CREATE INDEX entries_open ON entries (id) WHERE is_final = 0;

CREATE TABLE pipelines (
  path TEXT PRIMARY KEY,
  last_order_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE folders (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO facts VALUES ('counts_from_ms', CAST(strftime('%s', 'now') AS INTEGER) * 1000);
`;

/**
 * Orders that were sent and of which something is left to fetch, so that a journal that was deleted
 * or replaced by an older one does not take what is paid for with it. `folder` tells the pipeline's
 * folder from another one at the same path; `content` is the order as JSON.
 */
const VERSION_3 = `
CREATE TABLE sent (
  pipeline TEXT NOT NULL,
  order_id INTEGER NOT NULL,
  ordered_at_ms INTEGER NOT NULL,
  service TEXT NOT NULL,
  folder TEXT NOT NULL,
  task_id TEXT,
  content TEXT NOT NULL,
  PRIMARY KEY (pipeline, order_id, ordered_at_ms)
) STRICT, WITHOUT ROWID;
`;

/** The oldest version whose money can be read as it is. */
export const READABLE_FROM = 2;

/** Step `i` brings a ledger of version `i` to version `i + 1`. */
export const LEDGER_MIGRATIONS: readonly string[] = [VERSION_1, VERSION_2, VERSION_3];
