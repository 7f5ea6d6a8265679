/**
 * The pipeline that the review page is measured with: illustrations with candidates of usual size,
 * painted with grain, which compresses as little as a photograph.
 * @module
 */
import { randomFillSync } from "node:crypto";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256Of } from "../../lib/digest.ts";
import { packRows, wrapPng } from "../../lib/image/png_writer.ts";
import { openPipeline, type Pipeline } from "../../lib/pipeline/folder.ts";
import { Journal } from "../../lib/pipeline/journal.ts";
import { originalName } from "../../lib/pipeline/names.ts";
import { Store } from "../../lib/pipeline/store.ts";
import { paint } from "../../lib/wan/emulator/painting.ts";
import { REHEARSAL } from "../../lib/wan/regions.ts";
import { plainSpec } from "../../tests/support/plain_order.ts";

/** Illustrations of the measured pipeline. */
export const ILLUSTRATIONS = 60;
/** Candidates of each. */
const CANDIDATES = 4;
/** Of every picture. */
const SIZE = { width: 1280, height: 720 } as const;
/** More than a window shows, so that no two pictures in it are the same. */
const VARIANTS = 16;

/** Makes the pipeline in a folder. */
export async function makePipeline(home: string): Promise<Pipeline> {
  const images = join(home, "images");
  await mkdir(images);
  const indices = Array.from({ length: ILLUSTRATIONS }, (_, at) => at + 1);
  const illustrations = indices.map((index) => ({
    index,
    title: `Иллюстрация ${index}`,
    prompt: `Scene ${index}. `.repeat(40),
  }));
  await writeFile(join(home, "illustrations.json"), JSON.stringify({ illustrations }));
  const variants: string[] = [];
  for (let at = 0; at < VARIANTS; at++) {
    const path = join(home, `variant-${at}.png`);
    await writeFile(path, await noisyPicture(at));
    variants.push(path);
  }
  const variant = (at: number) => variants[at % VARIANTS] ?? "";
  await Promise.all(indices.map((at) => copyFile(variant(at), join(images, originalName(at)))));
  const pipeline = await openPipeline(home);
  await addCandidates(pipeline, variant);
  return pipeline;
}

/** A painting with grain, which compresses as little as a photograph. */
async function noisyPicture(seed: number): Promise<Uint8Array> {
  const rows = await paint({ ...SIZE, seed: `bench ${seed}`, lines: [`PICTURE ${seed}`] });
  const grain = randomFillSync(new Uint8Array(rows.length));
  const rowBytes = 1 + 3 * SIZE.width;
  for (let at = 0; at < rows.length; at++) {
    if (at % rowBytes !== 0) rows[at] = Math.min(255, (rows[at] ?? 0) + ((grain[at] ?? 0) & 15));
  }
  const packed = await packRows(rows, SIZE.width);
  return wrapPng({ ...SIZE, packed, comment: "", noiseBytes: 0 });
}

async function addCandidates(pipeline: Pipeline, variant: (at: number) => string): Promise<void> {
  const journal = Journal.open(pipeline.stateDir);
  const store = new Store(pipeline, journal);
  await store.prepare();
  const runId = journal.runs.begin("bench");
  for (const { index, prompt = "" } of pipeline.illustrations) {
    const spec = plainSpec(index, {
      service: REHEARSAL,
      prompt,
      ...SIZE,
      n: CANDIDATES,
      seed: index,
      unitPrice: 0,
      currency: undefined,
    });
    for (const { order } of journal.orders.plan(runId, [spec], true)) {
      journal.orders.claim(order.id, runId);
      journal.orders.accept(order.id, `task-${order.id}`, undefined);
      const places = Array.from({ length: CANDIDATES }, (_, at) => ({ place: at + 1 }));
      journal.pictures.expect(order.id, index, places);
      journal.orders.settle(order.id, CANDIDATES, undefined);
      for (const picture of journal.pictures.ofOrder(order.id)) {
        const bytes = await readFile(variant(index * CANDIDATES + picture.place));
        const file = await store.begin();
        await file.write(bytes);
        await file.finish();
        const facts = { sha256: sha256Of(bytes), bytes: bytes.length };
        store.saveCandidate(picture, file.path, { ...facts, ...SIZE });
        journal.pictures.show(picture.id, undefined);
      }
    }
  }
  journal.runs.end(runId);
  journal.close();
}
