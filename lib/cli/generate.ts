/**
 * The documented command: regenerate chosen illustrations.
 * @module
 */
import { loadConfig } from "../config.ts";
import { imageNames, openPipeline } from "../pipeline/folder.ts";
import { crowdedFrames } from "../pipeline/names.ts";
import { type PlanBudget, planBudget } from "../run/budget.ts";
import { planRun, type RegenerateRequest, type RunPlan } from "../run/plan.ts";
import { regenerate } from "../run/run.ts";
import { type AccessOptions, openService } from "../run/service_access.ts";
import { type ServiceSettings, serviceSettings } from "../wan/service_settings.ts";
import { dryRunLines, planJson, runJson } from "../text/run_json.ts";
import { crowdedLines, noteLines, reportLines } from "../text/report.ts";
import {
  declinedText,
  isYes,
  offerLines,
  planProblems,
  planWarnings,
  questionText,
} from "../text/plan_texts.ts";
import { PICTURES_RANGE, SEED_RANGE } from "../wan/models.ts";
import { DEFAULT_SIZE } from "../wan/order.ts";
import { EXIT, exitCodeOf } from "./exit_codes.ts";
import { tellFailedRun } from "./failure.ts";
import {
  MAX_CONCURRENCY,
  MAX_WAIT_S,
  readSize,
  requireFlag,
  requireText,
  wholeNumber,
} from "./input.ts";
import type { Terminal } from "./terminal.ts";
import { watchedRun } from "./watched_run.ts";

/** Flags as they were typed. */
export interface GenerateFlags {
  readonly pipelineDir?: string;
  readonly indices?: string;
  readonly size?: string;
  readonly n: string;
  readonly promptExtend?: boolean;
  readonly watermark?: boolean;
  readonly seed?: string;
  readonly confirm: boolean;
  readonly config?: string;
  readonly model?: string;
  readonly prompt?: string;
  readonly negativePrompt?: string;
  /** One entry each time the flag was given. */
  readonly reference?: readonly string[];
  readonly edit?: string;
  readonly retryWithoutExtend?: boolean;
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly concurrency?: string;
  readonly timeout: string;
  readonly rehearse?: boolean;
  readonly again?: boolean;
}

/**
 * Runs the command and returns its exit code.
 * @throws {InputError | StorageError} before the service was opened
 */
export async function runGenerate(terminal: Terminal, flags: GenerateFlags): Promise<number> {
  const pipelineDir = requireFlag("--pipeline-dir", flags.pipelineDir);
  const limits = readLimits(flags);
  const wish = readWish(flags);
  const config = loadConfig(flags.config, terminal.env);
  const isRehearsal = flags.rehearse ?? false;
  const service = serviceSettings(config, { model: flags.model, isRehearsal });
  const request = { ...wish, model: service.model };
  const plan = planRun(await openPipeline(pipelineDir), request, service);
  terminal.say(...noteLines(service.notes, terminal.lang));
  if (plan.problems.length > 0) return refuse(terminal, flags, plan);
  terminal.say(...planWarnings(plan, terminal.lang));
  const budget = planBudget([plan], terminal.env, Date.now());
  if (flags.dryRun) return showDryRun(terminal, flags, { plan, budget }, service);
  const access = { config, env: terminal.env, pipelineDir: plan.pipeline.dir, ...limits };
  try {
    return await runOffer(terminal, flags, { plan, budget }, service, access);
  } catch (error) {
    return await tellFailedRun(terminal, error, plan.pipeline, flags);
  }
}

async function runOffer(
  terminal: Terminal,
  flags: GenerateFlags,
  offer: Offer,
  service: ServiceSettings,
  { waitMs, ...access }: AccessOptions & { readonly waitMs: number },
): Promise<number> {
  const opened = await openService(service, access);
  try {
    terminal.say(...noteLines(opened.session.notes, terminal.lang));
    if (!await isConfirmed(terminal, flags, offer)) return EXIT.failed;
    return await runPlan(terminal, flags, offer.plan, opened.session, waitMs);
  } finally {
    await opened.close();
  }
}

function readLimits(flags: GenerateFlags) {
  const { concurrency, timeout } = flags;
  return {
    waitMs: wholeNumber("--timeout", timeout, 1, MAX_WAIT_S) * 1_000,
    maxOpenTasks: concurrency === undefined
      ? undefined
      : wholeNumber("--concurrency", concurrency, 1, MAX_CONCURRENCY),
  };
}

/** All but the model, which may stand in the settings. */
function readWish(flags: GenerateFlags): Omit<RegenerateRequest, "model"> {
  return {
    indices: requireFlag("--indices", flags.indices),
    n: wholeNumber("--n", flags.n, PICTURES_RANGE.min, PICTURES_RANGE.max),
    seed: flags.seed === undefined
      ? undefined
      : wholeNumber("--seed", flags.seed, SEED_RANGE.min, SEED_RANGE.max),
    promptExtend: flags.promptExtend ?? false,
    watermark: flags.watermark ?? false,
    prompt: flags.prompt === undefined ? undefined : requireText("--prompt", flags.prompt),
    negativePrompt: flags.negativePrompt,
    references: flags.reference,
    edit: flags.edit,
    retryWithoutExtend: flags.retryWithoutExtend ?? false,
    again: flags.again ?? false,
    size: flags.size === undefined ? DEFAULT_SIZE : readSize(flags.size),
  };
}

function refuse(terminal: Terminal, flags: GenerateFlags, plan: RunPlan): number {
  terminal.say(...planProblems(plan, terminal.lang), ...planWarnings(plan, terminal.lang));
  if (flags.json) terminal.json(planJson(plan, terminal.lang, EXIT.usage));
  return EXIT.usage;
}

/** A plan and what the ceilings allow of it. */
interface Offer {
  readonly plan: RunPlan;
  /** Undefined: there is no ceiling. */
  readonly budget: PlanBudget | undefined;
}

function showDryRun(
  terminal: Terminal,
  flags: GenerateFlags,
  { plan, budget }: Offer,
  { baseUrl }: ServiceSettings,
): number {
  const { lang } = terminal;
  if (flags.json) terminal.json(planJson(plan, lang, EXIT.made, { baseUrl, budget }));
  else terminal.out(...offerLines(plan, budget, lang), ...dryRunLines(plan, baseUrl, lang));
  return EXIT.made;
}

async function isConfirmed(
  terminal: Terminal,
  flags: GenerateFlags,
  { plan, budget }: Offer,
): Promise<boolean> {
  terminal.say(...offerLines(plan, budget, terminal.lang));
  if (!flags.confirm) return true;
  if (isYes(await terminal.ask(questionText(terminal.lang)))) return true;
  terminal.say(declinedText(plan.isRehearsal, terminal.lang));
  if (flags.json) terminal.json(planJson(plan, terminal.lang, EXIT.failed, { budget }));
  return false;
}

async function runPlan(
  terminal: Terminal,
  flags: GenerateFlags,
  plan: RunPlan,
  session: Parameters<typeof regenerate>[0],
  waitMs: number,
): Promise<number> {
  const { lang } = terminal;
  const { report, stopCode } = await watchedRun(
    terminal,
    {
      numbers: plan.entries.map(({ index }) => index),
      pictures: plan.entries.reduce((sum, { order }) => sum + order.n, 0),
      isRehearsal: plan.isRehearsal,
    },
    (watched) => regenerate(session, plan, { command: "generate", waitMs, ...watched }),
  );
  const code = exitCodeOf(report, plan.missing.length, stopCode);
  if (flags.json) terminal.json(runJson(plan.pipeline, report, plan.missing, lang, code));
  else terminal.out(...reportLines(report, plan.missing, lang));
  terminal.say(...crowdedLines(crowdedFrames(await imageNames(plan.pipeline)), lang));
  return code;
}
