/**
 * `resume`: fetch what was paid for and not yet saved.
 * @module
 */
import { loadConfig } from "../config.ts";
import { imageNames, openPipeline, type Pipeline } from "../pipeline/folder.ts";
import { crowdedFrames } from "../pipeline/names.ts";
import { resume } from "../run/run.ts";
import { openService } from "../run/service_access.ts";
import { serviceSettings } from "../wan/service_settings.ts";
import {
  crowdedLines,
  elsewhereLines,
  noteLines,
  nothingLeftLines,
  reportLines,
} from "../text/report.ts";
import { runJson } from "../text/run_json.ts";
import { exitCodeOf } from "./exit_codes.ts";
import { tellFailedRun } from "./failure.ts";
import { MAX_WAIT_S, requireFlag, wholeNumber } from "./input.ts";
import type { Terminal } from "./terminal.ts";
import { watchedRun } from "./watched_run.ts";

/** Flags as they were typed. */
export interface ResumeFlags {
  readonly pipelineDir?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly timeout: string;
  readonly rehearse?: boolean;
}

/**
 * Runs the command and returns its exit code.
 * @throws {InputError | StorageError} before there was a pipeline
 */
export async function runResume(terminal: Terminal, flags: ResumeFlags): Promise<number> {
  const waitMs = wholeNumber("--timeout", flags.timeout, 1, MAX_WAIT_S) * 1_000;
  const pipeline = await openPipeline(requireFlag("--pipeline-dir", flags.pipelineDir));
  try {
    return await fetchLeft(terminal, flags, pipeline, waitMs);
  } catch (error) {
    return await tellFailedRun(terminal, error, pipeline, flags);
  }
}

async function fetchLeft(
  terminal: Terminal,
  flags: ResumeFlags,
  pipeline: Pipeline,
  waitMs: number,
): Promise<number> {
  const { lang } = terminal;
  const config = loadConfig(flags.config, terminal.env);
  const isRehearsal = flags.rehearse ?? false;
  const service = serviceSettings(config, { model: undefined, isRehearsal, isOrdering: false });
  terminal.say(...noteLines(service.notes, lang));
  const access = await openService(service, {
    config,
    env: terminal.env,
    pipelineDir: pipeline.dir,
  });
  terminal.say(...noteLines(access.session.notes, lang));
  const { report, stopCode } = await watchedRun(
    terminal,
    // What is left is told by the run itself.
    { numbers: [], pictures: 0, isRehearsal },
    (watched) => resume(access.session, pipeline, { command: "resume", waitMs, ...watched }),
  ).finally(() => access.close());
  const code = exitCodeOf(report, 0, stopCode);
  if (flags.json) terminal.json(runJson(pipeline, report, [], lang, code));
  else if (report.outcomes.length > 0) terminal.out(...reportLines(report, [], lang));
  else if (report.elsewhere.length === 0) {
    terminal.out(...nothingLeftLines(report.lost, isRehearsal, lang));
  }
  terminal.say(...elsewhereLines(report.elsewhere, lang));
  terminal.say(...crowdedLines(crowdedFrames(await imageNames(pipeline)), lang));
  return code;
}
