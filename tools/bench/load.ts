/**
 * What two thousand orders over forty pipelines cost, and where this program and not the service is the
 * limit. Needs Linux (`/proc`): `deno run -A tools/bench/load.ts [server|programs|raised…] [--orders N]`.
 * @module
 */
import process from "node:process";
import { parseArgs } from "node:util";
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

const print = (text: string) => process.stdout.write(`${text}\n`);

function tell(what: string, figures: LoadFigures): void {
  const { pictures, processorS, emulatorS, peakMb, journalBytes, requests } = figures;
  const each = (value: number, digits: number) => (value / pictures).toFixed(digits);
  const { makespanS, leastS } = figures;
  print(`\n${what}: ${pictures} pictures`);
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

async function raiseLimits(orders: number): Promise<void> {
  let bestPerSecond = 0;
  for (const perSecond of RAISED) {
    const wanted = Math.min(orders, perSecond * RAISED_SECONDS);
    const load = { pipelines: PIPELINES, orders: Math.ceil(wanted / PIPELINES) * PIPELINES };
    const figures = await measureRaised(load, perSecond);
    tell(`one process, limits of ${perSecond} a second and ${perSecond} at once`, figures);
    const reached = figures.pictures / figures.makespanS;
    const isLast = reached < bestPerSecond * (1 + LEAST_GAIN);
    bestPerSecond = Math.max(bestPerSecond, reached);
    if (isLast) break;
  }
  print(`\nMost that one process reached: ${bestPerSecond.toFixed(1)} pictures/s`);
}

const WAYS: Readonly<Record<string, (load: Load) => Promise<void>>> = {
  server: async (load) => tell("one server over 40 pipelines (mcp.ts)", await measureServer(load)),
  programs: async (load) =>
    tell(
      `${PROGRAMS} command lines, five pipelines each in turn (main.ts)`,
      await measurePrograms(load, PROGRAMS),
    ),
  raised: ({ orders }) => raiseLimits(orders),
};

const { values, positionals } = parseArgs({
  options: { orders: { type: "string", default: "2000" } },
  allowPositionals: true,
});
const load = { orders: Number(values.orders), pipelines: PIPELINES };
for (const [name, measure] of Object.entries(WAYS)) {
  if (positionals.length === 0 || positionals.includes(name)) await measure(load);
}
