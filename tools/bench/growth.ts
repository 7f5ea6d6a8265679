/**
 * What forty orders cost the processor in small and in large pipelines: the price should follow what
 * is asked, not how much stands beside it. The emulator runs in another process.
 * @module
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DOT } from "./grown_pipeline.ts";
import { median, run, scriptCommand, withPipeline, withService } from "./measured.ts";
import { endedChildrenTime } from "./process_use.ts";

/** Numbers of illustrations that are compared. */
const SIZES = [100, 1_000, 10_000] as const;

const ORDERS = 40;
const ROUNDS = 3;

/** Figures of one size. */
export interface GrowthFigures {
  readonly illustrations: number;
  /** Seconds of processor time, all threads together: the median of the rounds. */
  readonly processorS: number;
}

/** Orders forty pictures in pipelines of each size, in turn, so that a busy machine meets all alike. */
export async function measureGrowth(): Promise<GrowthFigures[]> {
  const seconds = new Map<number, number[]>(SIZES.map((size) => [size, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const size of SIZES) seconds.get(size)?.push(await measureOne(size));
  }
  return SIZES.map((illustrations) => ({
    illustrations,
    processorS: median(seconds.get(illustrations) ?? []),
  }));
}

function measureOne(illustrations: number): Promise<number> {
  const limits = { perSecond: 1_000, concurrent: 1_000 };
  return withService(
    { limits, durationMs: [500, 500] },
    (service) =>
      withPipeline(illustrations, async (dir) => {
        await fillImages(dir, illustrations);
        const flags = ["--indices", `1-${ORDERS}`, "--no-confirm"];
        const command = [...scriptCommand("main.ts"), "--pipeline-dir", dir, ...flags] as const;
        const beforeS = endedChildrenTime();
        const ended = await run(command, service.env);
        const processorS = endedChildrenTime() - beforeS;
        if (ended.code !== 0) throw new Error(`The run ended with ${ended.code}:\n${ended.output}`);
        return processorS;
      }),
  );
}

async function fillImages(dir: string, illustrations: number): Promise<void> {
  for (let index = 1; index <= illustrations; index++) {
    const name = `illustration_${String(index).padStart(2, "0")}.png`;
    await writeFile(join(dir, "images", name), DOT);
  }
}
