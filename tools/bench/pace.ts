/**
 * How well the service's slots are used: twelve orders on the five slots of wan2.5, run times of 6 to
 * 14 seconds, all from the emulator's own opened.
 * @module
 */
import type { LogEntry, TaskView } from "../../lib/wan/emulator/emulator.ts";
import { type Ended, median, mostWithin, run, scriptCommand, withPipeline } from "./measured.ts";
import { withService } from "./measured.ts";

const ORDERS = 12;
const SLOTS = 5;

/** The pause in the service's own examples, which the original follows. */
const ASKED_EVERY_S = 10;

/** Figures of one run. */
export interface PaceFigures {
  /** From the first create to the program's last read of a picture, seconds. */
  readonly makespanS: number;
  /** What list scheduling in the order of submission allows at least, seconds. */
  readonly leastS: number;
  /** Median time between "done at the service" and the query that saw it, milliseconds. */
  readonly delayMs: number;
  /** Most queries for one task within a second. */
  readonly queriesPerTask: number;
  /** Most queries in all within a second. */
  readonly queries: number;
  /** Start of the program to its end, seconds. */
  readonly wholeS: number;
  /**
   * A model, not a measurement: the same tasks one after the other, each asked about every ten seconds
   * until it has ended, as the Python original works; its start, requests and pictures take no time.
   */
  readonly oneByOneS: number;
}

/** Runs twelve orders and reads the emulator's opened. */
export function measurePace(): Promise<PaceFigures> {
  return withService(
    { durationMs: [6_000, 14_000] },
    (service) =>
      withPipeline(ORDERS, async (dir) => {
        const command = scriptCommand("main.ts");
        const args = ["--pipeline-dir", dir, "--indices", "all", "--no-confirm"];
        const ended = await run([...command, ...args], service.env);
        if (ended.code !== 0) throw new Error(`The run ended with ${ended.code}:\n${ended.output}`);
        return figures(await service.log(), await service.tasks(), ended);
      }),
  );
}

function figures(
  log: readonly LogEntry[],
  tasks: readonly TaskView[],
  { ms }: Ended,
): PaceFigures {
  const queries = log.filter(({ method, host }) => host === "api" && method === "GET");
  const delays = tasks.map(({ taskId, endedAtMs = NaN }) =>
    Math.min(...queriesOf(queries, taskId).filter((atMs) => atMs >= endedAtMs)) - endedAtMs
  );
  const firstMs = Math.min(...log.map(({ atMs }) => atMs));
  const lastMs = Math.max(...log.map(({ atMs }) => atMs));
  return {
    makespanS: (lastMs - firstMs) / 1_000,
    leastS: listSchedule(tasks.map((each) => (each.endedAtMs ?? 0) - (each.startedAtMs ?? 0))),
    delayMs: median(delays),
    queriesPerTask: Math.max(
      ...tasks.map(({ taskId }) => mostWithin(queriesOf(queries, taskId), 1_000)),
    ),
    queries: mostWithin(queries.map(({ atMs }) => atMs), 1_000),
    wholeS: ms / 1_000,
    oneByOneS: tasks.reduce(
      (sum, { createdAtMs, endedAtMs = NaN, startedAtMs = createdAtMs }) =>
        sum + ASKED_EVERY_S * Math.ceil((endedAtMs - startedAtMs) / 1_000 / ASKED_EVERY_S),
      0,
    ),
  };
}

function queriesOf(queries: readonly LogEntry[], taskId: string): number[] {
  return queries.filter((each) => each.taskId === taskId).map(({ atMs }) => atMs);
}

/** Each in turn on the slot that is free first, no time lost; seconds. */
function listSchedule(durationsMs: readonly number[]): number {
  const freeAtMs = Array.from({ length: SLOTS }, () => 0);
  for (const durationMs of durationsMs) {
    freeAtMs.sort((a, b) => a - b);
    freeAtMs[0] = (freeAtMs[0] ?? 0) + durationMs;
  }
  return Math.max(...freeAtMs) / 1_000;
}
