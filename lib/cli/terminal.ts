/**
 * Where the program reads and writes: results to stdout, talk to stderr. Everything passes
 * {@link visibleLine} on its way out, so every argument is one line, whatever it holds.
 * @module
 */
import { type Environment, environment, preference } from "../environment.ts";
import type { Lang } from "../text/lang.ts";
import { type Line, plainLine } from "../text/line.ts";
import { visibleJson, visibleLine } from "../text/visible.ts";
import { cutToWidth, wrapLine } from "../text/width.ts";
import { writeTo } from "./output.ts";
import { colourOf, linked, rendered } from "./paint.ts";

/** The streams of a command. */
export interface Terminal {
  readonly lang: Lang;
  readonly env: Environment;
  /** Whether stderr is a terminal, so that motion is welcome. */
  readonly isLive: boolean;
  /** Width of the window that shows the result; undefined: it goes elsewhere, and nothing is cut. */
  readonly columns: number | undefined;
  /** Writes lines of the result. */
  out(...lines: Line[]): void;
  /** Writes a result that is one JSON document. */
  json(document: string): void;
  /** Writes lines of talk. */
  say(...lines: Line[]): void;
  /**
   * Shows lines that are replaced by the next call and vanish before anything else is written.
   * Nothing where {@link isLive} is false.
   * @param draw makes them for a window of so many columns
   */
  live(draw: (columns: number) => readonly string[]): void;
  /** Shows on the task bar how far something is, in percent; undefined: it is over. */
  progress(percent: number | undefined): void;
  /** Writes what a terminal obeys instead of showing it. Nothing where {@link isLive} is false. */
  control(sequence: string): void;
  /** Asks and reads one line; undefined at the end of input. */
  ask(question: string): Promise<string | undefined>;
}

/** What a terminal is made of. */
export interface TerminalStreams {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly isLive: () => boolean;
  /** Whether stdout is a terminal, too. */
  readonly isOutLive?: () => boolean;
  /** Whether colours are welcome where there is a terminal. */
  readonly hasColour?: () => boolean;
  /** Whether the terminal is known to take OSC 9;4; others show it as a notification. */
  readonly hasTaskBar?: () => boolean;
  /** The window's size in characters. */
  readonly size: () => { readonly columns: number; readonly rows: number };
}

/** The terminal of this process. */
export function processTerminal(lang: Lang): Terminal {
  return makeTerminal(lang, {
    stdout: (text) => writeTo("stdout", text),
    stderr: (text) => writeTo("stderr", text),
    // Asked for late: only to look at a stream opens it, and help needs no second one.
    isLive: () => process.stderr.isTTY === true && preference("TERM") !== "dumb",
    isOutLive: () => process.stdout.isTTY === true && preference("TERM") !== "dumb",
    // https://no-color.org: any value but an empty one.
    hasColour: () => !preference("NO_COLOR"),
    hasTaskBar,
    size: () => ({ columns: columnsOf(), rows: process.stderr.rows || 24 }),
  });
}

/** Progress of the task bar taken away (OSC 9;4;0). */
const TASK_BAR_END = "\x1b]9;4;0;0\x07";

/** Windows Terminal, ConEmu, WezTerm and Ghostty document it. */
function hasTaskBar(): boolean {
  return preference("WT_SESSION") !== undefined || preference("ConEmuANSI") === "ON" ||
    ["WezTerm", "ghostty"].includes(preference("TERM_PROGRAM") ?? "");
}

/** The window's width: asked of whichever stream goes to it. Some terminals say 0. */
function columnsOf(): number {
  return process.stderr.columns || process.stdout.columns || 80;
}

/** A terminal over streams. */
export function makeTerminal(lang: Lang, streams: TerminalStreams): Terminal {
  return new StreamTerminal(lang, streams);
}

class StreamTerminal implements Terminal {
  readonly lang: Lang;
  readonly env = environment;
  readonly #streams: TerminalStreams;
  /** How many lines stand below that the next writing takes away. */
  #liveLines = 0;

  constructor(lang: Lang, streams: TerminalStreams) {
    this.lang = lang;
    this.#streams = streams;
  }

  get isLive(): boolean {
    return this.#streams.isLive();
  }

  get columns(): number | undefined {
    return this.#isTerminal("stdout") ? this.#streams.size().columns : undefined;
  }

  // What follows is bound, so that a command can hand one of them on alone.
  readonly out = (...lines: Line[]): void => this.#write("stdout", lines);

  readonly json = (document: string): void => {
    this.#erase();
    this.#streams.stdout(`${visibleJson(document)}\n`);
  };

  readonly say = (...lines: Line[]): void => this.#write("stderr", lines);

  readonly live = (draw: (columns: number) => readonly string[]): void => {
    if (!this.isLive) return;
    this.#erase();
    const { columns, rows } = this.#streams.size();
    const lines = draw(columns);
    // A window that is too low would scroll, and scrolled lines cannot be erased.
    const shown = lines.slice(0, Math.max(1, rows - 2));
    const cut = shown.map((line) => cutToWidth(visibleLine(line), columns - 2));
    if (cut.length > 0) this.#streams.stderr(cut.map((line) => `${line}\n`).join(""));
    this.#liveLines = cut.length;
  };

  readonly progress = (percent: number | undefined): void => {
    if (!this.isLive || !this.#streams.hasTaskBar?.()) return;
    this.#streams.stderr(percent === undefined ? TASK_BAR_END : `\x1b]9;4;1;${percent}\x07`);
  };

  readonly control = (sequence: string): void => {
    if (this.isLive) this.#streams.stderr(sequence);
  };

  readonly ask = (question: string): Promise<string | undefined> => {
    this.#erase();
    return askLine(this.#streams, question);
  };

  #write(stream: "stdout" | "stderr", lines: readonly Line[]): void {
    if (lines.length === 0) return;
    this.#erase();
    const streams = this.#streams;
    const show = this.#isTerminal(stream)
      ? onTerminal(streams.size().columns, streams.hasColour?.() ?? false)
      : (line: Line) => visibleLine(plainLine(line));
    streams[stream](lines.map((line) => `${show(line)}\n`).join(""));
  }

  #isTerminal(stream: "stdout" | "stderr"): boolean {
    return stream === "stderr" ? this.isLive : this.#streams.isOutLive?.() ?? false;
  }

  #erase(): void {
    // From the left edge: a Ctrl-C that was echoed has moved the cursor.
    if (this.#liveLines > 0) this.#streams.stderr(`\r\x1b[${this.#liveLines}A\x1b[J`);
    this.#liveLines = 0;
  }
}

/** A line as a terminal shows it: broken at words, coloured, its files clickable. */
function onTerminal(columns: number, hasColour: boolean): (line: Line) => string {
  return (line) => {
    const text = visibleLine(plainLine(line));
    const files = typeof line === "string" ? [] : line.files;
    const colour = hasColour ? colourOf(text) : undefined;
    return wrapLine(text, columns, files.map((each) => each.text))
      .map((each) => linked(each, files))
      .map((each) => colour === undefined ? each : rendered(each, colour))
      .join("\n");
  };
}

async function askLine(
  { stderr }: TerminalStreams,
  question: string,
): Promise<string | undefined> {
  const { createInterface } = await import("node:readline");
  stderr(visibleLine(question));
  const reader = createInterface({ input: process.stdin });
  return await new Promise((resolve) => {
    reader.once("line", (line) => {
      resolve(line);
      reader.close();
    });
    reader.once("close", () => {
      process.stdin.pause();
      resolve(undefined);
    });
  });
}
