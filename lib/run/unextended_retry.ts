/**
 * One more try without rewriting: what the service makes of a prompt can be refused by its own
 * moderation, which the prompt as it was written would have passed. Source: "Wan text-to-image V2 API
 * reference", which advises just this.
 * @module
 */
import type { GeneratorError } from "../errors.ts";
import type { OrderSpec } from "../pipeline/journal_rows.ts";
import type { PlannedOrder } from "../pipeline/orders_table.ts";
import { isModeration } from "../wan/refusal.ts";
import type { RunContext } from "./context.ts";
import type { OrderOutcome } from "./events.ts";
import { runOrder } from "./run_order.ts";

/** How a wanted order is carried out. */
export interface WantedTerms {
  /** Whether to order once more without rewriting. */
  readonly mayRetry: boolean;
  /** Why it is not sent, although it was asked for. */
  readonly refusal: GeneratorError | undefined;
}

/**
 * Sees a wanted order through. When moderation refused its rewritten prompt and nothing was made of
 * it, the same is ordered once without rewriting, and told; only where that was asked for.
 * @param spec what the order was made from
 */
export async function runWanted(
  context: RunContext,
  { order, isAdopted }: PlannedOrder,
  spec: OrderSpec,
  { mayRetry, refusal }: WantedTerms,
): Promise<OrderOutcome> {
  const outcome = await runOrder(context, order, { isAdopted, maySend: true, refusal });
  if (!mayRetry || !wasRewriteRefused(outcome) || context.stop.aborted) return outcome;
  const unextended = { ...spec, promptExtend: false };
  const [again] = context.journal.orders.plan(context.runId, [unextended], false);
  if (again === undefined) return outcome;
  context.onEvent({ type: "unextended", order: again.order });
  return await runOrder(context, again.order, { isAdopted: again.isAdopted, maySend: true });
}

function wasRewriteRefused({ order, result }: OrderOutcome): boolean {
  return result === "failed" && order.promptExtend && order.failure !== undefined &&
    isModeration(order.failure.code);
}
