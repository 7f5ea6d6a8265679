/**
 * Ctrl-C: the first stops in good order, the second ends at once; both are safe, because everything
 * that costs money is in the journal before it is sent. A closed terminal stops in good order as well.
 * @module
 */
import { StoppedError } from "../errors.ts";
import { endSignals } from "../run/end_signals.ts";
import { STOPPED_TEXT } from "../text/stop_texts.ts";
import { EXIT } from "./exit_codes.ts";
import type { Terminal } from "./terminal.ts";

/** Listens for signals while a command runs. */
export interface StopWatch {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came; undefined when none did. */
  code(): number | undefined;
  /** Ctrl-C was read as a key, as terminals in raw mode send it: counts as the signal. */
  interrupt(): void;
  /** Stops listening. */
  end(): void;
}

/** @param onFirst told at the first signal */
export function watchStop(onFirst: () => void): StopWatch {
  const controller = new AbortController();
  let code: number | undefined;
  const on = (exitCode: number, isRepeated = false) => () => {
    // A terminal that closes says so several times: itself and through the shell.
    if (code !== undefined && isRepeated) return;
    if (code !== undefined) process.exit(exitCode);
    code = exitCode;
    onFirst();
    controller.abort();
  };
  const interrupt = on(EXIT.interrupted);
  const listeners: (readonly [NodeJS.Signals, () => void])[] = [
    ["SIGINT", interrupt],
    ...endSignals().map((name) => [name, on(EXIT.terminated, name === "SIGHUP")] as const),
  ];
  for (const [name, listener] of listeners) process.on(name, listener);
  return {
    signal: controller.signal,
    code: () => code,
    interrupt,
    end: () => {
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}

/**
 * Carries out a command that spends nothing; when a signal came, that decides its exit code.
 * @throws whatever `work` throws, save that it was stopped
 */
export async function stoppable(
  terminal: Terminal,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const watch = watchStop(() => {});
  try {
    const code = await work(watch.signal);
    return watch.code() ?? code;
  } catch (error) {
    const code = watch.code();
    if (code === undefined || !(error instanceof StoppedError)) throw error;
    terminal.say(STOPPED_TEXT[terminal.lang]);
    return code;
  } finally {
    watch.end();
  }
}
