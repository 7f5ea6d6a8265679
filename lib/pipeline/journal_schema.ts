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

/**
 * What a CHECK lists, and what must not be NULL, cannot be altered in place, so the tables are rebuilt
 * under other names that they then give up. Foreign keys must be off before the transaction begins:
 * with them on, dropping a table that others refer to fails.
 */
const VERSION_2 = `
CREATE TABLE orders_2 (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs(id),
  illustration INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  service TEXT NOT NULL,
  model TEXT NOT NULL,
  protocol TEXT NOT NULL,
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
  service_sent_at_ms INTEGER,
  sends INTEGER NOT NULL DEFAULT 0,
  accepted_at_ms INTEGER,
  ended_at_ms INTEGER,
  service_ended_at_ms INTEGER,
  failure_status INTEGER,
  failure_code TEXT,
  failure_message TEXT,
  failure_request_id TEXT,
  billed INTEGER
) STRICT;
INSERT INTO orders_2 (id, run_id, illustration, fingerprint, service, model, protocol, prompt,
  negative_prompt, width, height, n, seed, prompt_extend, watermark, unit_price, currency, parent_id,
  state, task_id, request_id, created_at_ms, sent_at_ms, sends, accepted_at_ms, ended_at_ms,
  service_ended_at_ms, failure_status, failure_code, failure_message, failure_request_id, billed)
SELECT id, run_id, illustration, fingerprint, service, model, 'text2image', prompt,
  negative_prompt, width, height, n, seed, prompt_extend, watermark, unit_price, currency, parent_id,
  state, task_id, request_id, created_at_ms, sent_at_ms, sent_at_ms IS NOT NULL, accepted_at_ms,
  ended_at_ms, service_ended_at_ms, failure_status, failure_code, failure_message,
  failure_request_id, billed
FROM orders;
DROP TABLE orders;
ALTER TABLE orders_2 RENAME TO orders;
CREATE INDEX orders_by_illustration ON orders (illustration);
CREATE INDEX orders_by_fingerprint ON orders (fingerprint);
CREATE INDEX orders_by_state ON orders (state);

CREATE TABLE order_references (
  order_id INTEGER NOT NULL REFERENCES orders(id),
  place INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('illustration', 'picture', 'file')),
  source TEXT,
  picture_id INTEGER,
  sha256 TEXT,
  bytes INTEGER,
  width INTEGER,
  height INTEGER,
  PRIMARY KEY (order_id, place)
) STRICT;

ALTER TABLE pictures ADD COLUMN address_key TEXT;
CREATE UNIQUE INDEX pictures_by_address ON pictures (order_id, address_key)
  WHERE address_key IS NOT NULL;

CREATE TABLE decisions_2 (
  id INTEGER PRIMARY KEY,
  illustration INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('accept', 'keep', 'reject', 'undo')),
  made_by TEXT NOT NULL,
  made_at_ms INTEGER NOT NULL,
  picture_id INTEGER REFERENCES pictures(id),
  undoes_id INTEGER REFERENCES decisions_2(id),
  steps TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('begun', 'done', 'undone')),
  reason TEXT
) STRICT;
INSERT INTO decisions_2 (id, illustration, kind, made_by, made_at_ms, picture_id, undoes_id, steps,
  state)
SELECT id, illustration, kind, made_by, made_at_ms, picture_id, undoes_id, steps, state
FROM decisions;
DROP TABLE decisions;
ALTER TABLE decisions_2 RENAME TO decisions;
CREATE INDEX decisions_by_illustration ON decisions (illustration);

CREATE TABLE recommendations (
  id INTEGER PRIMARY KEY,
  illustration INTEGER NOT NULL,
  picture_id INTEGER REFERENCES pictures(id),
  reason TEXT,
  made_by TEXT NOT NULL,
  made_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'followed', 'overruled', 'withdrawn')),
  decision_id INTEGER REFERENCES decisions(id)
) STRICT;
CREATE INDEX recommendations_by_illustration ON recommendations (illustration);
`;

/** Step `i` brings a journal of version `i` to version `i + 1`; foreign keys are off meanwhile. */
export const MIGRATIONS: readonly string[] = [VERSION_1, VERSION_2];
