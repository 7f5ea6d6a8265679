/**
 * The most memory the program holds while it fetches a hundred pictures of two and a half megabytes,
 * as the system counts it; the emulator runs in another process.
 * @module
 */
import { readFileSync } from "node:fs";
import { run, scriptCommand, withPipeline, withService } from "./measured.ts";

const ORDERS = 25;
const PICTURES_EACH = 4;
const PICTURE_BYTES = 2_500_000;
const LOOK_EVERY_MS = 10;

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
      let peakMb = 0;
      let timer: ReturnType<typeof setInterval> | undefined;
      const flags = ["--indices", "all", "--n", String(PICTURES_EACH), "--no-confirm"];
      const command = [...scriptCommand("main.ts"), "--pipeline-dir", dir, ...flags] as const;
      const ended = await run(command, service.env, ({ pid }) => {
        timer = setInterval(() => peakMb = Math.max(peakMb, peakOf(pid)), LOOK_EVERY_MS);
      });
      clearInterval(timer);
      const pictures = Number(/created: (\d+)/.exec(ended.output)?.[1]);
      if (ended.code !== 0) throw new Error(`The run ended with ${ended.code}:\n${ended.output}`);
      return { peakMb, pictures, seconds: ended.ms / 1_000 };
    }));
}

/** The system's own high-water mark, so that no peak is missed between two looks. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
