/**
 * How long `list` takes for ten thousand illustrations: in words, as JSON, and the reading alone.
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { listPipeline } from "../../lib/film/listing.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { originalName } from "../../lib/pipeline/names.ts";
import { median, run, scriptCommand, withPipeline } from "./measured.ts";

const ILLUSTRATIONS = 10_000;
const ROUNDS = 5;

/** Figures, in milliseconds. */
export interface ListingFigures {
  /** `list` from the start of the process to its end. */
  readonly commandMs: number;
  /** The reading of the pipeline alone. */
  readonly readingMs: number;
}

/** Lists ten thousand illustrations, each with an original. */
export function measureListing(): Promise<ListingFigures> {
  return withPipeline(ILLUSTRATIONS, async (dir) => {
    for (let index = 1; index <= ILLUSTRATIONS; index++) {
      writeFileSync(join(dir, "images", originalName(index)), "");
    }
    const commands: number[] = [];
    const readings: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const startedMs = performance.now();
      await listPipeline(await openPipeline(dir));
      readings.push(performance.now() - startedMs);
      const { code, ms } = await run([...scriptCommand("main.ts"), "list", "--pipeline-dir", dir]);
      if (code !== 0) throw new Error(`list ended with ${code}`);
      commands.push(ms);
    }
    return { commandMs: median(commands), readingMs: median(readings) };
  });
}
