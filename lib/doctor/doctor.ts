/**
 * Free checks of everything that can go wrong before money is spent or a film is made.
 * @module
 */
import { type Check, checked } from "./check.ts";
import type { Environment } from "../environment.ts";
import { checkDiskPlace } from "./disk_place.ts";
import { checkFolder, checkFrames } from "./folder.ts";
import { checkJournal } from "./journal.ts";
import { checkService, type RegionalAddresses } from "./service.ts";
import { checkSettings } from "./settings.ts";
import { openPipeline, type Pipeline } from "../pipeline/folder.ts";
import { type TidiedFrame, tidyFrames } from "./tidy.ts";

/** What to examine, and with whose settings. */
export interface DoctorOptions {
  readonly env: Environment;
  /** A settings file that was named. */
  readonly configPath?: string | undefined;
  /** Undefined: only settings and service. */
  readonly pipelineDir?: string | undefined;
  /** First move surplus frames into the store. */
  readonly isTidying?: boolean | undefined;
  /** Regional addresses to ask, instead of the service's own. */
  readonly regions?: RegionalAddresses | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was found. */
export interface Diagnosis {
  /** Nothing is wrong. */
  readonly isSound: boolean;
  /** In the order in which they are worth reading. */
  readonly checks: readonly Check[];
  /** What left `images/`. */
  readonly tidied: readonly TidiedFrame[];
}

/**
 * Examines settings, service and pipeline. Costs nothing; changes nothing unless asked to tidy.
 * @throws {StoppedError}
 */
export async function examine(options: DoctorOptions): Promise<Diagnosis> {
  const settings = await checkSettings(options.configPath, options.env);
  const { config, service } = settings;
  const ofService = config === undefined || service === undefined ? [] : await checkService({
    config,
    baseUrl: service.baseUrl,
    env: options.env,
    regions: options.regions,
    signal: options.signal,
  });
  const checks: Check[] = [...settings.checks, ...ofService];
  const { pipelineDir } = options;
  const pipeline = pipelineDir === undefined
    ? undefined
    : await checked("folder", checks, () => openPipeline(pipelineDir));
  const tidied = pipeline === undefined ? [] : await examinePipeline(pipeline, options, checks);
  return { isSound: !checks.some(({ status }) => status === "wrong"), checks, tidied };
}

async function examinePipeline(
  pipeline: Pipeline,
  { env, isTidying }: DoctorOptions,
  checks: Check[],
): Promise<readonly TidiedFrame[]> {
  checks.push(...await checkFolder(pipeline), ...checkDiskPlace(pipeline, env));
  checks.push(...await checkJournal(pipeline, Date.now()));
  const tidied = isTidying ? await checked("frames", checks, () => tidyFrames(pipeline)) : [];
  await checked("frames", checks, async () => {
    checks.push(...await checkFrames(pipeline));
  });
  return tidied ?? [];
}
