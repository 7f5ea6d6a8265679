/**
 * Who works on a pipeline right now: one row an invocation, kept alive by a heartbeat, so that others can
 * tell a living run from one that was killed.
 * @module
 */
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { isReadGranted } from "../environment.ts";
import { systemCodeOf } from "../errors.ts";
import type { Database } from "./database.ts";

/** A run that shows no heartbeat for this long counts as dead. */
const HEARTBEAT_EXPIRES_MS = 20_000;

/** How often a living run says that it is alive. */
export const HEARTBEAT_EVERY_MS = 4_000;

/** Table `runs`. */
export class RunsTable {
  readonly #db: Database;
  readonly #now: () => number;
  /** Begun here and not ended: alive, however long the machine was asleep. */
  readonly #own = new Set<number>();

  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Begins a run and returns its id. */
  begin(command: string): number {
    const { id } = this.#db.run(
      `INSERT INTO runs (command, pid, host, started_at_ms, beat_at_ms)
       VALUES (:command, :pid, :host, :now, :now)`,
      { command, pid: process.pid, host: hostName(), now: this.#now() },
    );
    this.#own.add(id);
    return id;
  }

  /** Says that the run is alive. */
  heartbeat(id: number): void {
    this.#db.run("UPDATE runs SET beat_at_ms = :now WHERE id = :id", { id, now: this.#now() });
  }

  /** Ends a run: what it had planned and not sent is dropped, what it was sending is unknown. */
  end(id: number): void {
    this.#own.delete(id);
    this.#db.run("UPDATE runs SET ended_at_ms = :now WHERE id = :id", { id, now: this.#now() });
  }

  /** Whether a run still works. A process of this machine that is gone is dead at once. */
  isAlive(id: number): boolean {
    const row = this.#db.get("SELECT * FROM runs WHERE id = :id", { id });
    if (row === undefined || row["ended_at_ms"] !== null) return false;
    if (this.#own.has(id)) return true;
    const isHere = row["host"] !== UNKNOWN_HOST && row["host"] === hostName();
    if (isHere && isGone(row["pid"] as number)) return false;
    // A heartbeat of the future is from before the clock was set back.
    return Math.abs(this.#now() - (row["beat_at_ms"] as number)) < HEARTBEAT_EXPIRES_MS;
  }

  /** Whether a run of another process still works. */
  isAliveElsewhere(id: number): boolean {
    const row = this.#db.get("SELECT pid, host FROM runs WHERE id = :id", { id });
    const isOurs = row?.["pid"] === process.pid && row["host"] === hostName();
    return !isOurs && this.isAlive(id);
  }
}

/** Stands in the journal where the runtime does not tell the machine's name. */
const UNKNOWN_HOST = "";

function hostName(): string {
  try {
    return hostname();
  } catch {
    return UNKNOWN_HOST;
  }
}

/** Anything but a clear "no such process" leaves the heartbeat to decide: it may be somebody else's. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return isZombie(pid);
  } catch (error) {
    return systemCodeOf(error) === "ESRCH";
  }
}

/**
 * Whether a process has ended and is only listed until its parent asks how (proc(5), state `Z`): a
 * container whose first process asks for nobody keeps such entries for ever. Linux alone tells.
 */
function isZombie(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  if (process.platform !== "linux" || !isReadGranted(path)) return false;
  try {
    const stat = readFileSync(path, "utf8");
    // The program's name stands before it in brackets, and may hold brackets itself.
    return stat.slice(stat.lastIndexOf(")")).startsWith(") Z");
  } catch {
    return false;
  }
}
