/**
 * A pipeline as version 1 of the journal left it: made by the program of that time in rehearsals, with
 * settled, decided, taken back and open orders.
 */
import { cpSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ROOT } from "./harness.ts";

const FIXTURE = join(ROOT, "tests", "fixtures", "pipeline_v1");

/** The newest moment in it, epoch milliseconds: the last create was accepted. */
const MADE_AT_MS = 1_795_552_482_900;

/** Its newest orders wait at the service for half a minute, longer than their tasks take. */
const AGE_MS = 30_000;

/** Gives `act` a copy in a folder of its own, as old as it is. */
export async function withVersion1(
  act: (dir: string, home: string) => Promise<void>,
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "старый журнал "));
  try {
    const dir = join(home, "pipeline_Версия 1");
    cpSync(FIXTURE, dir, { recursive: true });
    giveClipsTheirTimes(dir);
    await act(dir, home);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Clips are known by their times, which do not travel with a repository. */
function giveClipsTheirTimes(dir: string): void {
  for (const row of rowsOf(dir, "decisions") as { readonly steps: string }[]) {
    for (const change of JSON.parse(row.steps).changes) {
      if (change.kind !== "move") continue;
      const at = new Date(change.modifiedAtMs);
      utimesSync(join(dir, ...change.to.split("/")), at, at);
    }
  }
}

/** Makes a copy half a minute old, journal and rehearsal alike; everything else stays as it was. */
export function refresh(dir: string): void {
  const shiftMs = Date.now() - AGE_MS - MADE_AT_MS;
  const db = openJournal(dir);
  for (const table of ["runs", "orders", "pictures", "decisions"]) {
    for (const { name } of db.prepare(`PRAGMA table_info(${table})`).all()) {
      if (!String(name).endsWith("_at_ms")) continue;
      db.exec(`UPDATE ${table} SET ${name} = ${name} + ${shiftMs} WHERE ${name} IS NOT NULL`);
    }
  }
  db.close();
  const path = join(dir, ".alibaba", "rehearsal.json");
  const state = JSON.parse(readFileSync(path, "utf8"));
  for (const task of state.tasks) task.createdAtMs += shiftMs;
  writeFileSync(path, JSON.stringify(state));
}

/** The journal of a pipeline, from outside. */
export function openJournal(dir: string): DatabaseSync {
  return new DatabaseSync(join(dir, ".alibaba", "journal.db"));
}

/** The version that stands in a pipeline's journal. */
export function journalVersion(dir: string): number {
  const db = openJournal(dir);
  try {
    return Number(Object.values(db.prepare("PRAGMA user_version").get() ?? {})[0]);
  } finally {
    db.close();
  }
}

/** Every row of a table, by what stands in its columns; columns that are named are left out. */
export function rowsOf(dir: string, table: string, without: readonly string[] = []): unknown[] {
  const db = openJournal(dir);
  try {
    const rows = db.prepare(`SELECT * FROM ${table} ORDER BY id`).all();
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !without.includes(name)))
    );
  } finally {
    db.close();
  }
}
