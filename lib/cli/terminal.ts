/**
 * Where the program reads and writes: results to stdout, talk to stderr.
 * @module
 */
import type { Lang } from "../text/lang.ts";
import { type Environment, environment, preference } from "../environment.ts";

/** The streams of a command. */
export interface Terminal {
  readonly lang: Lang;
  readonly env: Environment;
  /** Whether stderr is a terminal, so that motion is welcome. */
  readonly isLive: boolean;
  /** Writes lines of the result. */
  out(...lines: string[]): void;
  /** Writes lines of talk. */
  say(...lines: string[]): void;
  /** Writes to stderr as it is, for motion. */
  draw(text: string): void;
  /** Asks and reads one line; undefined at the end of input. */
  ask(question: string): Promise<string | undefined>;
}

/** The terminal of this process. */
export function processTerminal(lang: Lang): Terminal {
  return {
    lang,
    env: environment,
    // Asked for late: only to look at a stream opens it, and help needs no second one.
    get isLive() {
      return process.stderr.isTTY === true && preference("TERM") !== "dumb";
    },
    out: (...lines) => write("stdout", lines),
    say: (...lines) => write("stderr", lines),
    draw: (text) => void used("stderr").write(text),
    ask: askLine,
  };
}

const usedStreams = new Set<NodeJS.WriteStream>();

function used(name: "stdout" | "stderr"): NodeJS.WriteStream {
  const stream = process[name];
  usedStreams.add(stream);
  return stream;
}

function write(name: "stdout" | "stderr", lines: readonly string[]): void {
  if (lines.length > 0) used(name).write(lines.join("\n") + "\n");
}

async function askLine(question: string): Promise<string | undefined> {
  const { createInterface } = await import("node:readline");
  used("stderr").write(question);
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

/** Resolves when everything written has left the process. */
export async function drained(): Promise<void> {
  for (const stream of usedStreams) {
    if (stream.writableLength > 0) {
      await new Promise<void>((resolve) => stream.write("", () => resolve()));
    }
  }
}
