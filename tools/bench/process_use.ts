/**
 * What processes use of the machine, as Linux tells it under `/proc`.
 * @module
 */
import { readFileSync } from "node:fs";
import process from "node:process";

/** Of `/proc/PID/stat`, as Linux has them on every machine of today. */
const TICKS_PER_SECOND = 100;

/** Between two looks at the memory of a process that may end at any time. */
const LOOK_EVERY_MS = 20;

/** Seconds of processor time that a process has used so far, all threads together; 0 when it has ended. */
export function processorTime(pid: number | undefined): number {
  return statTime(pid ?? 0, 11);
}

/** The same of all children of this process that have ended and were waited for. */
export function endedChildrenTime(): number {
  return statTime(process.pid, 13);
}

/** The sum of two neighbours: user and system time. */
function statTime(pid: number, field: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may hold anything; user and system time are the 12th and 13th behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[field]) + Number(fields[field + 1])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

/** The system's own high-water mark in MB, so that no peak is missed between two looks; 0 when it has ended. */
export function peakMemory(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}

/** Looks at a process until the returned function is called, which tells its peak in MB. */
export function watchMemory(pid: number | undefined): () => number {
  let peakMb = 0;
  const look = () => peakMb = Math.max(peakMb, peakMemory(pid));
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => {
    look();
    clearInterval(timer);
    return peakMb;
  };
}
