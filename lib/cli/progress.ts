/**
 * Progress of a run: a live line per open order on a terminal, plain lines elsewhere.
 * @module
 */
import type { RunEvent } from "../run/events.ts";
import { eventLine } from "../text/run_texts.ts";
import type { Terminal } from "./terminal.ts";

/** Shows events as they come. */
export interface Progress {
  show(event: RunEvent): void;
  /** Removes what moves. */
  end(): void;
}

/** Progress that suits the terminal. */
export function startProgress(terminal: Terminal): Progress {
  return terminal.isLive ? new LiveProgress(terminal) : {
    show(event) {
      const line = eventLine(event, terminal.lang);
      if (line !== undefined) terminal.say(line);
    },
    end() {},
  };
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const REDRAW_MS = 120;

class LiveProgress implements Progress {
  readonly #terminal: Terminal;
  /** Open orders: illustration, state, when it began. */
  readonly #open = new Map<number, { readonly text: string; readonly sinceMs: number }>();
  readonly #timer: ReturnType<typeof setInterval>;
  #frame = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#timer = setInterval(() => this.#redraw(), REDRAW_MS);
  }

  show(event: RunEvent): void {
    const order = event.type === "ended" ? event.outcome.order : event.order;
    if (event.type === "ended") this.#open.delete(order.id);
    const line = eventLine(event, this.#terminal.lang);
    const isPassing = event.type === "status" || event.type === "submitted";
    if (isPassing && line !== undefined) {
      const sinceMs = this.#open.get(order.id)?.sinceMs ?? Date.now();
      this.#open.set(order.id, { text: line, sinceMs });
    }
    if (!isPassing && line !== undefined) this.#terminal.say(line);
    this.#redraw();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#terminal.live([]);
  }

  #redraw(): void {
    const frame = FRAMES[this.#frame++ % FRAMES.length];
    const unit = this.#terminal.lang === "ru" ? "с" : "s";
    this.#terminal.live([...this.#open.values()].map(({ text, sinceMs }) => {
      const seconds = Math.floor((Date.now() - sinceMs) / 1_000);
      return `${frame} ${text}  ${seconds} ${unit}`;
    }));
  }
}
