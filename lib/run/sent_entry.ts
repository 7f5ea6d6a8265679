/**
 * How an order is written into the user's ledger while something of it is left to fetch, and read again.
 * @module
 */
import { statSync } from "node:fs";
import { z } from "zod";
import type { SentEntry } from "../ledger/sent_ledger.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import type { LostOrder } from "../pipeline/lost_orders.ts";
import { entryKey } from "./order_money.ts";

const count = z.int().min(1);

/** An order as it is written into the ledger; what JSON leaves out is undefined. */
const contentSchema = z.object({
  illustration: z.int().min(0),
  service: z.string(),
  model: z.string(),
  protocol: z.enum(["text2image", "messages"]),
  prompt: z.string(),
  negativePrompt: z.string().optional(),
  width: count,
  height: count,
  n: count,
  seed: z.int().optional(),
  promptExtend: z.boolean(),
  watermark: z.boolean(),
  unitPrice: z.number().optional(),
  currency: z.string().optional(),
  references: z.array(z.object({
    kind: z.enum(["illustration", "picture", "file"]),
    source: z.string().optional(),
    sha256: z.string().optional(),
    bytes: z.int().min(0).optional(),
    width: count.optional(),
    height: count.optional(),
  })),
  sends: count.default(1),
  sentAtMs: z.int().min(0),
  serviceSentAtMs: z.int().min(0).optional(),
});

/**
 * An order as the ledger remembers it.
 * @param path the pipeline's folder as the ledger knows it
 */
export function sentEntry(path: string, order: OrderRow): SentEntry {
  const { id: _id, runId: _runId, parentId: _parentId, ...content } = order;
  return {
    ...entryKey(path, order),
    service: order.service,
    folder: folderOf(path),
    taskId: order.taskId,
    content: JSON.stringify({ ...content, sentAtMs: order.sentAtMs ?? order.createdAtMs }),
  };
}

/** The order of an entry; undefined: somebody else wrote it. */
export function lostOrderOf(
  { orderId, orderedAtMs, taskId, content }: SentEntry,
): LostOrder | undefined {
  const known = contentSchema.safeParse(parsed(content)).data;
  if (known === undefined) return undefined;
  const { sends, sentAtMs, serviceSentAtMs, references, ...order } = known;
  const spec = {
    ...order,
    negativePrompt: order.negativePrompt,
    seed: order.seed,
    unitPrice: order.unitPrice,
    currency: order.currency,
    parentId: undefined,
    references: references.map(({ kind, source, sha256, bytes, width, height }) => ({
      kind,
      source,
      // The journal that this number was of is lost.
      pictureId: undefined,
      sha256,
      bytes,
      width,
      height,
    })),
  };
  return { id: orderId, spec, createdAtMs: orderedAtMs, sends, sentAtMs, serviceSentAtMs, taskId };
}

/**
 * What tells a folder from another one at its path, as far as the system says: a number is given again
 * as soon as its folder is removed, so the moment of its birth belongs to it. Empty: nothing does.
 */
export function folderOf(path: string): string {
  try {
    const { dev, ino, birthtimeMs } = statSync(path);
    return ino ? `${dev} ${ino} ${Math.floor(birthtimeMs || 0)}` : "";
  } catch {
    return "";
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
