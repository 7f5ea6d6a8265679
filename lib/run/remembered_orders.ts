/**
 * What the user's ledger says was sent from a pipeline and is not fetched yet, beside what the
 * pipeline's journal says.
 * @module
 */
import type { SentEntry } from "../ledger/sent_ledger.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { Journal } from "../pipeline/journal.ts";
import { isUnsent, type OrderRow } from "../pipeline/journal_rows.ts";
import type { LostOrder } from "../pipeline/lost_orders.ts";
import { folderOf, lostOrderOf } from "./sent_entry.ts";
import { realPath } from "./task_owners.ts";

/** An order that the ledger remembers. */
export interface RememberedOrder {
  readonly entry: SentEntry;
  /** As the ledger has it. */
  readonly order: LostOrder;
  /** As the journal has it. */
  readonly known: OrderRow | undefined;
  /**
   * The journal has lost it: it was deleted, or it is older than the sending of the order. An order of
   * another pipeline that stood at the same path before is none of this journal's.
   */
  readonly isLost: boolean;
}

/**
 * What the entries of a pipeline in the ledger mean, in their order. Each is looked up when it is asked
 * for: what is done about one may change what the journal knows of the next.
 * @param journal undefined: there is none
 */
export function* rememberedOrders(
  entries: readonly SentEntry[],
  journal: Journal | undefined,
  pipeline: Pick<Pipeline, "dir" | "illustrations">,
): Generator<RememberedOrder> {
  for (const entry of entries) {
    const order = lostOrderOf(entry);
    if (order === undefined) continue;
    const known = journal?.lostOrders.find(order);
    const isLost = known === undefined
      ? isOf(pipeline, entry, order)
      : isUnsent(known) && known.sends < order.sends;
    yield { entry, order, known, isLost };
  }
}

function isOf(
  { dir, illustrations }: Pick<Pipeline, "dir" | "illustrations">,
  { folder }: SentEntry,
  { spec }: LostOrder,
): boolean {
  if (folder !== "" && folder === folderOf(realPath(dir))) return true;
  return illustrations.find(({ index }) => index === spec.illustration)?.prompt === spec.prompt;
}
