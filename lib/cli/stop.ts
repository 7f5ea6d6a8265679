/**
 * Ctrl-C: the first stops in good order, the second ends at once; both are safe, because everything
 * that costs money is in the journal before it is sent.
 * @module
 */
import { EXIT } from "./exit_codes.ts";

/** Listens for signals while a command runs. */
export interface StopWatch {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came; undefined when none did. */
  code(): number | undefined;
  /** Stops listening. */
  end(): void;
}

/** @param onFirst told at the first signal */
export function watchStop(onFirst: () => void): StopWatch {
  const controller = new AbortController();
  let code: number | undefined;
  const on = (exitCode: number) => () => {
    if (code !== undefined) process.exit(exitCode);
    code = exitCode;
    onFirst();
    controller.abort();
  };
  const listeners = [["SIGINT", on(EXIT.interrupted)], ["SIGTERM", on(EXIT.terminated)]] as const;
  for (const [name, listener] of listeners) process.on(name, listener);
  return {
    signal: controller.signal,
    code: () => code,
    end: () => {
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}
