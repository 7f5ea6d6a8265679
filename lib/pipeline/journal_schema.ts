/**
 * The journal's tables, as numbered steps from one version to the next. A step that was published is
 * never changed; later ones follow it.
 * @module
 */

/** Marks the file as ours ("ALIG"), so that a foreign database is never written to. */
export const APPLICATION_ID = 0x414c4947;

const VERSION_1 = `
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  pid INTEGER NOT NULL,
  host TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  beat_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER
) STRICT;

CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs(id),
  illustration INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  service TEXT NOT NULL,
  model TEXT NOT NULL,
  prompt TEXT NOT NULL,
  negative_prompt TEXT,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  n INTEGER NOT NULL,
  seed INTEGER,
  prompt_extend INTEGER NOT NULL,
  watermark INTEGER NOT NULL,
  unit_price REAL,
  currency TEXT,
  parent_id INTEGER,
  state TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'unknown', 'open', 'settled',
    'failed', 'canceled', 'expired', 'dropped')),
  task_id TEXT UNIQUE,
  request_id TEXT,
  created_at_ms INTEGER NOT NULL,
  sent_at_ms INTEGER,
  accepted_at_ms INTEGER,
  ended_at_ms INTEGER,
  service_ended_at_ms INTEGER,
  failure_status INTEGER,
  failure_code TEXT,
  failure_message TEXT,
  failure_request_id TEXT,
  billed INTEGER
) STRICT;
CREATE INDEX orders_by_illustration ON orders (illustration);
CREATE INDEX orders_by_fingerprint ON orders (fingerprint);
CREATE INDEX orders_by_state ON orders (state);

CREATE TABLE pictures (
  id INTEGER PRIMARY KEY,
  order_id INTEGER REFERENCES orders(id),
  illustration INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('candidate', 'original', 'found')),
  place INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('due', 'saved', 'refused', 'lost')),
  file TEXT,
  source_name TEXT,
  sha256 TEXT,
  bytes INTEGER,
  width INTEGER,
  height INTEGER,
  actual_prompt TEXT,
  failure_code TEXT,
  failure_message TEXT,
  saved_at_ms INTEGER,
  shown_at_ms INTEGER,
  view_name TEXT,
  UNIQUE (order_id, place)
) STRICT;
CREATE INDEX pictures_by_illustration ON pictures (illustration);
CREATE INDEX pictures_by_sha256 ON pictures (sha256);

CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  illustration INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('accept', 'undo')),
  made_by TEXT NOT NULL,
  made_at_ms INTEGER NOT NULL,
  picture_id INTEGER REFERENCES pictures(id),
  undoes_id INTEGER REFERENCES decisions(id),
  steps TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('begun', 'done', 'undone'))
) STRICT;
CREATE INDEX decisions_by_illustration ON decisions (illustration);
`;

/** Step `i` brings a journal of version `i` to version `i + 1`. */
export const MIGRATIONS: readonly string[] = [VERSION_1];
