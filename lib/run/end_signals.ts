/**
 * The signals by which somebody else than the person at the keyboard ends a program: a service manager,
 * a terminal that is closed, Ctrl-Break on Windows.
 * @module
 */
import { readFileSync } from "node:fs";
import { isReadGranted } from "../environment.ts";

/** What a program is ended by besides Ctrl-C. */
export type EndSignal = "SIGTERM" | "SIGHUP" | "SIGBREAK";

/** Undefined until {@link respectNohup} looked. */
let isHangupOurs: boolean | undefined;

/**
 * Looks whether `nohup` or a service manager has the program go on after its terminal, and sees to it
 * that it does: Deno 2.9.6 takes SIGHUP for itself half a second after its start, whatever was arranged.
 * To be called at the start, before the signal no longer looks ignored.
 */
export function respectNohup(): void {
  if (isHangupOurs !== undefined) return;
  isHangupOurs = !isHangupIgnored();
  if (!isHangupOurs) process.on("SIGHUP", () => {});
}

/** The signals to listen to here; without SIGHUP where {@link respectNohup} found it ignored. */
export function endSignals(): readonly EndSignal[] {
  if (process.platform === "win32") return ["SIGTERM", "SIGHUP", "SIGBREAK"];
  return isHangupOurs === false ? ["SIGTERM"] : ["SIGTERM", "SIGHUP"];
}

/**
 * Calls `done` at Ctrl-C or any signal of {@link endSignals}. The same a second time ends the program at
 * once, except SIGHUP: a terminal that closes says so several times, itself and through the shell.
 */
export function onceEnded(done: () => void): void {
  for (const name of ["SIGINT", ...endSignals()] as const) {
    if (name === "SIGHUP") process.on(name, done);
    else process.once(name, done);
  }
}

const STATUS_PATH = "/proc/self/status";

/** SIGHUP is signal 1: the lowest bit of the mask. */
const IGNORED_REGEXP = /^SigIgn:\s*[0-9a-f]*([0-9a-f])$/mi;

/** Where the system does not tell, nobody is taken to have arranged anything. */
function isHangupIgnored(): boolean {
  if (process.platform !== "linux" || !isReadGranted(STATUS_PATH)) return false;
  try {
    const [, digit = "0"] = IGNORED_REGEXP.exec(readFileSync(STATUS_PATH, "utf8")) ?? [];
    return (parseInt(digit, 16) & 1) !== 0;
  } catch {
    return false;
  }
}
