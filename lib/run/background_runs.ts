/**
 * Runs that go on while nobody waits for them, so that every picture is saved the moment it is ready.
 * The page and the assistant's server have one such manager each. Its memory is the journal: nothing
 * depends on this process staying alive.
 * @module
 */
import type { Pipeline } from "../pipeline/folder.ts";
import { BackgroundRun } from "./background_run.ts";
import type { Session } from "./context.ts";
import type { RunEvent } from "./events.ts";
import { startSweeping } from "./garbage.ts";
import type { RunPlan } from "./plan.ts";
import { regenerate, resume } from "./run.ts";

/** Who is told of background runs. */
export interface RunsListener {
  /** Told of everything that happens in any run. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Told of every run that has ended; it is forgotten afterwards. */
  readonly onEnd?: (run: BackgroundRun) => void;
}

/** The background runs of a process. */
export class BackgroundRuns {
  readonly #runs = new Set<BackgroundRun>();
  readonly #waiting = new Set<() => void>();
  readonly #command: string;
  readonly #listener: RunsListener;
  #endSweeping: (() => void) | undefined;
  #lastId = 0;
  #revision = 0;

  /** @param command how the runs are called in the journal */
  constructor(command: string, listener: RunsListener = {}) {
    this.#command = command;
    this.#listener = listener;
  }

  /** Grows with everything that happens in any run. */
  get revision(): number {
    return this.#revision;
  }

  /** Begins to order what a plan says. */
  order(session: Session, plan: RunPlan): BackgroundRun {
    const run = this.#add(session, plan.pipeline, plan);
    run.start(this.#command, (settings) => regenerate(session, plan, settings));
    return run;
  }

  /** Begins to finish what earlier runs left: these orders, or all. */
  resume(
    session: Session,
    pipeline: Pipeline,
    orderIds: readonly number[] | undefined,
  ): BackgroundRun {
    const run = this.#add(session, pipeline, undefined);
    run.start(this.#command, (settings) => resume(session, pipeline, settings, { orderIds }));
    return run;
  }

  /** Runs that have not ended. */
  get all(): BackgroundRun[] {
    return [...this.#runs];
  }

  /** Runs of a pipeline that have not ended. */
  of(pipelineDir: string): BackgroundRun[] {
    return this.all.filter(({ pipeline }) => pipeline.dir === pipelineDir);
  }

  /** Resolves when anything happens in any run, after the time, or when stopped. Never rejects. */
  changed(maxMs: number, stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, Math.max(0, maxMs));
      const waiting = this.#waiting;
      function done() {
        clearTimeout(timer);
        waiting.delete(done);
        stop.removeEventListener("abort", done);
        resolve();
      }
      waiting.add(done);
      stop.addEventListener("abort", done, { once: true });
      if (stop.aborted) done();
    });
  }

  /** Stops everything in good order. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((run) => run.stop()));
  }

  #add(session: Session, pipeline: Pipeline, plan: RunPlan | undefined): BackgroundRun {
    const id = ++this.#lastId;
    const run = new BackgroundRun({
      id,
      session,
      pipeline,
      plan,
      onChange: (event) => {
        this.#revision++;
        if (event !== undefined) this.#listener.onEvent?.(event);
        if (run.isOver && this.#runs.delete(run)) this.#forget(run);
        for (const wake of this.#waiting) wake();
      },
    });
    this.#runs.add(run);
    this.#endSweeping ??= startSweeping();
    return run;
  }

  #forget(run: BackgroundRun): void {
    if (this.#runs.size === 0) {
      this.#endSweeping?.();
      this.#endSweeping = undefined;
    }
    this.#listener.onEnd?.(run);
  }
}
