/**
 * `review`: a local page to compare and choose, or the same as one file to send.
 * @module
 */
import { loadConfig } from "../config.ts";
import { openPipeline, type Pipeline } from "../pipeline/folder.ts";
import { openBrowser } from "./browser.ts";
import { exportReview } from "../review/export_file.ts";
import type { ReviewEvent } from "../review/event.ts";
import { startReview } from "../review/server.ts";
import { openService } from "../run/service_access.ts";
import { serviceSettings } from "../wan/service_settings.ts";
import { pageDecisionLine, pageOrderLine } from "../text/page_event_texts.ts";
import { noteLines } from "../text/report.ts";
import {
  exportLine,
  exportProgress,
  REVIEW_LINES,
  reviewStoppingText,
} from "../text/review_texts.ts";
import { toJson } from "../text/run_json.ts";
import { EXIT } from "./exit_codes.ts";
import { startSweeping } from "../run/garbage.ts";
import { requireFlag } from "./input.ts";
import { stoppable, watchStop } from "./stop.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface ReviewFlags {
  readonly pipelineDir?: string;
  readonly config?: string;
  readonly model?: string;
  readonly rehearse?: boolean;
  readonly open: boolean;
  readonly export?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/**
 * Serves the page until a signal comes, or writes the export; returns the exit code.
 * @throws {InputError | StorageError}
 */
export async function runReview(terminal: Terminal, flags: ReviewFlags): Promise<number> {
  const pipeline = await openPipeline(requireFlag("--pipeline-dir", flags.pipelineDir));
  return flags.export === undefined
    ? await servePage(terminal, flags, pipeline)
    : await writeExport(terminal, flags, pipeline, flags.export);
}

async function servePage(
  terminal: Terminal,
  flags: ReviewFlags,
  pipeline: Pipeline,
): Promise<number> {
  const { env, lang } = terminal;
  const config = loadConfig(flags.config, env);
  const isRehearsal = flags.rehearse ?? false;
  const service = serviceSettings(config, { model: flags.model, isRehearsal });
  terminal.say(...noteLines(service.notes, lang));
  const review = await startReview({
    pipeline,
    service,
    openService: () => openService(service, { config, env, pipelineDir: pipeline.dir }),
    env,
    lang,
    onEvent: (event) => tell(terminal, event),
  });
  const watch = watchStop(() => terminal.say("", reviewStoppingText(isRehearsal, lang)));
  const endSweeping = startSweeping();
  try {
    if (flags.json) terminal.json(toJson({ address: review.address }));
    else terminal.out(review.address);
    if (flags.open) {
      const isOpened = await openBrowser(review.ticketAddress, watch.signal);
      if (!watch.signal.aborted) terminal.say(REVIEW_LINES[isOpened ? "opened" : "unopened"][lang]);
    } else terminal.say(REVIEW_LINES.openIt[lang]);
    await stopped(watch.signal);
  } finally {
    await review.close();
    watch.end();
    endSweeping();
  }
  return EXIT.made;
}

/** What is done in the browser is seen where the page was started as well. */
function tell(terminal: Terminal, event: ReviewEvent): void {
  const line = event.type === "decided"
    ? pageDecisionLine(event.request, terminal.lang)
    : pageOrderLine(event.event, terminal.lang);
  if (line !== undefined) terminal.say(line);
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function writeExport(
  terminal: Terminal,
  flags: ReviewFlags,
  pipeline: Pipeline,
  file: string,
): Promise<number> {
  const { lang } = terminal;
  return await stoppable(terminal, async (signal) => {
    const result = await exportReview({
      pipeline,
      file,
      isForced: flags.force ?? false,
      lang,
      signal,
      onPicture: (done, all) => terminal.live(() => [exportProgress(done, all, lang)]),
    });
    terminal.live(() => []);
    if (flags.json) terminal.json(toJson(result));
    else terminal.out(exportLine(result, lang));
    return EXIT.made;
  });
}
