/**
 * Carrying out a plan, and finishing what earlier runs left.
 * @module
 */
import type { Pipeline } from "../pipeline/folder.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { keepReferences } from "../pipeline/reference_files.ts";
import { lostIllustrations } from "./losses.ts";
import { runOrder } from "./run_order.ts";
import type { RunPlan } from "./plan.ts";
import { runWanted } from "./unextended_retry.ts";
import { REHEARSAL } from "../wan/regions.ts";
import { type RunContext, type RunSettings, type Session, withRun } from "./context.ts";
import type { OrderOutcome, RunReport } from "./events.ts";

/**
 * Orders what the plan says, waits for it and saves every picture as it arrives. Orders that earlier
 * runs left unfinished are finished on the way.
 * @throws {StorageError} when the journal or the folders cannot be used; nothing was sent then
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
    const [leftOutcomes, outcomes] = await allEnded([
      allEnded(left.map((order) => runOrder(context, order, ONLY_FETCHED))),
      allEnded(
        planned.flatMap((each, at) => {
          const spec = specs[at];
          return spec === undefined ? [] : [runWanted(context, each, spec, mayRetry)];
        }),
      ),
    ]);
    return report(context, outcomes ?? [], leftOutcomes ?? []);
  });
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
    const lost = left.length === 0 ? lostIllustrations(context.journal) : [];
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
    lost: [],
    wasStopped: stop.aborted,
  };
}
