/**
 * Work under way on the illustrations: this server's own, other processes', and what was left behind.
 * @module
 */
import { isoTime } from "../film/candidate.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import type { OrderRow } from "../pipeline/journal_rows.ts";
import type { Jobs } from "./jobs.ts";
import type { PageLang, PageWork } from "../page/state.ts";
import { eventLine } from "../text/run_texts.ts";

/** States of an order that is not finished. */
const STATES: readonly string[] = ["planned", "sending", "unknown", "open", "settled"];

/** Happenings that the state alone does not tell. */
const TOLD_EVENTS: ReadonlySet<string> = new Set(["retrying", "answer-lost", "located"]);

/** The work on each illustration that has any. Reads the journal. */
export function workOf(
  pipeline: Pipeline,
  jobs: Jobs,
  lang: PageLang,
): ReadonlyMap<number, readonly PageWork[]> {
  const journal = Journal.view(pipeline.stateDir);
  try {
    const unfinished = journal?.orders.unfinished() ?? [];
    const byIndex = Map.groupBy(unfinished, ({ illustration }) => illustration);
    return new Map(pipeline.illustrations.map(({ index }) => {
      const inHand = new Map(jobs.inHand(index).map((each) => [each.order.id, each]));
      const known = byIndex.get(index) ?? [];
      const early = [...inHand.values()].filter(({ order }) =>
        order.state === "planned" && !known.some(({ id }) => id === order.id)
      );
      return [index, [
        ...jobs.pending(index).map(({ id, plan, sinceMs }) => ({
          key: `p${id}`,
          state: "planned" as const,
          model: plan.offer.name,
          pictures: plan.request.n,
          since: isoTime(sinceMs),
          note: "",
          isLeft: false,
        })),
        ...[...early.map(({ order }) => order), ...known].map((order) => {
          const mine = inHand.get(order.id);
          const isTold = mine !== undefined && TOLD_EVENTS.has(mine.event.type);
          const line = isTold ? eventLine(mine.event, lang) : undefined;
          const note = mine === undefined ? undefined : line ?? "";
          const isLeft = mine === undefined && journal?.runs.isAlive(order.runId) !== true;
          return describe(journal, order, note, isLeft);
        }),
      ]];
    }));
  } finally {
    journal?.close();
  }
}

function describe(
  journal: Journal | undefined,
  order: OrderRow,
  note: string | undefined,
  isLeft: boolean,
): PageWork {
  const saved = journal?.pictures.ofOrder(order.id).filter(({ state }) => state !== "due").length;
  return {
    key: `o${order.id}`,
    state: STATES.includes(order.state) ? order.state as PageWork["state"] : "settled",
    model: order.model,
    pictures: Math.max(0, order.n - (saved ?? 0)),
    since: isoTime(order.createdAtMs),
    // "[3] ↻ …": the number is known from where it stands.
    note: note?.replace(/^\[\d+\]\s*/, ""),
    isLeft,
  };
}
