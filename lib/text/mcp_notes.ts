/**
 * Notes that go with an answer about orders, for an assistant: English, as all its texts.
 * @module
 */
import { illustrationsText, missingText } from "./illustration_numbers.ts";
import { enForm } from "./lang.ts";
import { UNASKED_REMEDY } from "./mcp_texts.ts";

/** Orders that the service is known to work on, or to hold ready. */
export const STILL_RUNNING_NOTE =
  "Whatever is queued, running or not fetched is safe: call wait_for_illustrations and do not order it again.";

/** About orders of which nobody can tell whether the service has them. */
export function unknownNote(isRehearsal: boolean): string {
  return isRehearsal
    ? "Whatever is unknown may be lost: the rehearsal service does not show it. wait_for_illustrations checks once more; if it stays unknown, order again with another `seed`."
    : "Whatever is unknown may be lost: the service does not show it, and it may have been billed. wait_for_illustrations checks once more; if it stays unknown, tell the user, and order again (with another `seed`) only if they accept that they may pay twice.";
}

/** No order is open anywhere in the pipeline. */
export const NOTHING_OPEN_NOTE =
  "Nothing is open: every order has ended. list_illustrations shows the candidates.";

/** What cannot be counted is said with the currency it will be billed in. */
export function costUnknownText(currency: string | undefined): string {
  return `cost unknown: no price is known for this model in this region${
    currency === undefined ? "" : `, which bills in ${currency}`
  }`;
}

/** @param indices numbers that were asked for and do not exist */
export function absentNote(indices: readonly number[]): string {
  return `index_unknown: ${
    missingText(indices, "en").replace(/^T/, "t")
  }. Call \`list_illustrations\` for the numbers.`;
}

/** @param answer `cancel` or `decline`, as the client said it */
export function refusedPriceNote(answer: string): string {
  return `Nothing was ordered and nothing was charged: the question about the price came back as "${answer}", which some clients answer without showing it. Ask the user how to proceed. ${UNASKED_REMEDY}`;
}

/** @param indices illustrations that exist and have no order */
export function neverOrderedNote(indices: readonly number[]): string {
  return `Nothing was ever ordered for ${illustrationsText(indices, "en")}.`;
}

/** @param indices illustrations that were not asked about */
export function openBesidesNote(indices: readonly number[]): string {
  return `Also open: ${illustrationsText(indices, "en")}.`;
}

/** @param count orders that the journal lost, that the ledger knows and that no run has in hand yet */
export function lostNote(count: number): string {
  const orders = enForm(count, "order", "orders");
  return `The pipeline's journal in .alibaba/ was deleted or replaced and has lost ${count} ${orders} that may be charged for. Call wait_for_illustrations again to fetch the ${
    enForm(count, "picture", "pictures")
  }; do not order again.`;
}

/** @param count orders of this server that the journal has no more and nothing else remembers */
export function goneNote(count: number, isRehearsal: boolean): string {
  const which = `${count} ${enForm(count, "order", "orders")} of this server`;
  const paid = isRehearsal
    ? ""
    : " They may have been billed: ask the user before ordering them again.";
  return `The pipeline's journal in .alibaba/ was deleted or replaced and does not have ${which} any more. How they ended cannot be told; pictures that were saved are in images/.${paid}`;
}
