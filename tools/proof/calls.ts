/**
 * Trials of faulty calls, counted: the program killed before each call to the disk or the network, and
 * each such call failing once, alone and in pairs.
 * @module
 */
import { accessSync, constants, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CallCounts,
  type CallSums,
  countCalls,
  randomPairs,
  runCallTrials,
  singleTrials,
} from "../../tests/support/proof/call_proof.ts";
import {
  type Bench,
  type CallTrial,
  type Job,
  parseTrial,
  type Runtime,
} from "../../tests/support/proof/call_trial.ts";
import { buildWatcher } from "../../tests/support/proof/faulty_calls.ts";
import { HARMS } from "../../tests/support/proof/verdict.ts";
import { buildBundle } from "../build/artefacts.ts";
import { bunCommand, denoCommand } from "../toolchain.ts";
import { tableText } from "./table.ts";
import { showProgress } from "./progress.ts";

/** Which trials. */
export interface CallChoice {
  readonly jobs: readonly Job[];
  readonly runtimes: readonly Runtime[];
  /** Numbers of the calls. */
  readonly calls: { readonly first: number; readonly last: number };
  /** Only each so many-th of the trials of single faults; which ones, the seed decides. */
  readonly every: number;
  readonly pairs: number;
  readonly seed: number;
  /** One trial as a finding shows it, instead of all others. */
  readonly trial: string | undefined;
}

/** Where trials are over soonest: nothing waits for a real disk there. */
const MEMORY_FOLDER = "/dev/shm";

function workFolder(): string {
  try {
    accessSync(MEMORY_FOLDER, constants.W_OK);
    return MEMORY_FOLDER;
  } catch {
    return tmpdir();
  }
}

/** Runs the trials and prints their counts; true when all could be run and nothing was found. */
export async function proveCalls(choice: CallChoice): Promise<boolean> {
  const folder = await mkdtemp(join(workFolder(), "alibaba-proof-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const watcher = buildWatcher(folder);
  if ("why" in watcher) {
    process.stderr.write(
      `Calls cannot be made to fail here: ${watcher.why}. Nothing was proved.\n`,
    );
    return false;
  }
  const script = await buildBundle(folder);
  const bench: Bench = {
    watcher: watcher.path,
    folder,
    templates: new Map(),
    programs: {
      deno: { command: [...denoCommand(), "run", "-A", "--no-prompt"], script },
      bun: { command: bunCommand(), script },
    },
  };
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const isClean = await new CallProof(bench, choice, stop.signal).run();
  return isClean && !stop.signal.aborted;
}

interface Part {
  readonly name: string;
  readonly runtime: string;
  readonly counts: CallCounts | undefined;
  readonly sums: CallSums;
}

/** Counts, runs and tells. */
class CallProof {
  readonly #bench: Bench;
  readonly #choice: CallChoice;
  readonly #stop: AbortSignal;
  readonly #parts: Part[] = [];

  constructor(bench: Bench, choice: CallChoice, stop: AbortSignal) {
    this.#bench = bench;
    this.#choice = choice;
    this.#stop = stop;
  }

  async run(): Promise<boolean> {
    const { jobs, runtimes, calls, every, pairs, seed, trial } = this.#choice;
    if (trial !== undefined) {
      await this.#perform("repeated", "", undefined, [parseTrial(trial)]);
      return this.#tell();
    }
    const counted = [];
    for (const job of jobs) {
      for (const runtime of runtimes) {
        const counts = await countCalls(this.#bench, job, runtime);
        counted.push({ job, runtime, counts });
      }
    }
    for (const { job, runtime, counts } of counted) {
      const all = singleTrials(job, runtime, counts, calls);
      await this.#perform(job, runtime, counts, all.filter((_, at) => at % every === seed % every));
    }
    await this.#perform("pairs", "both", undefined, randomPairs(counted, seed, pairs));
    return this.#tell();
  }

  async #perform(
    name: string,
    runtime: string,
    counts: CallCounts | undefined,
    trials: readonly CallTrial[],
  ): Promise<void> {
    if (trials.length === 0 || this.#stop.aborted) return;
    const sums = await runCallTrials(this.#bench, trials, {
      atOnce: availableParallelism(),
      stop: this.#stop,
      onFinding: (sentences) => void process.stderr.write(`\n${sentences}\n`),
      onTrial: ({ trials: done }) =>
        showProgress(`${name} ${runtime}: ${done} of ${trials.length}`),
    });
    process.stderr.write("\n");
    this.#parts.push({ name, runtime, counts, sums });
  }

  #tell(): boolean {
    const head = ["", "", "calls", "trials", "kills", "ENOSPC", "EIO", "not reached", ...HARMS];
    const rows = this.#parts.map(({ name, runtime, counts, sums }) => [
      name,
      runtime,
      counts === undefined ? "" : `${counts.change} + ${counts.look}`,
      ...[sums.trials, sums.reached.kill, sums.reached.ENOSPC, sums.reached.EIO, sums.missed]
        .map(String),
      ...HARMS.map((harm) => String(sums.counts[harm])),
    ]);
    process.stdout.write(tableText(head, rows));
    return this.#parts.every(({ sums }) => HARMS.every((harm) => sums.counts[harm] === 0));
  }
}
