/**
 * What a cancelled call leaves behind.
 * @module
 */
import type { BackgroundRun } from "../run/background_run.ts";
import { cancelOrders, type CancelReport } from "../run/cancel.ts";
import { orderCost } from "../run/order_cost.ts";
import { enForm } from "../text/lang.ts";
import { formatMoney } from "../text/money.ts";
import { REHEARSAL } from "../wan/regions.ts";
import { rounded } from "./run_answer.ts";
import type { ToolCall } from "./tool.ts";

/**
 * Cancels what a call ordered as far as the service lets us, and tells what will be billed all the
 * same. Pictures that will come are fetched in the background.
 */
export async function cancelRun(call: ToolCall, job: BackgroundRun): Promise<void> {
  const { context } = call;
  const { session, pipeline } = job;
  const bought = () => job.orders.filter(({ isAdopted }) => !isAdopted).map(({ id }) => id);
  const stopped = job.stop();
  await cancelOrders(session, pipeline, bought());
  await stopped;
  const report = await cancelOrders(session, pipeline, bought());
  const note = noteOf(report);
  context.leaveNote(pipeline, note);
  for (const { id } of report.kept) context.owed(pipeline).add(id);
  context.background.resume(session, pipeline, undefined);
  call.log(note);
}

function noteOf({ canceled, kept, unsent }: CancelReport): string {
  const indices = (orders: CancelReport["kept"]) =>
    orders.map(({ illustration }) => `#${illustration}`).join(", ");
  const pictures = kept.reduce((sum, { n, billed }) => sum + (billed ?? n), 0);
  const prices = kept.map((order) => orderCost(order, order.billed ?? order.n));
  const total = prices.reduce<number | undefined>(
    (sum, each) => sum === undefined || each === undefined ? undefined : sum + each,
    0,
  );
  const currency = kept[0]?.currency;
  const cost = total === undefined ? "" : `, about ${formatMoney(rounded(total), currency)}`;
  const free = [...canceled, ...unsent];
  const isRehearsal = [...kept, ...free].every(({ service }) => service === REHEARSAL);
  const nothing = isRehearsal ? "Nothing more will come." : "Nothing more will be charged.";
  return [
    "An earlier call was cancelled.",
    ...(free.length === 0 ? [] : [
      `Stopped in time${isRehearsal ? "" : ", not charged"}: ${indices(free)}.`,
    ]),
    ...(kept.length === 0 ? [nothing] : [
      `${isRehearsal ? "Already being made" : "Already being made, so it will be charged"}: ${
        indices(kept)
      } (${pictures} ${enForm(pictures, "picture", "pictures")}${
        isRehearsal ? "" : cost
      }); wait_for_illustrations gets them.`,
    ]),
  ].join(" ");
}
