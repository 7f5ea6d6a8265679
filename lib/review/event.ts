/**
 * What happens on the page, told to the terminal that serves it.
 * @module
 */
import type { DecisionRequest } from "../page/state.ts";
import type { RunEvent } from "../run/events.ts";

/** What happened while the page was open, for whoever started it from a terminal. */
export type ReviewEvent =
  /** Something was decided or taken back, and is on the disk. */
  | { readonly type: "decided"; readonly request: DecisionRequest }
  /** Something happened to what the page ordered or fetches. */
  | { readonly type: "run"; readonly event: RunEvent };
