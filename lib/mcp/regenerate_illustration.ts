/**
 * Tool `regenerate_illustration`.
 * @module
 */
import { z } from "zod";
import { StoppedError, StorageError } from "../errors.ts";
import { Journal } from "../pipeline/journal.ts";
import type { BackgroundRun } from "../run/background_run.ts";
import { planRun, type RegenerateRequest, type RunPlan } from "../run/plan.ts";
import { isReferenceFile } from "../run/reference_names.ts";
import { enForm } from "../text/lang.ts";
import { costUnknownText, refusedPriceNote } from "../text/mcp_notes.ts";
import { formatPrice } from "../text/money.ts";
import { PICTURES_RANGE, SEED_RANGE } from "../wan/models.ts";
import { parseWantedSize } from "../wan/order.ts";
import { currencyOf } from "../wan/regions.ts";
import { planNotes, spentNotes } from "./budget_notes.ts";
import { cancelRun } from "./cancelling.ts";
import { findingLines } from "./finding_sentences.ts";
import type { CallSettings } from "./server_context.ts";
import {
  dryRun,
  notOrdered,
  type OrderAnswer,
  orderAnswer,
  orderShape,
  refusal,
} from "./order_answer.ts";
import {
  type Answer,
  defineTool,
  indexArgument,
  pipelineArgument,
  type Tool,
  type ToolCall,
} from "./tool.ts";
import { settleAccounts, untilRecorded, waitArgument, waitForOrders } from "./waiting.ts";

/** Illustrations of one call: enough for a film, and an answer that stays readable. */
const MAX_INDICES = 50;

const input = z.strictObject({
  pipeline: pipelineArgument,
  indices: z.array(indexArgument).min(1).max(MAX_INDICES),
  prompt: z.string().min(1).max(8_000).optional()
    .describe(
      "Replaces the recorded prompt for this order",
    ),
  negative_prompt: z.string().max(4_000).optional(),
  references: z.array(z.string()).optional()
    .describe("Pictures to resemble: `2`, `c17`, `auto`, a file"),
  edit: z.string().max(8_000).optional().describe("What to change in the current picture"),
  model: z.string().min(1).max(100).optional()
    .describe("Default: the configured model, else wan2.5-t2i-preview"),
  size: z.string().max(20).default("fit")
    .describe("`fit` (matches the film), 1280*720 or 16:9"),
  n: z.int().min(PICTURES_RANGE.min).max(PICTURES_RANGE.max).default(1)
    .describe("Pictures per illustration, each charged"),
  seed: z.int().min(SEED_RANGE.min).max(SEED_RANGE.max).optional(),
  prompt_extend: z.boolean().default(false).describe("Let the service rewrite the prompt"),
  watermark: z.boolean().default(false),
  dry_run: z.boolean().default(false).describe("Only report the price and problems; free"),
  wait_seconds: waitArgument,
});

type Arguments = z.output<typeof input>;

/** `regenerate_illustration` */
export const regenerateTool: Tool = defineTool({
  name: "regenerate_illustration",
  title: "Regenerate illustrations",
  description:
    "Orders new candidate pictures. Costs money: check the price with dry_run first. Originals stay until accept_illustration. If an order is still running, do not repeat the call: use wait_for_illustrations.",
  hints: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: true,
  },
  input,
  output: orderShape,
  run: async (args, call) => {
    const pipeline = await call.context.ownPipeline(args.pipeline);
    const callSettings = call.context.callSettings(args.model);
    const request = {
      ...requestOf(args, callSettings),
      references: await referencesOf(args, call),
    };
    const plan = planRun(pipeline, request, callSettings.service);
    if (plan.problems.length > 0) return refusal(plan, args.dry_run);
    if (args.dry_run) return dryRun(plan, callSettings, planNotes(plan, call.context));
    const session = await call.context.session(callSettings, pipeline);
    const declined = await askFirst(plan, call, callSettings);
    if (declined !== undefined) {
      return notOrdered(plan, [declined, ...planNotes(plan, call.context)]);
    }
    const job = call.context.background.order(session, plan);
    return await followRun(args, call, plan, job);
  },
});

function requestOf(args: Arguments, { service }: CallSettings): RegenerateRequest {
  return {
    indices: args.indices.join(","),
    model: service.model,
    size: parseWantedSize(args.size),
    n: args.n,
    seed: args.seed,
    promptExtend: args.prompt_extend,
    watermark: args.watermark,
    prompt: args.prompt,
    negativePrompt: args.negative_prompt,
    edit: args.edit,
    again: false,
  };
}

/** The names of references; a file must lie inside the root, and is named by its whole path. */
function referencesOf(
  { references }: Arguments,
  { context }: ToolCall,
): Promise<readonly string[] | undefined> {
  const resolved = references?.map(async (name) =>
    isReferenceFile(name) ? await context.file(name) : name
  );
  return resolved === undefined ? Promise.resolve(undefined) : Promise.all(resolved);
}

async function followRun(
  args: Arguments,
  call: ToolCall,
  plan: RunPlan,
  job: BackgroundRun,
): Promise<Answer<OrderAnswer>> {
  const { pipeline } = plan;
  await untilRecorded(call, [job]);
  if (job.error !== undefined && job.orders.length === 0) throw job.error;
  try {
    return await followOrders(args, call, plan, job);
  } catch (error) {
    // What a failed look says of money is true of the look alone.
    if (!(error instanceof StorageError)) throw error;
    const { path = pipeline.dir, reason = error.code } = error.facts;
    throw new StorageError("orders_unseen", { path, reason }, error);
  }
}

async function followOrders(
  args: Arguments,
  call: ToolCall,
  plan: RunPlan,
  job: BackgroundRun,
): Promise<Answer<OrderAnswer>> {
  const { context, signal } = call;
  const { pipeline } = plan;
  for (const { id } of job.orders) context.owed(pipeline).add(id);
  const journal = Journal.open(pipeline.stateDir);
  try {
    const watch = {
      pipeline,
      journal,
      orderIds: job.orders.map(({ id }) => id),
      jobs: [job],
      waitSeconds: args.wait_seconds,
    };
    await waitForOrders(call, watch);
    if (signal.aborted && await call.wasCancelled()) await cancelRun(call, job);
    signal.throwIfAborted();
    return orderAnswer(plan, settleAccounts(call, watch), [
      ...findingLines([...plan.warnings, ...job.session.notes]),
      ...spentNotes(plan, job, context),
      ...context.takeNotes(pipeline),
    ]);
  } finally {
    journal.close();
  }
}

/** Asks the person, once, before the first request that costs; undefined: go on. */
async function askFirst(plan: RunPlan, call: ToolCall, { service }: CallSettings) {
  const { price, isRehearsal, offer, entries } = plan;
  if (price.pictures === 0 || isRehearsal || !call.context.settings.asksFirst) return undefined;
  const indices = entries.map(({ index }) => `#${index}`).join(", ");
  const cost = price.total === undefined
    ? costUnknownText(currencyOf(service.baseUrl))
    : formatPrice(price, false, "en");
  const consent = await call.ask(
    [
      `Order ${price.pictures} ${
        enForm(price.pictures, "picture", "pictures")
      } for ${indices} from ${offer.name}? ${cost}.`,
      ...planNotes(plan, call.context),
    ].join(" "),
  );
  if (call.signal.aborted) throw new StoppedError(call.signal.reason);
  if (consent === "accept" || consent === "not_asked") return undefined;
  return refusedPriceNote(consent);
}
