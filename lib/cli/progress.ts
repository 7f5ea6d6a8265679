/**
 * Progress of a run: a foot that counts and one line a finished number on a terminal, plain lines
 * elsewhere.
 * @module
 */
import type { RunEvent } from "../run/events.ts";
import { isOnlyCounted } from "../run/tally.ts";
import { finishedLine, footLine, workLine } from "../text/foot_texts.ts";
import { eventLine } from "../text/run_texts.ts";
import { type PlannedWork, RunCount } from "./run_progress.ts";
import type { Terminal } from "./terminal.ts";

/** Shows events as they come. */
export interface Progress {
  /** @param isStopping somebody stopped the run, and its report will count what it left */
  show(event: RunEvent, isStopping?: boolean): void;
  /** Removes what moves. */
  end(): void;
}

/**
 * Progress that suits the terminal.
 * @param now epoch milliseconds
 */
export function startProgress(
  terminal: Terminal,
  planned: PlannedWork,
  now: () => number = Date.now,
): Progress {
  return terminal.isLive ? new LiveProgress(terminal, new RunCount(planned, now)) : {
    show(event) {
      const line = eventLine(event, terminal.lang);
      if (line !== undefined) terminal.say(line);
    },
    end() {},
  };
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const REDRAW_MS = 120;

/** Told by the foot alone; the rest is worth a line that stays. */
const COUNTED_EVENTS: ReadonlySet<RunEvent["type"]> = new Set(["submitted", "status", "saved"]);

class LiveProgress implements Progress {
  readonly #terminal: Terminal;
  readonly #count: RunCount;
  readonly #timer: ReturnType<typeof setInterval>;
  /** A process that is ended at once leaves nothing on the task bar. */
  readonly #onExit = () => this.#terminal.progress(undefined);
  #frame = 0;
  #percent: number | undefined;

  constructor(terminal: Terminal, count: RunCount) {
    this.#terminal = terminal;
    this.#count = count;
    this.#timer = setInterval(() => this.#redraw(), REDRAW_MS);
    process.once("exit", this.#onExit);
  }

  show(event: RunEvent, isStopping = false): void {
    const { lang } = this.#terminal;
    const ended = this.#count.add(event);
    // Of another size than was asked for: the foot does not say that.
    const isOdd = event.type === "saved" && event.isOtherSize;
    const line = COUNTED_EVENTS.has(event.type) && !isOdd ? undefined : eventLine(event, lang);
    if (line !== undefined) this.#terminal.say(line);
    if (ended !== undefined && !(isStopping && isOnlyCounted(ended.outcome))) {
      this.#terminal.say(finishedLine(ended.outcome, ended.tookMs, ended.paths, lang));
    }
    this.#redraw();
  }

  end(): void {
    clearInterval(this.#timer);
    process.off("exit", this.#onExit);
    this.#terminal.live(() => []);
    this.#terminal.progress(undefined);
  }

  #redraw(): void {
    const { lang } = this.#terminal;
    const { progress, atWork } = this.#count;
    const { done, all } = progress.pictures;
    const percent = all === 0 ? 0 : Math.round(done / all * 100);
    if (percent !== this.#percent) this.#terminal.progress(percent);
    this.#percent = percent;
    const frame = FRAMES[this.#frame++ % FRAMES.length];
    this.#terminal.live((columns) => [
      ...(atWork.length === 0 ? [] : [`${frame} ${workLine(atWork, lang)}`]),
      footLine(progress, columns, lang),
    ]);
  }
}
