/**
 * A run with its progress shown and its signals heard.
 * @module
 */
import type { RunSettings } from "../run/context.ts";
import type { RunReport } from "../run/events.ts";
import { stoppingText } from "../text/stop_texts.ts";
import { startSweeping } from "../run/garbage.ts";
import { startProgress } from "./progress.ts";
import type { PlannedWork } from "./run_progress.ts";
import { watchStop } from "./stop.ts";
import type { Terminal } from "./terminal.ts";

/** What a watched run gave. */
export interface WatchedReport {
  readonly report: RunReport;
  /** The exit code of the signal that came, if one did. */
  readonly stopCode: number | undefined;
}

/**
 * Carries out `run` while progress goes to stderr and Ctrl-C stops it in good order.
 * @param planned what it is begun with
 */
export async function watchedRun(
  terminal: Terminal,
  { isRehearsal, ...planned }: PlannedWork & { readonly isRehearsal: boolean },
  run: (settings: Pick<RunSettings, "stop" | "onEvent">) => Promise<RunReport>,
): Promise<WatchedReport> {
  const progress = startProgress(terminal, planned);
  const watch = watchStop(() => terminal.say("", stoppingText(isRehearsal, terminal.lang)));
  const endSweeping = startSweeping();
  try {
    const report = await run({
      stop: watch.signal,
      onEvent: (event) => progress.show(event, watch.signal.aborted),
    });
    return { report, stopCode: watch.code() };
  } finally {
    progress.end();
    watch.end();
    endSweeping();
  }
}
