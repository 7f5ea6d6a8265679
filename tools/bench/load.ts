/**
 * What two thousand orders over forty pipelines cost, and where this program and not the service is the
 * limit; and how looking at a pipeline grows with it. Needs Linux (`/proc`):
 * `deno run -A tools/bench/load.ts [server] [programs] [raised] [looking] [--orders N] [--fill]`;
 * `--fill` writes the figures into docs/performance.md and its Russian page.
 * @module
 */
import { parseArgs } from "node:util";
import { Figures } from "./figures.ts";
import { measureLooking, SIZES } from "./looking.ts";
import {
  type Load,
  type LoadFigures,
  measurePrograms,
  measureRaised,
  measureServer,
} from "./load_runs.ts";

const PIPELINES = 40;
const PROGRAMS = 8;

/** Creates a second, and as many tasks at once, until more brings no more. */
const RAISED = [20, 40, 80, 160, 320, 640] as const;

/** A step up that gains less than this share is the last. */
const LEAST_GAIN = 0.1;

/** Long enough to even out, short enough for many steps. */
const RAISED_SECONDS = 15;

function tell(page: Figures, what: string, figures: LoadFigures): void {
  const print = (line: string) => page.print(line);
  const { pictures, processorS, emulatorS, peakMb, journalBytes, requests } = figures;
  const each = (value: number, digits: number) => (value / pictures).toFixed(digits);
  const { makespanS, leastS } = figures;
  print(`${what}: ${pictures} pictures`);
  print(
    `  processor a picture: ${each(processorS * 1_000, 1)} ms (emulator: ${
      each(emulatorS * 1_000, 1)
    } ms)`,
  );
  print(
    `  peak memory of the largest process: ${peakMb.toFixed(0)} MB, ${
      each(peakMb * 1_000, 0)
    } kB a picture`,
  );
  print(`  journal an order: ${each(journalBytes, 0)} bytes`);
  const counts = Object.entries(requests).map(([kind, count]) => `${each(count, 2)} ${kind}`);
  const all = Object.values(requests).reduce((sum, count) => sum + count, 0);
  print(`  requests a picture: ${each(all, 2)} (${counts.join(", ")})`);
  print(`  makespan: ${makespanS.toFixed(1)} s, ${(pictures / makespanS).toFixed(1)} pictures/s`);
  print(
    `  least at the documented limits: ${leastS.toFixed(1)} s, ratio ${
      (makespanS / leastS).toFixed(3)
    }`,
  );
  print(
    `  one core full: program ${(processorS / makespanS).toFixed(2)}, emulator ${
      (emulatorS / makespanS).toFixed(2)
    }`,
  );
}

async function raiseLimits(page: Figures, { orders }: Load): Promise<void> {
  let bestPerSecond = 0;
  for (const perSecond of RAISED) {
    const wanted = Math.min(orders, perSecond * RAISED_SECONDS);
    const load = { pipelines: PIPELINES, orders: Math.ceil(wanted / PIPELINES) * PIPELINES };
    const figures = await measureRaised(load, perSecond);
    tell(page, `one process, limits of ${perSecond} a second and ${perSecond} at once`, figures);
    const reached = figures.pictures / figures.makespanS;
    const isLast = reached < bestPerSecond * (1 + LEAST_GAIN);
    bestPerSecond = Math.max(bestPerSecond, reached);
    if (isLast) break;
  }
  page.print(`most that one process reached: ${bestPerSecond.toFixed(1)} pictures/s`);
}

async function tellLooking(page: Figures): Promise<void> {
  const print = (line: string) => page.print(line);
  print("looking at a pipeline of so many illustrations and orders (processor ms, wall ms)");
  for (const size of SIZES) {
    const { pageKb, pageServerMb, size: illustrations, ...costs } = await measureLooking(size);
    print(
      `  ${illustrations}: the page is ${pageKb.toFixed(0)} kB, its server ${
        pageServerMb.toFixed(0)
      } MB`,
    );
    for (const [what, { processorMs, wallMs }] of Object.entries(costs)) {
      print(`    ${what}: ${processorMs.toFixed(0)}, ${wallMs.toFixed(0)}`);
    }
  }
}

const WAYS: Readonly<Record<string, (page: Figures, load: Load) => Promise<void>>> = {
  server: async (page, load) =>
    tell(page, "one server over 40 pipelines (mcp.ts)", await measureServer(load)),
  programs: async (page, load) =>
    tell(
      page,
      `${PROGRAMS} command lines, five pipelines each in turn (main.ts)`,
      await measurePrograms(load, PROGRAMS),
    ),
  raised: raiseLimits,
  looking: tellLooking,
};

const { values, positionals } = parseArgs({
  options: {
    orders: { type: "string", default: "2000" },
    fill: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const load = { orders: Number(values.orders), pipelines: PIPELINES };
for (const [name, measure] of Object.entries(WAYS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const page = new Figures(`load ${name}`);
  await measure(page, load);
  if (values.fill) page.fill();
}
