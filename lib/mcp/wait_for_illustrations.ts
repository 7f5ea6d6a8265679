/**
 * Tool `wait_for_illustrations`.
 * @module
 */
import { z } from "zod";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import { enForm } from "../text/lang.ts";
import {
  goneNote,
  lostNote,
  neverOrderedNote,
  NOTHING_OPEN_NOTE,
  openBesidesNote,
} from "../text/mcp_notes.ts";
import { REHEARSAL } from "../wan/regions.ts";
import { leftNotes } from "./budget_notes.ts";
import { takeUpLost } from "./lost_orders.ts";
import {
  runAnswer,
  type RunItem,
  runLines,
  type RunMoney,
  runObject,
  runShape,
} from "./run_answer.ts";
import { defineTool, indexArgument, pipelineArgument, type Tool, type ToolCall } from "./tool.ts";
import { settleAccounts, untilRecorded, waitArgument, waitForOrders } from "./waiting.ts";

/** `wait_for_illustrations` */
export const waitTool: Tool = defineTool({
  name: "wait_for_illustrations",
  title: "Wait for illustrations",
  description:
    "Waits for open orders, including those of earlier sessions, and saves their pictures. Orders nothing, costs nothing.",
  hints: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: true,
  },
  input: z.strictObject({
    pipeline: pipelineArgument,
    indices: z.array(indexArgument).max(200).optional()
      .describe("Only these; also reports how their newest order ended"),
    wait_seconds: waitArgument,
  }),
  output: z.object(runShape),
  run: async ({ pipeline: name, indices, wait_seconds }, call) => {
    const pipeline = await call.context.ownPipeline(name);
    const endMs = performance.now() + wait_seconds * 1_000;
    const leftMs = () => Math.max(0, endMs - performance.now());
    await untilRecorded(call, call.context.background.of(pipeline.dir));
    const lost = await takeUpLost(call, pipeline, leftMs);
    const journal = Journal.openExisting(pipeline.stateDir);
    try {
      const chosen = chooseOrders(journal, pipeline, call, indices);
      const items = journal === undefined
        ? []
        : await waitFor(call, pipeline, journal, chosen.orderIds, leftMs() / 1_000);
      // What was lost for a while may come back; what is gone is told once.
      if (lost === 0) { for (const id of chosen.gone) call.context.owed(pipeline).delete(id); }
      const answer = runAnswer(
        pipeline,
        items,
        moneyOf(journal, chosen),
        [
          ...call.context.takeNotes(pipeline),
          ...notesOf(chosen, lost, call.context.settings.isRehearsal),
          ...leftNotes(call.context),
        ],
        chosen.absent,
      );
      const isError = indices !== undefined && chosen.absent.length === new Set(indices).size;
      return { structured: runObject(answer), lines: runLines(answer, true), isError };
    } finally {
      journal?.close();
    }
  },
});

function moneyOf(journal: Journal | undefined, { orderIds }: Chosen): RunMoney {
  const orders = orderIds.flatMap((id) => journal?.orders.get(id) ?? []);
  return {
    currency: orders.map(({ currency }) => currency).find(Boolean),
    isRehearsal: orders.length > 0 && orders.every(({ service }) => service === REHEARSAL),
  };
}

/** What a call is about. */
interface Chosen {
  readonly orderIds: readonly number[];
  /** Numbers asked for that exist and have no order. */
  readonly neverOrdered: readonly number[];
  /** Numbers asked for that do not exist. */
  readonly absent: readonly number[];
  /** Open illustrations that were not asked for. */
  readonly openBesides: readonly number[];
  /** In hand, or owed to the assistant, and not in the journal any more. */
  readonly gone: readonly number[];
}

/** What is open, what ended since it was last told, and, for named illustrations, their newest. */
function chooseOrders(
  journal: Journal | undefined,
  pipeline: Pipeline,
  { context }: ToolCall,
  indices: readonly number[] | undefined,
): Chosen {
  const open = journal === undefined ? [] : openOrders(journal, pipeline, context);
  const known = [...new Set([...open, ...context.owed(pipeline)])];
  const gone = known.filter((id) => journal?.orders.get(id) === undefined);
  const all = known.filter((id) => !gone.includes(id));
  if (indices === undefined) {
    return { orderIds: all, neverOrdered: [], absent: [], openBesides: [], gone };
  }
  const asked = [...new Set(indices)].map((index) => {
    const orders = journal?.orders.list(index).map(({ id }) => id) ?? [];
    const wanted = orders.filter((id) => all.includes(id));
    return { index, ids: wanted.length > 0 ? wanted : orders.slice(-1) };
  });
  const orderIds = asked.flatMap(({ ids }) => ids);
  const without = asked.filter(({ ids }) => ids.length === 0).map(({ index }) => index);
  const exists = (index: number) => pipeline.illustrations.some((each) => each.index === index);
  const besides = open.filter((id) => !orderIds.includes(id))
    .flatMap((id) => journal?.orders.get(id)?.illustration ?? []);
  return {
    orderIds,
    neverOrdered: without.filter(exists),
    absent: without.filter((index) => !exists(index)),
    openBesides: [...new Set(besides)],
    gone,
  };
}

/** What some run has in hand, or the service. */
function openOrders(
  journal: Journal,
  pipeline: Pipeline,
  context: ToolCall["context"],
): number[] {
  // Read first: what the sweep calls expired by the clock, the service may still hand out.
  const open = journal.orders.unfinished().map(({ id }) => id);
  journal.orders.sweep();
  const recorded = context.background.of(pipeline.dir).flatMap((job) =>
    job.orders.filter(({ id }) => job.isAtWork(id)).map(({ id }) => id)
  );
  // Another living process has them and waits for its turn to send.
  const queued = journal.orders.list()
    .filter(({ state, runId }) => state === "planned" && journal.runs.isAlive(runId))
    .map(({ id }) => id);
  return [...new Set([...open, ...recorded, ...queued])];
}

/** @param lost orders that the journal lost and no run has taken up yet */
function notesOf(
  { orderIds, neverOrdered, absent, openBesides, gone }: Chosen,
  lost: number,
  isRehearsal: boolean,
): string[] {
  const besides = openBesides.length === 0 ? [] : [openBesidesNote(openBesides)];
  if (lost > 0) return [lostNote(lost), ...besides];
  if (gone.length > 0) return [goneNote(gone.length, isRehearsal), ...besides];
  const isNothing = orderIds.length + absent.length + openBesides.length === 0;
  return [
    ...(neverOrdered.length === 0 ? [] : [neverOrderedNote(neverOrdered)]),
    ...besides,
    ...(isNothing ? [NOTHING_OPEN_NOTE] : []),
  ];
}

async function waitFor(
  call: ToolCall,
  pipeline: Pipeline,
  journal: Journal,
  orderIds: readonly number[],
  waitSeconds: number,
): Promise<RunItem[]> {
  await takeUp(pipeline, journal, call, orderIds);
  const jobs = call.context.background.of(pipeline.dir);
  const watch = { pipeline, journal, orderIds, jobs, waitSeconds };
  await waitForOrders(call, watch);
  call.signal.throwIfAborted();
  return settleAccounts(call, watch);
}

/** Sees to it that somebody follows what is open: this process, unless a living one does. */
async function takeUp(
  pipeline: Pipeline,
  journal: Journal,
  { context }: ToolCall,
  orderIds: readonly number[],
): Promise<void> {
  const unfinished = new Set(journal.orders.unfinished().map(({ id }) => id));
  const jobs = context.background.of(pipeline.dir);
  const idle = orderIds.flatMap((id) => journal.orders.get(id) ?? []).filter((order) =>
    unfinished.has(order.id) && !jobs.some((job) => job.isAtWork(order.id)) &&
    !journal.runs.isAlive(order.runId)
  );
  if (idle.length === 0) return;
  const callSettings = context.callSettings(undefined, false);
  const service = callSettings.service.isRehearsal ? REHEARSAL : callSettings.service.baseUrl;
  const foreign = idle.filter((order) => order.service !== service);
  if (foreign.length > 0) {
    const places = [...new Set(foreign.map((order) => order.service))].join(", ");
    context.leaveNote(
      pipeline,
      `${foreign.length} open ${
        enForm(foreign.length, "order belongs", "orders belong")
      } to ${places}, which this server is not configured for, and will not be touched.`,
    );
  }
  if (foreign.length === idle.length) return;
  const session = await context.session(callSettings, pipeline);
  const job = context.background.resume(session, pipeline, idle.map(({ id }) => id));
  await job.begun();
}
