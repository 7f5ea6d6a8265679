/**
 * Notes that go with an answer about orders, for an assistant: English, as all its texts.
 * @module
 */
import { illustrationsText, missingText } from "./illustration_numbers.ts";
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
