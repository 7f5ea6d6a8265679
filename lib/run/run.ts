/**
 * Carrying out a plan, and finishing what earlier runs left.
 * @module
 */
import { CeilingError } from "../errors.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { keepReferences } from "../pipeline/reference_files.ts";
import { lostIllustrations } from "./losses.ts";
import { runOrder } from "./run_order.ts";
import type { RunPlan } from "./plan.ts";
import { runWanted } from "./unextended_retry.ts";
import { REHEARSAL } from "../wan/regions.ts";
import { type RunContext, type RunSettings, type Session, withRun } from "./context.ts";
import { refreshed } from "./kept_order.ts";
import type { CeilingHit, OrderOutcome, RunReport } from "./events.ts";
import type { PlannedOrder } from "../pipeline/orders_table.ts";

/**
 * Orders what the plan says, waits for it and saves every picture as it arrives. Orders that earlier
 * runs left unfinished are finished on the way.
 * Under a ceiling only what fits is sent, in the order of the numbers.
 * @throws {StorageError} when the journal or the folders cannot be used, or the ledger under a ceiling;
 * nothing was sent then
 * @throws {ServiceError | TransportError} when a ceiling counts by days and the service cannot be
 * asked what day it is; nothing was sent then
 */
export function regenerate(
  session: Session,
  plan: RunPlan,
  settings: RunSettings,
): Promise<RunReport> {
  return withRun(session, plan.pipeline, settings, async (context) => {
    const { journal, runId } = context;
    await keepReferences(plan.pipeline, plan.entries.flatMap(({ files }) => files));
    const mayRetry = plan.request.retryWithoutExtend ?? false;
    const specs = plan.entries.map(({ order }) => order);
    // Taken before planning, so that what is planned now is not taken for something left.
    const unfinished = leftovers(context);
    const planned = journal.orders.plan(runId, specs, plan.request.again);
    const mine = new Set(planned.map(({ order }) => order.id));
    const left = unfinished.filter(({ id }) => !mine.has(id));
    try {
      const refusals = await reserveAll(context, planned);
      const [leftOutcomes, outcomes] = await allEnded([
        allEnded(left.map((order) => runOrder(context, order, ONLY_FETCHED))),
        allEnded(
          planned.flatMap((each, at) => {
            const spec = specs[at];
            const refusal = refusals.get(each.order.id);
            return spec === undefined
              ? []
              : [runWanted(context, each, spec, { mayRetry, refusal })];
          }),
        ),
      ]);
      return report(context, outcomes ?? [], leftOutcomes ?? []);
    } finally {
      for (const { order } of planned) context.spending.release(refreshed(context, order));
    }
  }, { ceilings: plan.rules.ceilings, price: plan.offer.price, model: plan.offer.name });
}

/**
 * Sets aside what all orders can cost, in the order of their numbers, before the first is sent.
 * @returns why orders do not fit, by their ids
 */
async function reserveAll(
  context: RunContext,
  planned: readonly PlannedOrder[],
): Promise<ReadonlyMap<number, CeilingError>> {
  const refusals = new Map<number, CeilingError>();
  const fresh = planned.filter(({ isAdopted }) => !isAdopted).map(({ order }) => order)
    .toSorted((a, b) => a.illustration - b.illustration);
  if (fresh.length === 0 || context.stop.aborted) return refusals;
  await context.spending.learnTime(context.stop);
  for (const order of fresh) {
    try {
      context.spending.reserve(order);
    } catch (error) {
      if (!(error instanceof CeilingError)) throw error;
      refusals.set(order.id, error);
    }
  }
  return refusals;
}

/** Earlier runs' orders: whoever asked for them did so then, so now they are not sent. */
const ONLY_FETCHED = { isAdopted: true, maySend: false } as const;

/** Which unfinished orders to see to; all when nothing is named. */
export interface ResumeFilter {
  /** Only these orders. */
  readonly orderIds?: readonly number[] | undefined;
}

/**
 * Finishes what earlier runs left: fetches what was paid for and not saved, finds what was sent and
 * never answered. Orders nothing.
 * @throws {StorageError} when the journal or the folders cannot be used
 */
export function resume(
  session: Session,
  pipeline: Pipeline,
  settings: RunSettings,
  { orderIds }: ResumeFilter = {},
): Promise<RunReport> {
  return withRun(session, pipeline, settings, async (context) => {
    const left = leftovers(context).filter(({ id }) => orderIds?.includes(id) ?? true);
    context.journal.orders.sweep();
    const outcomes = await allEnded(left.map((order) => runOrder(context, order, ONLY_FETCHED)));
    const isRehearsal = session.service === REHEARSAL;
    const lost = left.length === 0 ? lostIllustrations(context.journal, isRehearsal) : [];
    return { ...report(context, outcomes, []), lost };
  });
}

/** Unfinished orders of this service that no living run has in hand. */
function leftovers({ journal, session, runId }: RunContext): OrderRow[] {
  return journal.orders.unfinished().filter((order) =>
    order.service === session.service &&
    (order.runId === runId || !journal.runs.isAlive(order.runId))
  );
}

/** Waits for everybody, so that nothing is closed under an order that is being sent. */
async function allEnded<T>(jobs: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(jobs);
  return await Promise.all(jobs);
}

function report(
  context: RunContext,
  outcomes: readonly OrderOutcome[],
  left: readonly OrderOutcome[],
): RunReport {
  const { accepted, billed, saved, stop, journal, session } = context;
  const seen = new Set([...outcomes, ...left].map(({ order }) => order.id));
  // A rehearsal's orders cost nothing, so nobody need be sent after them.
  const elsewhere = journal.orders.unfinished().filter(({ id, service }) =>
    !seen.has(id) && (service !== REHEARSAL || session.service === REHEARSAL)
  );
  const inHandElsewhere = new Set(
    elsewhere.filter(({ runId }) => journal.runs.isAlive(runId)).map(({ id }) => id),
  );
  return {
    outcomes,
    leftovers: left,
    elsewhere,
    inHandElsewhere,
    accepted,
    billed,
    saved,
    notes: session.notes,
    ceiling: ceilingHit(outcomes),
    lost: [],
    wasStopped: stop.aborted,
  };
}

function ceilingHit(outcomes: readonly OrderOutcome[]): CeilingHit | undefined {
  const error = outcomes.map((each) => each.error).find((each) => each instanceof CeilingError);
  if (error === undefined) return undefined;
  const count = (some: readonly OrderOutcome[]) =>
    some.reduce((sum, { order }) => sum + order.n, 0);
  const asked = count(outcomes.filter(({ isAdopted }) => !isAdopted));
  const refused = count(outcomes.filter((each) => each.error instanceof CeilingError));
  return { asked, fitting: Math.max(0, asked - refused), facts: error.facts };
}
