/**
 * Refusals that every further order of a run would meet as well, so that sending them is pointless.
 * @module
 */
import { type GeneratorError, ServiceError, StorageError, TransportError } from "../errors.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import { isFreeQuotaUsedUp, normalCode } from "../wan/refusal.ts";

/** Codes that speak of the account, not of the order. */
const ACCOUNT_CODES = new Set([
  "arrearage",
  "accessdeniedunpurchased",
  "allocationquotafreetieronly",
  "commoditynotpurchased",
  "prepaidbilloverdue",
  "postpaidbilloverdue",
  "workspaceaccessdenied",
  "modelaccessdenied",
]);

/** Whether a failure would meet every further order too. */
export function blocksOthers(error: GeneratorError): boolean {
  if (error instanceof StorageError) return true;
  if (error instanceof TransportError) return error.phase === "connect";
  if (!(error instanceof ServiceError)) return false;
  const { status, serviceCode, serviceMessage } = error;
  return status === 401 || ACCOUNT_CODES.has(normalCode(serviceCode)) ||
    isFreeQuotaUsedUp(serviceCode, serviceMessage);
}

/**
 * The refusal that stands inside a failed task, when it speaks of the account: a used-up free quota
 * can be told there alone.
 */
export function blockadeInside({ state, failure, taskId }: OrderRow): ServiceError | undefined {
  if (state !== "failed" || failure === undefined || taskId === undefined) return undefined;
  const error = new ServiceError({
    status: failure.status ?? 200,
    serviceCode: failure.code,
    serviceMessage: failure.message,
    requestId: failure.requestId,
    retry: "never",
    authoritative: true,
  });
  return blocksOthers(error) ? error : undefined;
}
