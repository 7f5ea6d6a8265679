/**
 * The main job inside the test's own process, on a clock that runs faster than the machine's: for
 * waits that take minutes, and for timeouts nobody could wait for.
 */
import { exitCodeOf } from "../../lib/cli/exit_codes.ts";
import { LedgerHandle } from "../../lib/ledger/ledger_handle.ts";
import { SpendingLedger } from "../../lib/ledger/spending_ledger.ts";
import { TaskLedger } from "../../lib/ledger/task_ledger.ts";
import { NO_SPENDING_RULES, type SpendingRules } from "../../lib/wan/spending_rules.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { planRun, type RegenerateRequest } from "../../lib/run/plan.ts";
import { regenerate, resume } from "../../lib/run/run.ts";
import { Session } from "../../lib/run/context.ts";
import type { RunEvent, RunReport } from "../../lib/run/events.ts";
import { reportLines } from "../../lib/text/report.ts";
import { type CallTimeouts, DEFAULT_TIMEOUTS, WanClient } from "../../lib/wan/client.ts";
import { DEFAULT_SIZE } from "../../lib/wan/order.ts";
import { type Clock, systemClock } from "../../lib/wan/pacing.ts";
import { Transport } from "../../lib/wan/transport.ts";
import { SECRET_KEY, type TestPipeline } from "./harness.ts";
import { HoldingTransport } from "./jumping_clock.ts";

/** How often a clock that is waited on looks at the machine's. */
const TICK_MS = 10;

/** More than that between two looks is a stall of a busy machine. */
const STALL_MS = 40;

/** A request that takes longer is held up on purpose. */
const HOLD_MS = 1_500;

/**
 * A clock on which a minute takes a second or so, while somebody waits for it. Remembers how long it
 * was waited for.
 *
 * What a busy machine takes would be minutes on it, in which nobody could answer: so a stall of this
 * process counts as {@link STALL_MS}, and work and requests on their way take their own time, no more.
 */
export class QuickClock implements Clock {
  readonly waitsMs: number[] = [];
  readonly #factor: number;
  #nowMs = Date.now();
  #lookedMs = this.#nowMs;
  #waiting = 0;
  #held = 0;
  #ticker: ReturnType<typeof setInterval> | undefined;

  constructor(factor = 40) {
    this.#factor = factor;
  }

  now(): number {
    const hereMs = Date.now();
    const passedMs = Math.max(0, hereMs - this.#lookedMs);
    const isQuick = this.#waiting > 0 && this.#held === 0;
    this.#lookedMs = hereMs;
    return this.#nowMs += isQuick ? Math.min(passedMs, STALL_MS) * this.#factor : passedMs;
  }

  /** Lets time pass at once. */
  skip(durationMs: number): void {
    this.#nowMs += durationMs;
  }

  /** A request is on its way until the returned function is called, or for {@link HOLD_MS}. */
  hold(): () => void {
    this.now();
    this.#held++;
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      clearTimeout(limit);
      this.now();
      this.#held--;
    };
    const limit = setTimeout(release, HOLD_MS);
    return release;
  }

  async wait(durationMs: number, signal?: AbortSignal): Promise<void> {
    this.waitsMs.push(durationMs);
    const endMs = this.now() + durationMs;
    this.#waiting++;
    this.#ticker ??= setInterval(() => this.now(), TICK_MS);
    try {
      do {
        await systemClock.wait(Math.ceil((endMs - this.now()) / this.#factor), signal);
      } while (this.now() < endMs);
    } finally {
      this.now();
      if (--this.#waiting === 0) {
        clearInterval(this.#ticker);
        this.#ticker = undefined;
      }
    }
  }
}

/** How a run inside the process differs from the documented defaults. */
export interface InProcessOptions {
  readonly clock?: Clock;
  readonly timeouts?: Partial<CallTimeouts>;
  readonly waitMs?: number;
  readonly stop?: AbortSignal;
  readonly request?: Partial<RegenerateRequest>;
  /** Closed by the run. @default one of its own */
  readonly transport?: Transport;
  /** Where the user's ledger stands; without it there is none. */
  readonly stateHome?: string;
  /** @default no ceilings, the catalogue's prices */
  readonly rules?: SpendingRules;
  /** Another address than the service's own, e.g. of something before it. */
  readonly baseUrl?: string;
  /** The service plays the rehearsal's. @default false */
  readonly isRehearsal?: boolean;
}

/** What a run said and did. */
export interface InProcessRun {
  readonly report: RunReport;
  readonly events: readonly RunEvent[];
  /** What a person would read, in Russian. */
  readonly text: string;
  readonly code: number;
}

/** Regenerates the chosen illustrations. */
export async function generateHere(
  { dir }: TestPipeline,
  service: { readonly baseUrl: string },
  indices: string,
  options: InProcessOptions = {},
): Promise<InProcessRun> {
  const request = {
    indices,
    model: "wan2.5-t2i-preview",
    size: DEFAULT_SIZE,
    n: 1,
    seed: undefined,
    promptExtend: false,
    watermark: false,
    again: false,
    ...options.request,
  };
  const destination = {
    baseUrl: options.baseUrl ?? service.baseUrl,
    isRehearsal: options.isRehearsal ?? false,
    rules: options.rules ?? NO_SPENDING_RULES,
  };
  const plan = planRun(await openPipeline(dir), request, destination);
  return run(
    service,
    options,
    (session, settings) => regenerate(session, plan, { command: "generate", ...settings }),
  );
}

/** Fetches what earlier runs left. */
export async function resumeHere(
  { dir }: TestPipeline,
  service: { readonly baseUrl: string },
  options: InProcessOptions = {},
): Promise<InProcessRun> {
  const pipeline = await openPipeline(dir);
  return run(
    service,
    options,
    (session, settings) => resume(session, pipeline, { command: "resume", ...settings }),
  );
}

async function run(
  service: { readonly baseUrl: string },
  options: InProcessOptions,
  work: (
    session: Session,
    settings: { waitMs: number; stop: AbortSignal; onEvent: (event: RunEvent) => void },
  ) => Promise<RunReport>,
): Promise<InProcessRun> {
  const { clock = systemClock, timeouts, waitMs = 900_000, stop, stateHome } = options;
  const transport = options.transport ??
    (clock instanceof QuickClock ? new HoldingTransport(clock) : new Transport({}));
  const baseUrl = options.baseUrl ?? service.baseUrl;
  const file = stateHome === undefined
    ? undefined
    : new LedgerHandle({ XDG_STATE_HOME: stateHome });
  const ledger = file === undefined ? undefined : new TaskLedger(baseUrl, file, () => clock.now());
  const spending = file === undefined ? undefined : new SpendingLedger(file);
  const client = new WanClient({
    baseUrl,
    apiKey: SECRET_KEY,
    transport,
    timeouts: { ...DEFAULT_TIMEOUTS, ...timeouts },
  });
  const events: RunEvent[] = [];
  try {
    const report = await work(
      new Session(client, { isRehearsal: options.isRehearsal ?? false, clock, ledger, spending }),
      {
        waitMs,
        stop: stop ?? new AbortController().signal,
        onEvent: (event) => void events.push(event),
      },
    );
    const text = reportLines(report, [], "ru").join("\n");
    return { report, events, text, code: exitCodeOf(report, 0, undefined) };
  } finally {
    transport.close();
    file?.close();
  }
}
