/**
 * The most memory the program holds while it fetches a hundred pictures of two and a half megabytes,
 * as the system counts it; the emulator runs in another process.
 * @module
 */
import { run, scriptCommand, withPipeline, withService } from "./measured.ts";
import { watchMemory } from "./process_use.ts";

const ORDERS = 25;
const PICTURES_EACH = 4;
const PICTURE_BYTES = 2_500_000;

/** Figures of one run. */
export interface MemoryFigures {
  /** Largest resident set, megabytes. */
  readonly peakMb: number;
  readonly pictures: number;
  readonly seconds: number;
}

/** Fetches a hundred big pictures and watches the process; needs `/proc`. */
export function measureMemory(): Promise<MemoryFigures> {
  const limits = { perSecond: 1_000, concurrent: 1_000 };
  const options = {
    limits,
    durationMs: [500, 500],
    picture: { noiseBytes: PICTURE_BYTES },
  } as const;
  return withService(options, (service) =>
    withPipeline(ORDERS, async (dir) => {
      let peakMb = () => 0;
      const flags = ["--indices", "all", "--n", String(PICTURES_EACH), "--no-confirm"];
      const command = [...scriptCommand("main.ts"), "--pipeline-dir", dir, ...flags] as const;
      const ended = await run(command, service.env, ({ pid }) => {
        peakMb = watchMemory(pid);
      });
      const peak = peakMb();
      const pictures = Number(/created: (\d+)/.exec(ended.output)?.[1]);
      if (ended.code !== 0) throw new Error(`The run ended with ${ended.code}:\n${ended.output}`);
      return { peakMb: peak, pictures, seconds: ended.ms / 1_000 };
    }));
}
