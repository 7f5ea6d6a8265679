/**
 * Checks of the journal and of what it promises: the file is whole, every picture is where it says,
 * nothing paid for is about to be lost, what stands in place is what was chosen.
 * @module
 */
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { isoTime } from "../film/candidate.ts";
import { interruptedDecisions } from "../film/listing.ts";
import { type Check, check, checked } from "./check.ts";
import { fileSha256 } from "../pipeline/file_change.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import { type OrderRow, pictureId, type PictureRow } from "../pipeline/journal_rows.ts";
import { clipName, originalName } from "../pipeline/names.ts";
import { imagePath, storedPath } from "../pipeline/paths.ts";
import { TASK_LIFE_MS } from "../wan/task_life.ts";
import { Store } from "../pipeline/store.ts";
import { REHEARSAL } from "../wan/regions.ts";

/** Less than this, and a night may be too long. */
const SOON_MS = 6 * 3_600_000;

/** @param nowMs epoch milliseconds */
export async function checkJournal(pipeline: Pipeline, nowMs: number): Promise<Check[]> {
  const checks: Check[] = [];
  const journal = await checked("journal", checks, () => Journal.view(pipeline.stateDir));
  if (journal === undefined) {
    if (checks.length === 0) checks.push(check("journal", "right", "journal_none"));
    return checks;
  }
  try {
    await checked("journal", checks, async () => {
      checks.push(...wholeness(journal));
      checks.push(...await storeChecks(pipeline, journal));
      checks.push(...orderChecks(journal, nowMs));
      checks.push(...await placeChecks(pipeline, journal));
      checks.push(...findingChecks(journal));
    });
    return checks;
  } finally {
    journal.close();
  }
}

function wholeness(journal: Journal): Check[] {
  const { path } = journal;
  const damage = journal.damage();
  if (damage.length > 0) {
    return [check("journal", "wrong", "journal_damaged", { path, reason: damage[0] })];
  }
  const saved = journal.pictures.list().filter(({ state }) => state === "saved");
  const ordered = saved.filter(({ kind }) => kind === "candidate").length;
  const facts = {
    path,
    orders: journal.orders.list().length,
    pictures: ordered,
    others: saved.length - ordered,
  };
  return [check("journal", "right", "journal_whole", facts)];
}

/** What cannot be used of the journal, and what somebody has still to finish. */
function findingChecks(journal: Journal): Check[] {
  const { decisions, recommendations, references } = journal;
  const interrupted = interruptedDecisions(decisions.list());
  // Read for the sake of their bad rows alone.
  recommendations.list();
  for (const { id } of journal.orders.list()) references.ofOrder(id);
  return [...interrupted, ...journal.findings()]
    .map(({ code, facts }) => check("journal", "wrong", code, facts));
}

async function storeChecks(pipeline: Pipeline, journal: Journal): Promise<Check[]> {
  const store = new Store(pipeline, journal);
  const saved = journal.pictures.list().filter(({ state }) => state === "saved");
  const results = await Promise.all(
    saved.map((picture) => storedCheck(pipeline, store, picture)),
  );
  return results.flatMap((each) => each ?? []);
}

async function storedCheck(
  pipeline: Pipeline,
  store: Store,
  picture: PictureRow,
): Promise<Check | undefined> {
  const own = store.pathOf(picture);
  const found = own === undefined ? undefined : await stat(own).catch(() => undefined);
  const path = storedPath(pipeline, picture.file ?? "");
  const facts = { id: pictureId(picture), index: picture.illustration, path };
  if (found === undefined) return check("journal", "wrong", "picture_file_missing", facts);
  if (found.size === picture.bytes) return undefined;
  return check("journal", "wrong", "picture_file_changed", facts);
}

function orderChecks(journal: Journal, nowMs: number): Check[] {
  const unfinished = journal.orders.unfinished()
    .filter(({ runId }) => !journal.runs.isAlive(runId));
  if (unfinished.length === 0) return [check("journal", "right", "orders_none")];
  return unfinished.map((order) => orderCheck(order, nowMs));
}

function orderCheck(order: OrderRow, nowMs: number): Check {
  const untilMs = (order.acceptedAtMs ?? order.sentAtMs ?? order.createdAtMs) + TASK_LIFE_MS;
  const leftMs = untilMs - nowMs;
  const facts = {
    index: order.illustration,
    taskId: order.taskId,
    until: isoTime(untilMs),
    hours: Math.floor(leftMs / 3_600_000),
    isRehearsal: order.service === REHEARSAL,
  };
  if (order.state === "unknown" || order.state === "sending") {
    return check("journal", "wrong", "order_answer_lost", facts);
  }
  if (leftMs < 0) return check("journal", "wrong", "order_overdue", facts);
  return leftMs < SOON_MS
    ? check("journal", "wrong", "order_expiring", facts)
    : check("journal", "note", "order_open", facts);
}

/** What stands in an original's place by decision, and what may hide it. */
async function placeChecks(pipeline: Pipeline, journal: Journal): Promise<Check[]> {
  const standing = new Map(
    journal.decisions.list()
      .filter(({ kind, state }) => kind === "accept" && state === "done")
      .map((decision) => [decision.illustration, decision]),
  );
  const checks: Check[] = [];
  for (const [index, { pictureId: id, madeAtMs }] of standing) {
    const picture = id === undefined ? undefined : journal.pictures.get(id);
    const path = imagePath(pipeline, originalName(index));
    if (picture === undefined || fileSha256(path) !== picture.sha256) continue;
    const facts = { index, candidate: pictureId(picture) };
    const order = picture.orderId === undefined ? undefined : journal.orders.get(picture.orderId);
    if (order?.service === REHEARSAL) {
      checks.push(check("frames", "wrong", "rehearsal_in_place", facts));
    }
    const name = clipName(index);
    const clip = imagePath(pipeline, name);
    const isStale = existsSync(clip) && (await stat(clip)).mtimeMs < madeAtMs;
    if (isStale) checks.push(check("frames", "wrong", "clip_stale", { ...facts, name }));
  }
  return checks;
}
