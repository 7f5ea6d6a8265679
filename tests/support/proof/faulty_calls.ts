/**
 * The program with system calls that fail, or killed before one of them: see faulty_calls.c, which is
 * built here with the system's own compiler.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../harness.ts";

/** A `change` alters a disk or sends something, a `look` does not; each is counted from 1. */
export const ROWS = ["change", "look"] as const;
/** A row of calls. */
export type CallRow = typeof ROWS[number];

/** What happens instead of a call. */
export const FAULT_KINDS = ["kill", "ENOSPC", "EIO"] as const;
/** One of them. */
export type CallFaultKind = typeof FAULT_KINDS[number];

/** The program is killed before a call, or the call fails once. */
export interface CallFault {
  readonly row: CallRow;
  readonly at: number;
  readonly kind: CallFaultKind;
}

/** How it is written: `change:57:kill`. */
export function faultText({ row, at, kind }: CallFault): string {
  return `${row}:${at}:${kind}`;
}

/**
 * Reads what {@link faultText} wrote.
 * @throws {RangeError}
 */
export function parseFault(text: string): CallFault {
  const [row, at, kind] = text.split(":");
  const fault = {
    row: ROWS.find((each) => each === row),
    at: Number(at),
    kind: FAULT_KINDS.find((each) => each === kind),
  };
  if (fault.row === undefined || fault.kind === undefined || !(fault.at >= 1)) {
    throw new RangeError(`${text}: a fault like change:57:kill was expected`);
  }
  return fault as CallFault;
}

/**
 * Builds what watches over the calls.
 * @param folder where it is put
 * @returns its path, or why there is none
 */
export function buildWatcher(folder: string): { readonly path: string } | { readonly why: string } {
  if (process.platform !== "linux") return { why: `${process.platform} has no such means` };
  const path = join(folder, "faulty_calls");
  const source = join(ROOT, "tests", "support", "proof", "faulty_calls.c");
  const built = spawnSync("cc", ["-O2", "-o", path, source], { encoding: "utf8" });
  if (built.error !== undefined) return { why: `there is no C compiler "cc"` };
  if (built.status !== 0) return { why: `it cannot be built: ${built.stderr.split("\n")[0]}` };
  const tried = spawnSync(path, ["--log", join(folder, "tried.log"), "--", "true"], {
    encoding: "utf8",
  });
  return tried.status === 0 ? { path } : { why: tried.stderr.trim() || "it cannot be run" };
}

/** What is watched. */
export interface Watched {
  /** Calls on files below these folders are counted; real paths. */
  readonly below: readonly string[];
  /** And those on connections to these ports of this machine. */
  readonly ports: readonly number[];
  /** The file that gets a line a call. */
  readonly log: string;
}

/** The command that runs a program under the watcher. */
export function watchedCommand(
  watcher: string,
  program: readonly string[],
  faults: readonly CallFault[],
  { below, ports, log }: Watched,
): { readonly command: string; readonly args: string[] } {
  const flags = [
    ["--log", log],
    ...below.map((folder) => ["--below", folder]),
    ...ports.map((port) => ["--port", String(port)]),
    ...faults.map((fault) => ["--fault", faultText(fault)]),
  ];
  return { command: watcher, args: [...flags.flat(), "--", ...program] };
}

/** What the watcher wrote down. */
export interface CallLog {
  /** How many calls were counted, by row. */
  readonly calls: Readonly<Record<CallRow, number>>;
  /** The calls as they came: `look 3 openat /folder/file`. */
  readonly lines: readonly string[];
  /** The calls that were failed or forestalled: what was called, on what, in which way. */
  readonly fired: readonly string[];
  readonly isKilled: boolean;
}

/** Reads what the watcher wrote down. */
export function readCallLog(path: string): CallLog {
  const lines = readFileSync(path, "utf8").split("\n");
  const calls = { change: 0, look: 0 };
  const fired: string[] = [];
  let isKilled = false;
  for (const [at, line] of lines.entries()) {
    const row = ROWS.find((each) => line.startsWith(`${each} `));
    if (row !== undefined) calls[row]++;
    if (!line.startsWith("fired ")) continue;
    const kind = line.split(" ").at(-1) ?? "";
    isKilled ||= kind === "kill";
    fired.push(`${kind} at ${lines[at - 1]}`);
  }
  return { calls, lines, fired, isKilled };
}
