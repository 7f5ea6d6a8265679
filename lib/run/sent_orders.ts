/**
 * The user's ledger remembers what was sent and is not fetched yet; a journal that lost such orders
 * gets them back from there before a run does anything else.
 * @module
 */
import { statSync } from "node:fs";
import { z } from "zod";
import type { SentEntry, SentLedger } from "../ledger/sent_ledger.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { Journal } from "../pipeline/journal.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import type { LostOrder } from "../pipeline/lost_orders.ts";
import { entryKey, isOfLedger } from "./order_money.ts";
import { realPath } from "./task_owners.ts";

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

/** What a run has sent, and what the runs before it had. */
export class SentOrders {
  readonly #ledger: SentLedger | undefined;
  readonly #journal: Journal;
  readonly #pipeline: Pick<Pipeline, "dir" | "illustrations">;
  /** As the ledger knows the pipeline, whatever links lead to it. */
  readonly #path: string;
  /** Task ids by order as this run wrote them down. */
  readonly #written = new Map<number, string | undefined>();

  /** @param ledger undefined: nothing is remembered, as with rehearsals */
  constructor(
    ledger: SentLedger | undefined,
    journal: Journal,
    pipeline: Pick<Pipeline, "dir" | "illustrations">,
  ) {
    this.#ledger = ledger;
    this.#journal = journal;
    this.#pipeline = pipeline;
    this.#path = realPath(pipeline.dir);
  }

  /** Writes down where an order stands: from when it is sent until all of it is fetched. */
  note(order: OrderRow): void {
    if (this.#ledger === undefined || !isOfLedger(order)) return;
    if (isUnsent(order) ? this.#written.has(order.id) : this.#isOver(order)) {
      this.#ledger.forget(entryKey(this.#path, order));
      this.#written.delete(order.id);
    } else if (!isUnsent(order) && !this.#isWritten(order)) {
      // Accepted, and the journal could not take it: what the ledger has is not taken back.
      if (order.state === "sending" && this.#written.get(order.id) !== undefined) return;
      this.#ledger.put(this.#entryOf(order));
      this.#written.set(order.id, order.taskId);
    }
  }

  /** Takes up in the journal what the ledger remembers and the journal does not. */
  restore(runId: number): void {
    for (const entry of this.#ledger?.of(this.#path) ?? []) {
      const lost = lostOrderOf(entry);
      if (lost === undefined) continue;
      const known = this.#journal.lostOrders.find(lost);
      if (known !== undefined) {
        if (isUnsent(known) && known.sends < lost.sends) {
          this.#journal.lostOrders.reopen(known.id, lost);
        } else if (this.#isOver(known) || known.state === "dropped") this.#ledger?.forget(entry);
      } else if (this.#isOurs(entry, lost)) {
        const order = this.#journal.lostOrders.restore(runId, lost);
        if (order === undefined) continue;
        if (order.id !== entry.orderId) this.#ledger?.renumber(entry, order.id);
        this.note(order);
      }
    }
  }

  #isWritten({ id, taskId }: OrderRow): boolean {
    return this.#written.has(id) && this.#written.get(id) === taskId;
  }

  #isOver(order: OrderRow): boolean {
    if (order.state !== "settled") return ["failed", "canceled", "expired"].includes(order.state);
    return this.#journal.pictures.ofOrder(order.id).every(({ state }) => state !== "due");
  }

  /** Another pipeline may stand where the one that sent the order stood before it was moved. */
  #isOurs({ folder }: SentEntry, { spec }: LostOrder): boolean {
    if (folder !== "" && folder === folderOf(this.#path)) return true;
    const found = this.#pipeline.illustrations.find(({ index }) => index === spec.illustration);
    return found?.prompt === spec.prompt;
  }

  #entryOf(order: OrderRow): SentEntry {
    const { id: _id, runId: _runId, parentId: _parentId, ...content } = order;
    return {
      ...entryKey(this.#path, order),
      service: order.service,
      folder: folderOf(this.#path),
      taskId: order.taskId,
      content: JSON.stringify({ ...content, sentAtMs: order.sentAtMs ?? order.createdAtMs }),
    };
  }
}

function isUnsent({ state }: OrderRow): boolean {
  return state === "planned" || state === "dropped";
}

/** Undefined: somebody else wrote it. */
function lostOrderOf({ orderId, orderedAtMs, taskId, content }: SentEntry): LostOrder | undefined {
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * What tells a folder from another one at its path, as far as the system says: a number is given again
 * as soon as its folder is removed, so the moment of its birth belongs to it.
 */
function folderOf(path: string): string {
  try {
    const { dev, ino, birthtimeMs } = statSync(path);
    return ino ? `${dev} ${ino} ${Math.floor(birthtimeMs || 0)}` : "";
  } catch {
    return "";
  }
}
