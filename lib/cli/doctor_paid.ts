/**
 * `doctor --paid`: one real picture of the cheapest model, through everything that an order goes
 * through. It is the one check that no rehearsal can give, so it is asked for by name, shown with its
 * price and confirmed.
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, loadConfig } from "../config.ts";
import { reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { stateFolder } from "../ledger/state_folder.ts";
import { openPipeline } from "../pipeline/folder.ts";
import { ILLUSTRATIONS_FILE } from "../pipeline/names.ts";
import { pathIn } from "../pipeline/paths.ts";
import { planRun, type RunPlan } from "../run/plan.ts";
import { regenerate } from "../run/run.ts";
import { openService } from "../run/service_access.ts";
import { PAID_TEXTS, paidCheckJson, paidCheckLines, paidCheckOf } from "../text/paid_check.ts";
import { noteLines } from "../text/report.ts";
import { formatPrice } from "../text/money.ts";
import { cheapestModel } from "../wan/order.ts";
import { regionOf } from "../wan/regions.ts";
import { serviceSettings } from "../wan/service_settings.ts";
import { EXIT, exitCodeOf } from "./exit_codes.ts";
import { isYes } from "../text/plan_texts.ts";
import type { Terminal } from "./terminal.ts";
import { watchedRun } from "./watched_run.ts";

/** What is drawn: nothing that any moderation could object to. */
const PROMPT = "A small red paper boat on calm water, soft morning light, watercolour";

const WAIT_MS = 600_000;

/** Flags as they were typed. */
export interface PaidCheckFlags {
  readonly config?: string;
  readonly model?: string;
  readonly confirm?: boolean;
  readonly json?: boolean;
}

/**
 * Runs the check and returns its exit code: 0 when the whole chain was seen working.
 * @throws {InputError | StorageError} before anything was sent
 */
export async function runPaidCheck(terminal: Terminal, flags: PaidCheckFlags): Promise<number> {
  const { lang, env } = terminal;
  const config = loadConfig(flags.config, env);
  const { baseUrl } = serviceSettings(config, { model: undefined, isRehearsal: false });
  const model = flags.model ?? cheapestModel(regionOf(baseUrl));
  const service = serviceSettings(config, { model, isRehearsal: false });
  terminal.say(...noteLines(service.notes, lang));
  const plan = await planPicture(terminal, service);
  const opened = await openService(service, access(config, terminal, plan));
  try {
    const price = formatPrice(plan.price, false, lang);
    terminal.say(PAID_TEXTS.offer[lang]({ model: plan.offer.name, price, dir: plan.pipeline.dir }));
    if (flags.confirm !== false && !isYes(await terminal.ask(PAID_TEXTS.question[lang]))) {
      terminal.say(PAID_TEXTS.declined[lang]);
      return EXIT.failed;
    }
    const { report, stopCode } = await watchedRun(
      terminal,
      {
        numbers: plan.entries.map(({ index }) => index),
        pictures: plan.price.pictures,
        isRehearsal: false,
      },
      (watched) =>
        regenerate(opened.session, plan, { command: "doctor", waitMs: WAIT_MS, ...watched }),
    );
    const check = paidCheckOf(plan, report);
    const code = exitCodeOf(report, 0, stopCode);
    if (flags.json) terminal.json(paidCheckJson(check, lang, code));
    else terminal.out(...paidCheckLines(check, lang));
    return code;
  } finally {
    await opened.close();
  }
}

function access(config: Config, { env }: Terminal, { pipeline }: RunPlan) {
  return { config, env, pipelineDir: pipeline.dir, waitMs: WAIT_MS, maxOpenTasks: undefined };
}

/** A pipeline of one illustration in the user's own state folder: the picture is paid for and stays. */
async function planPicture(
  { env }: Terminal,
  service: Parameters<typeof planRun>[2] & { readonly model: string },
): Promise<RunPlan> {
  const stamp = new Date().toISOString().replaceAll(/[-:.TZ]/g, "");
  const dir = join(stateFolder(env) ?? tmpdir(), "paid-checks", `pipeline_${stamp}`);
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const illustrations = [{ index: 1, title: "doctor --paid", prompt: PROMPT }];
    writeFileSync(pathIn(dir, ILLUSTRATIONS_FILE), JSON.stringify({ illustrations }, null, 2));
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new StorageError("not_writable", { path: dir, reason }, error);
  }
  return planRun(await openPipeline(dir), {
    indices: "1",
    model: service.model,
    size: "fit",
    n: 1,
    seed: undefined,
    promptExtend: false,
    watermark: false,
    again: false,
  }, service);
}
