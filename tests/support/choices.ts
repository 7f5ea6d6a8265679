/**
 * Pipelines with candidates, as a finished run leaves them, and pictures of a folder's state.
 */
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { Journal } from "../../lib/pipeline/journal.ts";
import type { OrderSpec } from "../../lib/pipeline/journal_rows.ts";
import { pictureId } from "../../lib/pipeline/journal_rows.ts";
import { Store } from "../../lib/pipeline/store.ts";
import { solidPng } from "./harness.ts";
import { plainSpec } from "./plain_order.ts";

/** An order that a test wants to have been made. */
export interface MadeOrder extends Partial<OrderSpec> {
  readonly index: number;
  /** Greys of the pictures, one a place. */
  readonly greys: readonly number[];
}

/** What is made is a rose, small, for speed. */
const ROSE = {
  prompt: "A rose between two pages",
  negativePrompt: "blurry",
  width: 64,
  height: 36,
  seed: 42,
};

/** Makes an order with its pictures by the journal's and the store's own means; returns their ids. */
export async function makeOrder(dir: string, made: MadeOrder): Promise<string[]> {
  const { index, greys, ...spec } = made;
  const pipeline = await openPipeline(dir);
  const journal = Journal.open(pipeline.stateDir);
  try {
    const store = new Store(pipeline, journal);
    await store.prepare();
    const runId = journal.runs.begin("generate");
    const order = plainSpec(index, { ...ROSE, ...spec, n: greys.length });
    const [planned] = journal.orders.plan(runId, [order], true);
    const id = planned?.order.id ?? 0;
    journal.orders.claim(id, runId);
    journal.orders.accept(id, `task-${id}-${runId}`, `request-${id}`);
    journal.orders.settle(id, greys.length, Date.now());
    journal.pictures.expect(
      id,
      index,
      greys.map((_, at) => ({ place: at + 1, actualPrompt: "A rose, rewritten" })),
    );
    for (const picture of journal.pictures.ofOrder(id)) {
      await savePicture(store, picture, solidPng(64, 36, greys[picture.place - 1] ?? 0));
      const order = journal.orders.get(id);
      if (order !== undefined) store.show(order, picture.id);
    }
    journal.runs.end(runId);
    return journal.pictures.ofOrder(id).map(pictureId);
  } finally {
    journal.close();
  }
}

/** Leaves an order open, accepted some hours ago by a run that is over. */
export function leaveOpenOrder(
  dir: string,
  index: number,
  hoursAgo: number,
  service?: string,
): void {
  const atMs = Date.now() - hoursAgo * 3_600_000;
  const journal = Journal.open(join(dir, ".alibaba"), () => atMs);
  const runId = journal.runs.begin("generate");
  const order = plainSpec(index, { ...ROSE, ...(service === undefined ? {} : { service }) });
  const [planned] = journal.orders.plan(runId, [order], true);
  const id = planned?.order.id ?? 0;
  journal.orders.claim(id, runId);
  journal.orders.accept(id, `task-${id}`, undefined);
  journal.runs.end(runId);
  journal.close();
}

async function savePicture(
  store: Store,
  picture: Parameters<Store["saveCandidate"]>[0],
  bytes: Uint8Array,
): Promise<void> {
  const file = await store.begin();
  await file.write(bytes);
  await file.finish();
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  store.saveCandidate(picture, file.path, { sha256, bytes: bytes.length, width: 64, height: 36 });
}

/** Every file of the pipeline outside the state folder with its bytes. */
export function snapshot(dir: string): Record<string, string> {
  const names = readdirSync(dir, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => !name.startsWith(".alibaba"))
    .filter((name) => statSync(join(dir, name)).isFile());
  return Object.fromEntries(
    names.sort().map((name) => [name, readFileSync(join(dir, name)).toString("base64")]),
  );
}

/** Copies a pipeline into a folder of its own, gives it to `act`, removes it. */
export async function withCopy<T>(dir: string, act: (copy: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "копия цветка "));
  try {
    const copy = join(home, "pipeline_Копия");
    cpSync(dir, copy, { recursive: true, preserveTimestamps: true });
    return await act(copy);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Files that show the old picture: the clip of a number, the film, a cover. */
export async function makeFilm(dir: string, index: number): Promise<void> {
  const number = String(index).padStart(2, "0");
  await writeFile(join(dir, "images", `video_${number}.mp4`), `clip of ${index}`);
  await writeFile(join(dir, "video.mp4"), "film");
  await writeFile(join(dir, "cover.png"), solidPng(8, 8, 8));
}
