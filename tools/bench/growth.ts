/**
 * What forty orders cost the processor in small and in large pipelines: the price should follow what
 * is asked, not how much stands beside it. The emulator runs in another process.
 * @module
 */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { median, run, scriptCommand, withPipeline, withService } from "./measured.ts";

/** Numbers of illustrations that are compared. */
const SIZES = [100, 1_000, 10_000] as const;

const ORDERS = 40;
const ROUNDS = 3;
const LOOK_EVERY_MS = 5;

/** Of `/proc/PID/stat`, as Linux has them on every machine of today. */
const TICKS_PER_SECOND = 100;

/** A PNG of one pixel. */
const DOT = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
  "base64",
);

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
        let processorS = 0;
        let timer: ReturnType<typeof setInterval> | undefined;
        const ended = await run(command, service.env, ({ pid }) => {
          timer = setInterval(
            () => processorS = Math.max(processorS, processorTime(pid)),
            LOOK_EVERY_MS,
          );
        });
        clearInterval(timer);
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

/** What the process has used so far; 0 when it has ended. */
function processorTime(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may hold anything; user and system time are the 12th and 13th behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}
