/**
 * What is ordered on a walk through the undecided: proposed with its price, placed in the background,
 * told as it arrives, waited for at the end.
 * @module
 */
import { type Config, loadConfig } from "../config.ts";
import { InputError } from "../errors.ts";
import { listIllustrations } from "../film/listing.ts";
import { imageNames, type Pipeline } from "../pipeline/folder.ts";
import { crowdedFrames } from "../pipeline/names.ts";
import type { BackgroundRun } from "../run/background_run.ts";
import { BackgroundRuns } from "../run/background_runs.ts";
import { planBudget } from "../run/budget.ts";
import { asGeneratorError, type Session } from "../run/context.ts";
import type { OrderOutcome, OrderResult } from "../run/events.ts";
import { planRun, type RunPlan } from "../run/plan.ts";
import { sameAgain } from "../run/same_again.ts";
import { openService, type ServiceAccess } from "../run/service_access.ts";
import { isFetchable } from "../run/tally.ts";
import { explain, explanationLines } from "../text/explain.ts";
import {
  declinedText,
  isYes,
  offerLines,
  planProblems,
  planWarnings,
  questionText,
} from "../text/plan_texts.ts";
import { crowdedLines, noteLines } from "../text/report.ts";
import { stoppingText } from "../text/stop_texts.ts";
import { underWayText, waitingText, walkOrderLines } from "../text/walk_texts.ts";
import { type ServiceSettings, serviceSettings } from "../wan/service_settings.ts";
import { startSweeping } from "../run/garbage.ts";
import type { Keyboard } from "./keyboard.ts";
import type { StopWatch } from "./stop.ts";
import type { Terminal } from "./terminal.ts";

/** Where the settings of the orders come from; read when the first is proposed. */
export interface WalkOrderSettings {
  /** As named by `--config`; undefined: the default file if there is one. */
  readonly configFile: string | undefined;
  readonly isRehearsal: boolean;
}

/** What the orders need of the terminal. */
interface WalkOrderTools {
  readonly terminal: Terminal;
  readonly keyboard: Keyboard;
  readonly watch: StopWatch;
}

/** Often enough to notice that all has ended if a wake were missed. */
const LOOK_EVERY_MS = 60_000;

/** What is ordered during a walk: agreed to, sent, and gone on with while the walk does. */
export class WalkOrders {
  readonly #pipeline: Pipeline;
  readonly #from: WalkOrderSettings;
  readonly #tools: WalkOrderTools;
  readonly #runs: BackgroundRuns;
  /** By the order's id, what earlier runs had left among them; the latest word counts. */
  readonly #outcomes = new Map<number, OrderOutcome>();
  /** Ids of the orders that were asked for here. */
  readonly #asked = new Set<number>();
  readonly #numbers = new Set<number>();
  #settings: { readonly config: Config; readonly service: ServiceSettings } | undefined;
  #access: ServiceAccess | undefined;
  #endSweeping = () => {};
  /** A run broke off with an order of which nobody knows how it ended. */
  #hasLostSight = false;
  #hasBroken = false;

  constructor(pipeline: Pipeline, from: WalkOrderSettings, tools: WalkOrderTools) {
    this.#pipeline = pipeline;
    this.#from = from;
    this.#tools = tools;
    const { terminal } = tools;
    this.#runs = new BackgroundRuns("accept", {
      onEvent: (event) => terminal.say(...walkOrderLines(event, terminal.lang)),
      onEnd: (run) => this.#noteEnd(run),
    });
  }

  /** Whether what is ordered goes to the rehearsal service. */
  get isRehearsal(): boolean {
    return this.#from.isRehearsal;
  }

  /** Numbers for which something was ordered. */
  get numbers(): number[] {
    return [...this.#numbers];
  }

  /** Whether `resume` can still fetch something that was paid for, or may have been. */
  get canFetchMore(): boolean {
    return this.#hasLostSight || [...this.#outcomes.values()].some(isFetchable);
  }

  /** Whether a picture that was asked for was made. */
  get hasMade(): boolean {
    return this.#results().some((result) => result === "made" || result === "partly");
  }

  /** Whether something that was asked for was not made. */
  get hasFailed(): boolean {
    return this.#hasBroken || this.#results().some((result) => result !== "made");
  }

  /**
   * Proposes to order the same again for a number, and orders it when the person agrees.
   * @returns whether it was ordered
   * @throws {InputError} as the settings, the plan and the service; nothing was sent
   * @throws {StorageError} when the folder or the journal cannot be read
   */
  async propose(index: number): Promise<boolean> {
    const { terminal } = this.#tools;
    const { lang } = terminal;
    if (this.#isUnderWay(index)) {
      terminal.say(underWayText(index, lang));
      return false;
    }
    const { service } = this.#readSettings();
    const plan = await this.#plan(index, service);
    if (plan.problems.length > 0) {
      terminal.say(...planProblems(plan, lang), ...planWarnings(plan, lang));
      return false;
    }
    const session = await this.#session();
    terminal.say(...planWarnings(plan, lang));
    const budget = planBudget([plan], terminal.env, session.clock.now());
    terminal.say(...offerLines(plan, budget, lang));
    if (!await this.#isAgreed()) {
      terminal.say(declinedText(plan.isRehearsal, lang));
      return false;
    }
    this.#numbers.add(index);
    this.#runs.order(session, plan);
    return true;
  }

  /**
   * Waits until all that was ordered has ended, or stops in good order when a signal has come or comes:
   * what is open then stays in the journal, and is named.
   */
  async finish(): Promise<void> {
    const { terminal, watch: { signal } } = this.#tools;
    const numbers = this.numbers.filter((index) => this.#isUnderWay(index));
    if (numbers.length > 0 && !signal.aborted) terminal.say(waitingText(numbers, terminal.lang));
    while (this.#runs.all.length > 0 && !signal.aborted) {
      await this.#runs.changed(LOOK_EVERY_MS, signal);
    }
    if (this.#runs.all.length > 0) {
      terminal.say("", stoppingText(this.isRehearsal, terminal.lang));
    }
    await this.close();
    if (this.#numbers.size === 0) return;
    const crowded = crowdedFrames(await imageNames(this.#pipeline));
    terminal.say(...crowdedLines(crowded, terminal.lang));
  }

  /** Stops what still goes on, in good order, and ends the connections. May be called twice. */
  async close(): Promise<void> {
    await this.#runs.close();
    this.#endSweeping();
    const access = this.#access;
    this.#access = undefined;
    await access?.close();
  }

  #results(): OrderResult[] {
    return [...this.#asked].flatMap((id) => this.#outcomes.get(id)?.result ?? []);
  }

  #isUnderWay(index: number): boolean {
    return this.#runs.all.some(({ plan }) => plan?.entries.some((each) => each.index === index));
  }

  /** Read once: all orders of a walk go to one place. */
  #readSettings() {
    if (this.#settings !== undefined) return this.#settings;
    const { terminal } = this.#tools;
    const config = loadConfig(this.#from.configFile, terminal.env);
    const { isRehearsal } = this.#from;
    const service = serviceSettings(config, { model: undefined, isRehearsal });
    terminal.say(...noteLines(service.notes, terminal.lang));
    return this.#settings = { config, service };
  }

  async #plan(index: number, service: ServiceSettings): Promise<RunPlan> {
    const { illustrations: [listed] } = await listIllustrations(this.#pipeline, [index]);
    if (listed === undefined) throw new InputError("index_unknown", { index });
    return planRun(this.#pipeline, sameAgain(listed, service.model), service);
  }

  async #session(): Promise<Session> {
    if (this.#access !== undefined) return this.#access.session;
    const { terminal: { env, lang, say } } = this.#tools;
    const { config, service } = this.#readSettings();
    const access = await openService(service, { config, env, pipelineDir: this.#pipeline.dir });
    this.#access = access;
    this.#endSweeping = startSweeping();
    say(...noteLines(access.session.notes, lang));
    return access.session;
  }

  /** One key answers, as everywhere on a walk; Ctrl-C ends the walk. */
  async #isAgreed(): Promise<boolean> {
    const { terminal, keyboard, watch } = this.#tools;
    terminal.say(questionText(terminal.lang).trimEnd());
    const key = await keyboard.next();
    if (key === "Ctrl+C") watch.interrupt();
    return isYes(key);
  }

  #noteEnd(run: BackgroundRun): void {
    for (const outcome of run.outcomes) this.#outcomes.set(outcome.order.id, outcome);
    for (const { id } of run.orders) this.#asked.add(id);
    if (run.error === undefined) return;
    this.#hasBroken = true;
    this.#hasLostSight ||= run.orders.some(({ id }) => run.outcome(id) === undefined);
    const { terminal } = this.#tools;
    const { isRehearsal } = this;
    const told = explain(asGeneratorError(run.error), terminal.lang, { isRehearsal });
    terminal.say(...explanationLines(told, terminal.lang));
  }
}
