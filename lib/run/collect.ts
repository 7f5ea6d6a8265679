/**
 * Fetching the pictures of a settled order: streamed to disk, checked, kept, shown.
 * @module
 */
import { join } from "node:path";
import { startSha256 } from "../digest.ts";
import { type GeneratorError, PictureError, TransportError } from "../errors.ts";
import { fetchTask } from "./follow.ts";
import type { OrderRow, PictureRow } from "../pipeline/journal_rows.ts";
import { TASK_LIFE_MS } from "../wan/task_life.ts";
import type { StoredFile } from "../pipeline/pictures_table.ts";
import { PngReader } from "../image/png_reader.ts";
import { asGeneratorError, isStop, type RunContext } from "./context.ts";
import { type Backoff, retrying } from "../wan/pacing.ts";
import type { TaskSnapshot } from "../wan/wire.ts";

/** About twenty seconds in all; what cannot be fetched then is fetched by `resume`. */
const DOWNLOAD_BACKOFF: Backoff = { baseMs: 500, capMs: 8_000, maxRetries: 4 };

/** Statuses of an address that is no longer valid. */
const GONE_STATUSES = new Set([403, 404, 410]);

/**
 * Fetches every picture of a settled order that is not saved, each as far as it goes.
 * @param task the task's end when it was just seen; asked for again when it was not
 * @returns the first failure, if a picture is still missing
 * @throws {StoppedError}
 */
export async function collect(
  context: RunContext,
  order: OrderRow,
  task: TaskSnapshot | undefined,
): Promise<GeneratorError | undefined> {
  const source = new Source(context, order, task);
  const jobs = context.journal.pictures.ofOrder(order.id).map(async (picture) => {
    if (picture.state === "due") await fetchPicture(context, order, picture, source);
    showPicture(context, order, picture);
  });
  const errors = (await Promise.allSettled(jobs)).flatMap((job) =>
    job.status === "rejected" ? [asGeneratorError(job.reason)] : []
  );
  const stop = errors.find(isStop);
  if (stop !== undefined) throw stop;
  return errors[0];
}

/** Where the addresses come from; asked again once when they turn out to be stale. */
class Source {
  readonly #context: RunContext;
  readonly #order: OrderRow;
  #task: Promise<TaskSnapshot> | undefined;
  #isFresh: boolean;

  constructor(context: RunContext, order: OrderRow, task: TaskSnapshot | undefined) {
    this.#context = context;
    this.#order = order;
    this.#task = task === undefined ? undefined : Promise.resolve(task);
    this.#isFresh = false;
  }

  /** @throws {PictureError} `task_unknown` when the service has no such picture any more */
  async url(place: number): Promise<string> {
    this.#task ??= this.#ask();
    const item = (await this.#task).results[place - 1];
    if (item?.kind === "picture") return item.url;
    const { taskId } = this.#order;
    throw new PictureError("task_unknown", { taskId, ageHours: this.#ageHours() });
  }

  /** Asks for new addresses; false when that was done already. */
  renew(): boolean {
    if (this.#isFresh) return false;
    this.#task = this.#ask();
    this.#task.catch(() => {});
    return true;
  }

  #ask(): Promise<TaskSnapshot> {
    this.#isFresh = true;
    return fetchTask(this.#context, this.#order);
  }

  #ageHours(): number {
    const { acceptedAtMs, createdAtMs } = this.#order;
    return Math.floor(
      (this.#context.session.clock.now() - (acceptedAtMs ?? createdAtMs)) / 3_600_000,
    );
  }
}

async function fetchPicture(
  context: RunContext,
  order: OrderRow,
  picture: PictureRow,
  source: Source,
): Promise<void> {
  const { session, stop, onEvent } = context;
  const free = await session.downloads.take(stop);
  try {
    await retrying(() => attempt(context, picture, source), {
      clock: session.clock,
      backoff: DOWNLOAD_BACKOFF,
      signal: stop,
      decide: (error) => isWorthRepeating(error, source) ? {} : undefined,
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

function isWorthRepeating(error: unknown, source: Source): boolean {
  if (error instanceof TransportError) return !error.isLasting;
  if (!(error instanceof PictureError)) return false;
  if (error.code === "picture_gone") return source.renew();
  return error.code !== "task_unknown";
}

async function attempt(context: RunContext, picture: PictureRow, source: Source): Promise<void> {
  const url = await source.url(picture.place);
  const answer = await context.session.client.openResult(url, context.stop);
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
    const { damage, ...facts } = await readInto(answer.chunks, file);
    await file.finish();
    if (damage !== undefined) {
      const keptAs = context.store.keepUnchecked(picture, file.path);
      throw new PictureError(damage.code, { ...damage.facts, keptAs });
    }
    context.store.saveCandidate(picture, file.path, facts);
    context.saved++;
  } catch (error) {
    await file.discard();
    throw error;
  } finally {
    answer.cancel();
  }
}

type ReadResult = Omit<StoredFile, "file"> & { readonly damage: PictureError | undefined };

/** Reads to the end even when it is no picture: what was paid for is kept in any case. */
async function readInto(
  chunks: AsyncIterable<Uint8Array>,
  file: { write(bytes: Uint8Array): Promise<void> },
): Promise<ReadResult> {
  const reader = new PngReader();
  const hash = startSha256();
  let bytes = 0;
  let damage: PictureError | undefined;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    await file.write(chunk);
    if (damage === undefined) damage = damageIn(() => reader.push(chunk));
  }
  const facts = { sha256: hash.digest("hex"), bytes };
  damage ??= damageIn(() => reader.finish());
  if (damage !== undefined) return { ...facts, width: undefined, height: undefined, damage };
  return { ...facts, ...reader.finish(), damage };
}

function damageIn(step: () => unknown): PictureError | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof PictureError) return error;
    throw error;
  }
}

/** What the service has deleted is lost; anything else may still be had by `resume`. */
function loseIfGone(
  { journal, session }: RunContext,
  order: OrderRow,
  picture: PictureRow,
  error: unknown,
): void {
  if (!(error instanceof PictureError)) return;
  const ageMs = session.clock.now() - (order.acceptedAtMs ?? order.createdAtMs);
  const isGone = error.code === "picture_gone" || error.code === "task_unknown";
  if (!isGone || ageMs < TASK_LIFE_MS) return;
  const status = Number(error.facts["status"] ?? 0) || undefined;
  journal.pictures.lose(picture.id, {
    status,
    code: error.code,
    message: "",
    requestId: undefined,
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
    path: name === undefined ? undefined : join(pipeline.imagesDir, name),
    isOtherSize: shown.width !== order.width || shown.height !== order.height,
  });
}
