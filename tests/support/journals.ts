/**
 * What must hold after every run, whatever happened: whole pictures, a sound journal, the key nowhere.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteCodeOf } from "../../lib/errors.ts";
import { checkPng } from "../../lib/image/png_reader.ts";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { type Finished, SECRET_KEY, type TestPipeline } from "./harness.ts";

/** A row of the journal as SQLite gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** SQLite's code for a file that a killed writer left half written, opened only to read. */
const READONLY_ROLLBACK = 776;

/**
 * Reads the journal from outside and leaves every byte of it as it is: where a killed program was in
 * the middle of writing, a copy is rolled back and read, so that the next program still meets the
 * journal as the killed one left it.
 */
export function journalRows(dir: string, sql: string): Row[] {
  const path = join(dir, ".alibaba", "journal.db");
  try {
    return rowsOf(new DatabaseSync(path, { readOnly: true }), sql);
  } catch (error) {
    if (sqliteCodeOf(error) !== READONLY_ROLLBACK) throw error;
    return rowsOfCopy(path, sql);
  }
}

function rowsOf(db: DatabaseSync, sql: string): Row[] {
  try {
    return db.prepare(sql).all() as Row[];
  } finally {
    db.close();
  }
}

function rowsOfCopy(path: string, sql: string): Row[] {
  const folder = mkdtempSync(join(tmpdir(), "journal copy "));
  try {
    const copy = join(folder, "journal.db");
    copyFileSync(path, copy);
    copyFileSync(`${path}-journal`, `${copy}-journal`);
    return rowsOf(new DatabaseSync(copy), sql);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The states of all orders, oldest first. */
export function orderStates(dir: string): string[] {
  return journalRows(dir, "SELECT state FROM orders ORDER BY id").map((row) =>
    String(row["state"])
  );
}

/** Every file below a folder with the digest of its bytes, by its path inside. */
export function filesBelow(dir: string): Map<string, string> {
  const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
  return eachBelow(dir, digest);
}

function eachBelow(dir: string, read: (path: string) => string): Map<string, string> {
  const names = readdirSync(dir, { recursive: true, encoding: "utf8" }).sort();
  return new Map(names.map((name) => {
    const path = join(dir, name);
    return [name, statSync(path).isDirectory() ? "folder" : read(path)];
  }));
}

/** Pictures the service billed, by its own opened. */
export function billed(service: RunningEmulator): number {
  return service.tasks().reduce((sum, task) => sum + task.billed, 0);
}

/** Pictures that were ordered and are in the store, by the journal, each with its file whole. */
export function savedPictures(dir: string): number {
  const rows = journalRows(
    dir,
    "SELECT file FROM pictures WHERE kind = 'candidate' AND state = 'saved'",
  );
  const files = rows.map((row) => join(dir, ".alibaba", "pictures", String(row["file"])));
  for (const file of files) checkPng(readFileSync(file));
  assert.equal(new Set(files).size, files.length, "two pictures share a file");
  return files.length;
}

/** Creates the service was sent, accepted or not. */
export function createsSent(service: RunningEmulator): number {
  return service.log.filter(({ method, path }) => method === "POST" && !path.endsWith("/cancel"))
    .length;
}

/** Asserts what must hold after every run. */
export function assertSound(
  pipeline: TestPipeline,
  service: RunningEmulator,
  ...outputs: readonly Finished[]
): void {
  const images = join(pipeline.dir, "images");
  for (const name of readdirSync(images)) {
    assert.match(name, /^illustration_\d+(_alibaba(_\d)?)?\.png$/, "a stray file in images/");
    checkPng(readFileSync(join(images, name)));
  }
  if (existsSync(join(pipeline.dir, ".alibaba", "journal.db"))) {
    assert.deepEqual(
      journalRows(pipeline.dir, "PRAGMA integrity_check").map((row) => ({ ...row })),
      [{ integrity_check: "ok" }],
    );
    savedPictures(pipeline.dir);
  }
  assertSecret(pipeline, service, outputs);
}

function assertSecret(
  pipeline: TestPipeline,
  service: RunningEmulator,
  outputs: readonly Finished[],
): void {
  for (const [name, bytes] of eachBelow(pipeline.dir, (path) => readFileSync(path, "latin1"))) {
    assert.ok(!bytes.includes(SECRET_KEY), `the key is in ${name}`);
    assert.ok(!/Signature=|OSSAccessKeyId/.test(bytes), `a signed address is in ${name}`);
  }
  for (const { stdout, stderr } of outputs) {
    assert.ok(!(stdout + stderr).includes(SECRET_KEY), "the key was printed");
    assert.ok(!/Signature=|OSSAccessKeyId/.test(stdout + stderr), "a signed address was printed");
    assert.ok(!/\n\s+at .+:\d+:\d+/.test(stdout + stderr), `a stack trace was printed:\n${stderr}`);
  }
  for (const { host, hasAuthorization, path } of service.log) {
    if (host === "pictures") assert.ok(!hasAuthorization, "the key was sent to the picture's host");
    assert.ok(!path.includes(SECRET_KEY));
  }
}
