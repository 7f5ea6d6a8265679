/** What a trial of faulty calls is, and the means to run the program in one. */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Finished, startProgram } from "../harness.ts";
import {
  type CallFault,
  type CallLog,
  faultText,
  parseFault,
  readCallLog,
  watchedCommand,
} from "./faulty_calls.ts";
import { type Harm, HARMS, type Verdict } from "./verdict.ts";

/** What is done under faults. */
export const JOBS = ["generate", "resume", "accept", "keep", "undo", "mcp"] as const;
/** One of them. */
export type Job = typeof JOBS[number];

/** Which runtime runs the program. */
export type Runtime = "deno" | "bun";

/** One trial. */
export interface CallTrial {
  readonly job: Job;
  readonly runtime: Runtime;
  /** In the first run. */
  readonly faults: readonly CallFault[];
  /** In a second run, of what a user does next; empty: what is done next meets no faults. */
  readonly again: readonly CallFault[];
}

/** A trial in one line: `accept deno change:57:EIO then change:9:kill`. */
export function trialText({ job, runtime, faults, again }: CallTrial): string {
  const words = [job, runtime, ...faults.map(faultText)];
  return [...words, ...(again.length > 0 ? ["then", ...again.map(faultText)] : [])].join(" ");
}

/**
 * Reads what {@link trialText} wrote.
 * @throws {RangeError}
 */
export function parseTrial(text: string): CallTrial {
  const [job, runtime, ...rest] = text.trim().split(/\s+/);
  const known = JOBS.find((each) => each === job);
  if (known === undefined || (runtime !== "deno" && runtime !== "bun")) {
    throw new RangeError(`${text}: a trial like "accept deno change:57:kill" was expected`);
  }
  const then = rest.indexOf("then");
  return {
    job: known,
    runtime,
    faults: rest.slice(0, then < 0 ? undefined : then).map(parseFault),
    again: then < 0 ? [] : rest.slice(then + 1).map(parseFault),
  };
}

/** What all trials share. */
export interface Bench {
  /** The watcher's path. */
  readonly watcher: string;
  /** The program, by runtime: its command with the runtime's own flags, and the script. */
  readonly programs: Readonly<
    Partial<Record<Runtime, { readonly command: readonly string[]; readonly script: string }>>
  >;
  /** Where trials have their folders; in memory they are over sooner. */
  readonly folder: string;
  /** What a kind of trial begins with, made once. */
  readonly templates: Map<string, Promise<unknown>>;
}

/** What a kind of trial begins with, made when it is asked for first. */
export function templateOf<T>(bench: Bench, name: string, make: () => Promise<T>): Promise<T> {
  const known = bench.templates.get(name) ?? make();
  bench.templates.set(name, known);
  return known as Promise<T>;
}

/** How a trial ended. */
export interface CallTrialReport {
  readonly verdict: Verdict;
  /** What the watcher saw of the first run, and of the second where there was one. */
  readonly logs: readonly CallLog[];
}

/** Whether every fault of a trial came. */
export function isReached({ faults, again }: CallTrial, { logs }: CallTrialReport): boolean {
  const fired = logs.reduce((sum, log) => sum + log.fired.length, 0);
  return fired === faults.length + again.length;
}

/** A verdict that is being filled. */
export class Findings {
  readonly #found = new Map<Harm, string[]>();

  add(harm: Harm, sentence: string): void {
    this.#found.set(harm, [...this.#found.get(harm) ?? [], sentence]);
  }

  /** Adds what somebody else found. */
  take(verdict: Verdict): void {
    for (const harm of HARMS) for (const sentence of verdict[harm]) this.add(harm, sentence);
  }

  get verdict(): Verdict {
    return Object.fromEntries(
      HARMS.map((harm) => [harm, this.#found.get(harm) ?? []]),
    ) as unknown as Verdict;
  }
}

/** Real time after which a program counts as one that never ends. */
const MAX_RUN_MS = 120_000;

/** What a run of the program under faults left behind. */
export interface FaultyRun extends Finished {
  readonly log: CallLog;
  /** It was still there when its time was over. */
  readonly isEndless: boolean;
}

/** Where the program works in a trial. */
export interface Place {
  /** Holds all that the program writes, and nothing else. */
  readonly home: string;
  /** For what the trial itself writes. */
  readonly root: string;
}

/** Makes a place, gives it to `act`, removes it. */
export async function withPlace<T>(
  { folder }: Bench,
  act: (place: Place) => Promise<T>,
): Promise<T> {
  const root = await realpath(await mkdtemp(join(folder, "сбои вызовов ")));
  try {
    return await act({ home: join(root, "дом"), root });
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The user's state folder in a trial. */
export function stateHome({ home }: Place): string {
  return join(home, "state");
}

/** How to run the program under faults. */
export interface FaultyOptions {
  readonly faults: readonly CallFault[];
  readonly ports?: readonly number[];
  readonly env?: Readonly<Record<string, string>>;
  /** A module that is loaded before the program. */
  readonly preload?: string;
}

/**
 * The command that runs the program of a trial under faults.
 * @throws {RangeError} when there is no such runtime here
 */
export function faultyCommand(
  bench: Bench,
  { runtime }: CallTrial,
  { home }: Place,
  args: readonly string[],
  { faults, ports = [], preload, log }: FaultyOptions & { readonly log: string },
): { readonly command: string; readonly args: string[] } {
  const program = bench.programs[runtime];
  if (program === undefined) throw new RangeError(`no ${runtime} here`);
  const { command, script } = program;
  const before = preload === undefined ? [] : [`--preload=${preload}`];
  return watchedCommand(bench.watcher, [...command, ...before, script, ...args], faults, {
    below: [home],
    ports,
    log,
  });
}

/** Runs the program under faults to its end. */
export async function runFaulty(
  bench: Bench,
  trial: CallTrial,
  place: Place,
  args: readonly string[],
  options: FaultyOptions,
): Promise<FaultyRun> {
  const log = join(place.root, "calls.log");
  const started = startProgram([], {
    program: faultyCommand(bench, trial, place, args, { ...options, log }),
    env: { XDG_STATE_HOME: stateHome(place), ...options.env },
  });
  let isEndless = false;
  const timer = setTimeout(() => {
    isEndless = true;
    started.kill("SIGTERM");
    setTimeout(() => started.kill("SIGKILL"), 5_000).unref();
  }, MAX_RUN_MS);
  try {
    const finished = await started.finished;
    return { ...finished, log: readCallLog(log), isEndless };
  } finally {
    clearTimeout(timer);
  }
}

/** What may be said of any run, whatever it was asked for. */
export function judgeRun(found: Findings, { stdout, stderr, code, isEndless }: FaultyRun): void {
  if (isEndless) found.add("unbounded", `it did not end within ${MAX_RUN_MS / 1_000} s`);
  const said = stdout + stderr;
  if (/\n\s+at .+:\d+:\d+/.test(said)) found.add("untrue", `a stack trace was printed: ${said}`);
  if (![0, 1, 2, 3, 4, 137].includes(code ?? -1)) found.add("untrue", `exit code ${code}: ${said}`);
  if (code !== 0 && code !== 137 && said.trim() === "") found.add("untrue", "it failed silently");
}
