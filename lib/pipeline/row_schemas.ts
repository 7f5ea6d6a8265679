/**
 * How rows of orders and pictures are read from the journal.
 * @module
 */
import { z } from "zod";
import type { Failure, OrderRow, PictureFailure, PictureRow } from "./journal_rows.ts";
import { numberText } from "./names.ts";
import { shownName, storedFile } from "./recorded_paths.ts";
import { digest, flag, illustrationNumber, optional, pixels, rowId, timeMs } from "./row_fields.ts";

const pictureFailureColumns = {
  failure_code: optional(z.string()),
  failure_message: optional(z.string()),
};

const failureColumns = {
  ...pictureFailureColumns,
  failure_status: optional(z.int()),
  failure_request_id: optional(z.string()),
};

function pictureFailureOf(
  { failure_code: code, failure_message: message = "" }: z.infer<
    z.ZodObject<typeof pictureFailureColumns>
  >,
): PictureFailure | undefined {
  return code === undefined ? undefined : { code, message };
}

function failureOf(row: z.infer<z.ZodObject<typeof failureColumns>>): Failure | undefined {
  const failure = pictureFailureOf(row);
  if (failure === undefined) return undefined;
  return { ...failure, status: row.failure_status, requestId: row.failure_request_id };
}

const ORDER_STATES = [
  "planned",
  "sending",
  "unknown",
  "open",
  "settled",
  "failed",
  "canceled",
  "expired",
  "dropped",
] as const;

/** A row of `orders`, without its references; version 1 has no protocol, no count of sends and no time of the service's. */
export const orderSchema: z.ZodType<Omit<OrderRow, "references">> = z.object({
  id: rowId,
  run_id: rowId,
  illustration: illustrationNumber,
  fingerprint: z.string(),
  service: z.string(),
  model: z.string(),
  protocol: z.enum(["text2image", "messages"]).default("text2image"),
  prompt: z.string(),
  negative_prompt: optional(z.string()),
  width: pixels,
  height: pixels,
  n: z.int().min(1),
  seed: optional(z.int()),
  prompt_extend: flag,
  watermark: flag,
  unit_price: optional(z.number()),
  currency: optional(z.string()),
  parent_id: optional(rowId),
  state: z.enum(ORDER_STATES),
  task_id: optional(z.string()),
  request_id: optional(z.string()),
  created_at_ms: timeMs,
  sent_at_ms: optional(timeMs),
  service_sent_at_ms: optional(timeMs),
  sends: z.int().min(0).default(0),
  accepted_at_ms: optional(timeMs),
  ended_at_ms: optional(timeMs),
  service_ended_at_ms: optional(timeMs),
  ...failureColumns,
  billed: optional(z.int()),
}).transform((row) => ({
  id: row.id,
  runId: row.run_id,
  illustration: row.illustration,
  fingerprint: row.fingerprint,
  service: row.service,
  model: row.model,
  protocol: row.protocol,
  prompt: row.prompt,
  negativePrompt: row.negative_prompt,
  width: row.width,
  height: row.height,
  n: row.n,
  seed: row.seed,
  promptExtend: row.prompt_extend,
  watermark: row.watermark,
  unitPrice: row.unit_price,
  currency: row.currency,
  parentId: row.parent_id,
  state: row.state,
  taskId: row.task_id,
  requestId: row.request_id,
  createdAtMs: row.created_at_ms,
  sentAtMs: row.sent_at_ms,
  serviceSentAtMs: row.service_sent_at_ms,
  sends: row.sends,
  acceptedAtMs: row.accepted_at_ms,
  endedAtMs: row.ended_at_ms,
  serviceEndedAtMs: row.service_ended_at_ms,
  failure: failureOf(row),
  billed: row.billed,
}));

/** A row of `pictures`: its file lies in its own illustration's folder of the store. */
export const pictureSchema: z.ZodType<PictureRow> = z.object({
  id: rowId,
  order_id: optional(rowId),
  illustration: illustrationNumber,
  kind: z.enum(["candidate", "original", "found"]),
  place: z.int().min(1),
  state: z.enum(["due", "saved", "refused", "lost"]),
  file: optional(storedFile),
  source_name: optional(z.string()),
  sha256: optional(digest),
  bytes: optional(z.int().min(0)),
  width: optional(pixels),
  height: optional(pixels),
  actual_prompt: optional(z.string()),
  address_key: optional(z.string()),
  ...pictureFailureColumns,
  saved_at_ms: optional(timeMs),
  shown_at_ms: optional(timeMs),
  view_name: optional(shownName),
}).refine(
  ({ illustration, file }) => file?.startsWith(`${numberText(illustration)}/`) ?? true,
  { path: ["file"] },
).transform((row) => ({
  id: row.id,
  orderId: row.order_id,
  illustration: row.illustration,
  kind: row.kind,
  place: row.place,
  state: row.state,
  file: row.file,
  sourceName: row.source_name,
  sha256: row.sha256,
  bytes: row.bytes,
  width: row.width,
  height: row.height,
  actualPrompt: row.actual_prompt,
  addressKey: row.address_key,
  failure: pictureFailureOf(row),
  savedAtMs: row.saved_at_ms,
  shownAtMs: row.shown_at_ms,
  viewName: row.view_name,
}));
