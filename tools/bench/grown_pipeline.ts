/**
 * A pipeline as it is after years: many illustrations, each with an original and a candidate that was
 * ordered. The pictures have one pixel, so that only their number counts.
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256Of } from "../../lib/digest.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { Journal } from "../../lib/pipeline/journal.ts";
import { numberText, originalName } from "../../lib/pipeline/names.ts";
import { REHEARSAL } from "../../lib/wan/regions.ts";
import { plainSpec } from "../../tests/support/plain_order.ts";
import { withPipeline } from "./measured.ts";

/** A PNG of one pixel. */
export const DOT = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
  "base64",
);

/** Makes a pipeline of so many illustrations and as many orders, gives its folder to `act`, removes it. */
export function withGrownPipeline<T>(
  illustrations: number,
  act: (dir: string) => Promise<T>,
): Promise<T> {
  return withPipeline(illustrations, async (dir) => {
    const images = join(dir, "images");
    for (let index = 1; index <= illustrations; index++) {
      writeFileSync(join(images, originalName(index)), DOT);
    }
    const pipeline = await openPipeline(dir);
    mkdirSync(pipeline.stateDir, { mode: 0o700 });
    const journal = Journal.open(pipeline.stateDir);
    try {
      journal.transaction(() => fill(journal, pipeline.stateDir, images, illustrations));
    } finally {
      journal.close();
    }
    return await act(dir);
  });
}

function fill(journal: Journal, stateDir: string, images: string, illustrations: number): void {
  const runId = journal.runs.begin("bench");
  const numbers = Array.from({ length: illustrations }, (_, at) => at + 1);
  for (const { order } of journal.orders.plan(runId, numbers.map(specOf), true)) {
    journal.orders.claim(order.id, runId);
    journal.orders.accept(order.id, `task-${order.id}`, undefined);
    journal.pictures.expect(order.id, order.illustration, [{ place: 1 }]);
    journal.orders.settle(order.id, 1, undefined);
    const number = numberText(order.illustration);
    const folder = join(stateDir, "pictures", number);
    mkdirSync(folder, { recursive: true });
    const sha256 = sha256Of(DOT);
    const name = `order-${order.id}-1-${sha256.slice(0, 12)}.png`;
    writeFileSync(join(folder, name), DOT);
    const [picture] = journal.pictures.ofOrder(order.id);
    if (picture === undefined) throw new Error("The journal took no picture");
    const facts = { file: `${number}/${name}`, sha256, bytes: DOT.length, width: 1, height: 1 };
    journal.pictures.save(picture.id, facts, undefined);
    const shown = `illustration_${number}_alibaba.png`;
    writeFileSync(join(images, shown), DOT);
    journal.pictures.show(picture.id, shown);
  }
  journal.runs.end(runId);
}

function specOf(illustration: number) {
  return plainSpec(illustration, {
    service: REHEARSAL,
    prompt: `A flower in an old book, scene ${illustration}`,
    seed: illustration,
    unitPrice: 0,
    currency: undefined,
  });
}
