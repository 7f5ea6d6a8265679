/**
 * All that stood in an order's way, piece by piece: of several pictures each may fail in its own way.
 * @module
 */
import type { GeneratorError } from "../errors.ts";
import type { Failure, OrderRow, PictureFailure, PictureRow } from "../pipeline/journal_rows.ts";
import type { Trouble } from "./events.ts";

/** One thing that stood in an order's way. */
export interface Obstacle {
  /** Place of the picture in the service's answer, from 1; undefined: it concerns the whole order. */
  readonly place: number | undefined;
  /** What this run met, or what the journal remembers. */
  readonly cause: GeneratorError | Failure | PictureFailure;
}

/**
 * Puts together what a run met and what the journal remembers of an order.
 * @param troubles what the run met; empty when it met nothing or is not known any more
 * @returns what concerns the whole order first, then picture by picture
 */
export function obstaclesOf(
  { failure }: OrderRow,
  pictures: readonly PictureRow[],
  troubles: readonly Trouble[],
): Obstacle[] {
  const met = troubles.map(({ place, error }) => ({ place, cause: error }));
  const whole = failure === undefined || met.length > 0
    ? []
    : [{ place: undefined, cause: failure }];
  const refused = failure !== undefined
    ? []
    : pictures.flatMap(({ place, failure: cause }) =>
      cause === undefined || met.some((each) => each.place === place) ? [] : [{ place, cause }]
    );
  return [...met, ...whole, ...refused].sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
}
