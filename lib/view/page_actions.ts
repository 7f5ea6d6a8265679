/**
 * What the page may do, whoever carries its requests: HTTP in a browser window, calls of tools in a chat.
 * @module
 */
import { z } from "zod";
import type { Environment } from "../environment.ts";
import type { DecisionRequest, DecisionResult, OrderQuote, PageLang } from "../page/state.ts";
import { planBudget } from "../run/budget.ts";
import type { RunPlan } from "../run/plan.ts";
import type { ServiceSettings } from "../wan/service_settings.ts";
import { Confirmations } from "./confirmations.ts";
import { DecisionQueue, type Decisions } from "./decisions.ts";
import type { Jobs } from "./jobs.ts";
import { orderFormsSchema, planForm, quoteOf } from "./order_form.ts";
import type { Snapshots } from "./snapshot.ts";

const indexSchema = z.int().min(0);
const decisionSchema: z.ZodType<DecisionRequest> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("accept"),
    index: indexSchema,
    candidate: z.string().regex(/^[cof]\d+$/),
    savePrompt: z.boolean(),
    setAsideClips: z.boolean(),
  }),
  z.strictObject({ kind: z.enum(["keep", "reject"]), index: indexSchema }),
  z.strictObject({ kind: z.literal("undo"), index: indexSchema, decision: z.int() }),
]);
const confirmedSchema = z.strictObject({ forms: orderFormsSchema, confirmation: z.string() });
const resumeSchema = z.strictObject({
  index: z.int().min(0),
  orderIds: z.array(z.int()).min(1).max(1_000),
});
const noticeSchema = z.strictObject({ id: z.int() });

/** What the actions of one page work with. */
export interface PageActionParts {
  readonly snapshots: Snapshots;
  readonly jobs: Jobs;
  /** Where orders go. */
  readonly service: ServiceSettings;
  readonly decisions: Decisions;
  /** Told when a decision has taken effect. @default nobody is told */
  readonly onDecided?: (request: DecisionRequest) => void;
  /** Where the user's ledger stands. */
  readonly env: Environment | undefined;
}

/**
 * The actions of one page. Every request is taken as it came.
 * All of them @throw {z.ZodError} for a request that is none of the page's, and as the use case.
 */
export class PageActions {
  readonly #parts: PageActionParts;
  readonly #queue: DecisionQueue;
  readonly #confirmations = new Confirmations();

  constructor(parts: PageActionParts) {
    this.#parts = parts;
    this.#queue = new DecisionQueue(parts.decisions, parts.onDecided);
  }

  /** Decides, in the order of the requests. */
  async decide(request: unknown, lang: PageLang): Promise<DecisionResult> {
    const decision = decisionSchema.parse(request);
    return await this.#queue.decide(await this.#parts.snapshots.pipeline(), decision, lang);
  }

  /** What orders would cost. */
  async quote(request: unknown, lang: PageLang): Promise<OrderQuote> {
    const forms = orderFormsSchema.parse(request);
    const { snapshots, jobs, service } = this.#parts;
    const pipeline = await snapshots.pipeline();
    const plans = forms.map((form) => planForm(pipeline, form, service));
    // A missing key is said before the price, not after the person agreed to it.
    await jobs.session();
    return this.#quoteOf(plans, lang);
  }

  /** Orders what was agreed to; a quote comes back when that is no longer what would be ordered. */
  async order(request: unknown, lang: PageLang): Promise<OrderQuote | undefined> {
    const { forms, confirmation } = confirmedSchema.parse(request);
    const { snapshots, jobs, service } = this.#parts;
    const [session, pipeline] = [await jobs.session(), await snapshots.pipeline()];
    // Nothing is waited for from here on, so that of two equal requests one finds it used up.
    const plans = forms.map((form) => planForm(pipeline, form, service));
    const isAgreed = this.#confirmations.redeem(confirmation, plans) &&
      plans.every(({ problems }) => problems.length === 0);
    if (!isAgreed) return this.#quoteOf(plans, lang);
    for (const [at, plan] of plans.entries()) jobs.begin(session, plan, forms[at]?.index ?? 0);
    return undefined;
  }

  /** Begins to fetch what earlier runs left. */
  async resume(request: unknown): Promise<void> {
    const { index, orderIds } = resumeSchema.parse(request);
    const { snapshots, jobs } = this.#parts;
    jobs.beginResume(await jobs.session(), await snapshots.pipeline(), orderIds, index);
  }

  /** A notice was read. */
  dismiss(request: unknown): void {
    this.#parts.jobs.dismiss(noticeSchema.parse(request).id);
  }

  #quoteOf(plans: readonly RunPlan[], lang: PageLang): OrderQuote {
    const budget = planBudget(plans, this.#parts.env ?? {}, Date.now());
    return quoteOf(plans, { confirmation: this.#confirmations.issue(plans), budget }, lang);
  }
}
