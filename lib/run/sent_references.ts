/**
 * The pictures of an order as they go out: read from their copies and written as `data:` addresses.
 * @module
 */
import { StorageError } from "../errors.ts";
import { dataAddress } from "../image/reference_picture.ts";
import { fingerprintOf } from "../pipeline/fingerprint.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import type { PipelinePlaces } from "../pipeline/paths.ts";
import { keptFolder, readKeptReference } from "../pipeline/reference_files.ts";
import { referenceRuleOf } from "../wan/models.ts";
import { limitsFor } from "./references.ts";

/**
 * Makes the addresses of an order's references, in their order.
 * @throws {StorageError} `reference_lost` when a copy is gone or changed, or a reference can no longer
 * be read from the journal: then the order must not be sent
 */
export function referenceAddresses(places: PipelinePlaces, order: OrderRow): string[] {
  const { references } = order;
  if (references.length === 0 && order.protocol === "text2image") return [];
  const rule = referenceRuleOf(order.model);
  // Not only what is there counts: an order that lost a picture would be another order.
  if (fingerprintOf(order) !== order.fingerprint) {
    throw new StorageError("reference_lost", { path: keptFolder(places) });
  }
  if (rule === undefined) return [];
  const limits = limitsFor(rule, references.length);
  return references.map(({ sha256 = "" }) =>
    dataAddress(readKeptReference(places, sha256, limits))
  );
}
