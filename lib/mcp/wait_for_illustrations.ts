/**
 * Tool `wait_for_illustrations`.
 * @module
 */
import { z } from "zod";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import { REHEARSAL } from "../wan/regions.ts";
import { runAnswer, runShape, runText } from "./run_answer.ts";
import { defineTool, indexArgument, pipelineArgument, type Tool, type ToolCall } from "./tool.ts";
import { settleAccounts, waitArgument, waitForOrders } from "./waiting.ts";

/** `wait_for_illustrations` */
export const waitTool: Tool = defineTool({
  name: "wait_for_illustrations",
  title: "Wait for illustrations",
  description:
    "Waits for open orders, also those of an earlier session, and saves their pictures. Orders nothing, costs nothing.",
  hints: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: true,
  },
  input: z.strictObject({
    pipeline: pipelineArgument,
    indices: z.array(indexArgument).max(200).optional()
      .describe("Only these; also tells how their newest order ended"),
    wait_seconds: waitArgument,
  }),
  output: z.object(runShape),
  run: async ({ pipeline: name, indices, wait_seconds }, call) => {
    const pipeline = await call.context.ownPipeline(name);
    const journal = Journal.openExisting(pipeline.stateDir);
    if (journal === undefined) return nothing(pipeline, call);
    try {
      const orderIds = chooseOrders(journal, pipeline, call, indices);
      if (orderIds.length === 0) return nothing(pipeline, call);
      await takeUp(pipeline, journal, call, orderIds);
      const jobs = call.context.background.jobsOf(pipeline.dir);
      const watch = { pipeline, journal, orderIds, jobs, waitSeconds: wait_seconds };
      await waitForOrders(call, watch);
      call.signal.throwIfAborted();
      const items = settleAccounts(call, watch);
      const currency = orderIds.map((id) => journal.orders.get(id)?.currency).find(Boolean);
      const answer = runAnswer(pipeline, items, currency, call.context.takeNotes(pipeline));
      return { structured: answer, text: runText(answer) };
    } finally {
      journal.close();
    }
  },
});

/** What is open, what ended since it was last told, and, for named illustrations, their newest. */
function chooseOrders(
  journal: Journal,
  pipeline: Pipeline,
  { context }: ToolCall,
  indices: readonly number[] | undefined,
): number[] {
  // Read first: what the sweep calls expired by the clock, the service may still hand out.
  const open = journal.orders.unfinished().map(({ id }) => id);
  journal.orders.sweep();
  const booked = context.background.jobsOf(pipeline.dir).flatMap((job) =>
    job.orders.filter(({ id }) => job.isAtWork(id)).map(({ id }) => id)
  );
  const all = [...new Set([...open, ...booked, ...context.owed(pipeline)])];
  if (indices === undefined) return all;
  const ofIndex = (index: number) => {
    const orders = journal.orders.list(index).map(({ id }) => id);
    const wanted = orders.filter((id) => all.includes(id));
    return wanted.length > 0 ? wanted : orders.slice(-1);
  };
  return [...new Set(indices)].flatMap(ofIndex);
}

/** Sees to it that somebody follows what is open: this process, unless a living one does. */
async function takeUp(
  pipeline: Pipeline,
  journal: Journal,
  { context }: ToolCall,
  orderIds: readonly number[],
): Promise<void> {
  const unfinished = new Set(journal.orders.unfinished().map(({ id }) => id));
  const jobs = context.background.jobsOf(pipeline.dir);
  const idle = orderIds.flatMap((id) => journal.orders.get(id) ?? []).filter((order) =>
    unfinished.has(order.id) && !jobs.some((job) => job.isAtWork(order.id)) &&
    !journal.runs.isAlive(order.runId)
  );
  if (idle.length === 0) return;
  const callSettings = context.callSettings();
  const service = callSettings.service.isRehearsal ? REHEARSAL : callSettings.service.baseUrl;
  const foreign = idle.filter((order) => order.service !== service);
  if (foreign.length > 0) {
    const places = [...new Set(foreign.map((order) => order.service))].join(", ");
    context.leaveNote(
      pipeline,
      `${foreign.length} open orders belong to ${places}, which this server is not set to: they are left alone.`,
    );
  }
  if (foreign.length === idle.length) return;
  const session = await context.session(callSettings, pipeline);
  const job = context.background.resume(session, pipeline, idle.map(({ id }) => id));
  await job.begun();
}

function nothing(pipeline: Pipeline, { context }: ToolCall) {
  const notes = [
    ...context.takeNotes(pipeline),
    "Nothing is open: all that was ordered has ended. list_illustrations shows the candidates.",
  ];
  const answer = runAnswer(pipeline, [], undefined, notes);
  return { structured: answer, text: notes.join("\n") };
}
