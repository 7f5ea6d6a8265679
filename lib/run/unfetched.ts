/**
 * What a failed run leaves to fetch.
 * @module
 */
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import { REHEARSAL } from "../wan/regions.ts";

/**
 * Whether something that was paid for, or may have been, can still be fetched by `resume`, as far as
 * the journal can be read; what a living run of another process sees to is that run's. One of this
 * process has failed, even where a full disk did not let it write that it ended. Reads only.
 * @param isRehearsal otherwise a rehearsal's orders do not count: they cost nothing
 */
export function hasUnfetched({ stateDir }: Pipeline, isRehearsal: boolean): boolean {
  let journal: Journal | undefined;
  try {
    journal = Journal.view(stateDir);
    const orders = journal?.orders.unfinished() ?? [];
    return orders.some(({ service, runId }) =>
      (isRehearsal || service !== REHEARSAL) && journal?.runs.isAliveElsewhere(runId) === false
    );
  } catch {
    // What ended the run is told; a journal that cannot be read says nothing about money.
    return false;
  } finally {
    journal?.close();
  }
}
