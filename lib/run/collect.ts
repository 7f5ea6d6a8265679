/**
 * Fetching the pictures of a settled order: streamed to disk, checked, kept, shown.
 * @module
 */
import { PictureError, TransportError } from "../errors.ts";
import type { OrderRow, PictureRow } from "../pipeline/journal_rows.ts";
import { imagePath } from "../pipeline/paths.ts";
import { asGeneratorError, isStop, type RunContext } from "./context.ts";
import type { Trouble } from "./events.ts";
import { PictureAddresses } from "./picture_addresses.ts";
import { receiveInto } from "./received_picture.ts";
import { isPastTaskLife } from "./service_age.ts";
import { type Backoff, retrying } from "../wan/pacing.ts";
import type { TaskSnapshot } from "../wan/wire.ts";

/** About twenty seconds in all; what cannot be fetched then is fetched by `resume`. */
const DOWNLOAD_BACKOFF: Backoff = { baseMs: 500, capMs: 8_000, maxRetries: 4 };

/** Statuses of an address that is no longer valid. */
const GONE_STATUSES = new Set([403, 404, 410]);

/** What a new answer of the service may heal. */
const STALE_CODES: ReadonlySet<string> = new Set([
  "picture_gone",
  "address_missing",
  "address_odd",
]);

/** What the next attempt would meet again. */
const LASTING_CODES: ReadonlySet<string> = new Set([
  "task_unknown",
  "task_expired",
  "picture_too_large",
]);

/**
 * Fetches every picture of a settled order that is not saved, each as far as it goes.
 * @param task the task's end when it was just seen; asked for again when it was not
 * @returns why pictures are still missing, in the order of their places; empty when none is
 * @throws {StoppedError}
 */
export async function collect(
  context: RunContext,
  order: OrderRow,
  task: TaskSnapshot | undefined,
): Promise<readonly Trouble[]> {
  const addresses = new PictureAddresses(context, order, task);
  const pictures = context.journal.pictures.ofOrder(order.id);
  const jobs = pictures.map(async (picture) => {
    if (picture.state === "due") await fetchPicture(context, order, picture, addresses);
    showPicture(context, order, picture);
  });
  const troubles = (await Promise.allSettled(jobs)).flatMap((job, at) =>
    job.status === "rejected"
      ? [{ place: pictures[at]?.place, error: asGeneratorError(job.reason) }]
      : []
  );
  const stop = troubles.find(({ error }) => isStop(error));
  if (stop !== undefined) throw stop.error;
  return troubles;
}

async function fetchPicture(
  context: RunContext,
  order: OrderRow,
  picture: PictureRow,
  addresses: PictureAddresses,
): Promise<void> {
  const { session, stop, onEvent } = context;
  const free = await session.downloads.take(stop);
  try {
    await retrying(() => attempt(context, picture, addresses), {
      clock: session.clock,
      backoff: DOWNLOAD_BACKOFF,
      signal: stop,
      decide: (error) => isWorthRepeating(error, picture, addresses) ? {} : undefined,
      onWait: (waitMs, error) => {
        onEvent({
          type: "retrying",
          order,
          step: "download",
          waitMs,
          error: asGeneratorError(error),
        });
      },
    });
  } catch (error) {
    loseIfGone(context, order, picture, error);
    throw error;
  } finally {
    free();
  }
}

function isWorthRepeating(
  error: unknown,
  picture: PictureRow,
  addresses: PictureAddresses,
): boolean {
  if (error instanceof TransportError) {
    return error.facts["purpose"] !== "query" && !error.isLasting;
  }
  if (!(error instanceof PictureError)) return false;
  if (STALE_CODES.has(error.code)) return addresses.renew();
  if (error.code === "picture_repeated") return addresses.renew() || addresses.hasAnother(picture);
  return !LASTING_CODES.has(error.code);
}

async function attempt(
  context: RunContext,
  picture: PictureRow,
  addresses: PictureAddresses,
): Promise<void> {
  const address = await addresses.take(picture);
  const answer = await context.session.client.openResult(address.url, context.stop);
  if (answer.status !== 200) {
    answer.cancel();
    const code = GONE_STATUSES.has(answer.status) ? "picture_gone" : "picture_refused";
    throw new PictureError(code, { status: answer.status });
  }
  const file = await context.store.begin().catch((error) => {
    answer.cancel();
    throw error;
  });
  try {
    const { damage, ...facts } = await receiveInto(answer.chunks, file);
    await file.finish();
    if (damage !== undefined) {
      const keptAs = context.store.keepUnchecked(picture, file.path);
      throw new PictureError(damage.code, { ...damage.facts, keptAs });
    }
    if (!address.mayRepeat && isAnothers(context, picture, facts.sha256)) {
      addresses.ruleOut(picture, address.key);
      throw new PictureError("picture_repeated");
    }
    context.store.saveCandidate(picture, file.path, facts, address.key);
    context.saved++;
  } catch (error) {
    await file.discard();
    throw error;
  } finally {
    answer.cancel();
  }
}

/** Whether another picture of the order has these bytes: then the answer may be in another order. */
function isAnothers({ journal }: RunContext, { id, orderId }: PictureRow, sha256: string): boolean {
  return journal.pictures.ofOrder(orderId ?? 0)
    .some((each) => each.id !== id && each.state === "saved" && each.sha256 === sha256);
}

/** What the service has deleted is lost; anything else may still be had by `resume`. */
function loseIfGone(
  context: RunContext,
  order: OrderRow,
  picture: PictureRow,
  error: unknown,
): void {
  if (!(error instanceof PictureError)) return;
  const isGone = error.code === "picture_gone" || error.code === "task_expired";
  if (!isGone || !isPastTaskLife(context, order)) return;
  const status = Number(error.facts["status"] ?? 0) || undefined;
  context.journal.pictures.lose(picture.id, {
    code: error.code,
    message: status === undefined ? "" : `HTTP ${status}`,
  });
}

function showPicture(context: RunContext, order: OrderRow, { id }: PictureRow): void {
  const { journal, store, pipeline } = context;
  const picture = journal.pictures.get(id);
  if (picture?.state !== "saved" || picture.shownAtMs !== undefined) return;
  const name = store.show(order, id);
  const shown = journal.pictures.get(id) ?? picture;
  context.onEvent({
    type: "saved",
    order,
    picture: shown,
    path: name === undefined ? undefined : imagePath(pipeline, name),
    isOtherSize: shown.width !== order.width || shown.height !== order.height,
  });
}
