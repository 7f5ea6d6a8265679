/**
 * Measures what the program promises and prints each figure with the command that made it. Best on a
 * machine that has nothing else to do: `deno task bench`, or one part of it: `bench.ts pace memory`.
 * `--fill` writes them into docs/performance.md and its Russian page.
 * @module
 */
import process from "node:process";
import { measureArtefacts } from "./bench/artefacts.ts";
import { Figures } from "./bench/figures.ts";
import { measureGrowth } from "./bench/growth.ts";
import { measureListing } from "./bench/listing.ts";
import { measureMemory } from "./bench/memory.ts";
import { measurePace } from "./bench/pace.ts";
import { measureSpending } from "./bench/spending.ts";
import { measureStartUp } from "./bench/start_up.ts";
import { bunCommand, denoCommand } from "./toolchain.ts";

/** One figure and what it must reach. */
interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly most: number;
}

type Part = () => Promise<readonly Figure[]>;

const GENERATE = "main.ts --pipeline-dir DIR --indices all --no-confirm";

/** Orders among the most illustrations cost at most so many times what they cost among the fewest. */
const MOST_GROWTH = 1.5;

const PARTS: Readonly<Record<string, { readonly command: string; readonly measure: Part }>> = {
  "start-up": { command: "main.ts --help", measure: startUp },
  artefacts: { command: "the built program: --help, mcp", measure: artefacts },
  listing: { command: "main.ts list --pipeline-dir DIR (10,000 illustrations)", measure: listing },
  spending: { command: "main.ts cost --json (100,000 entries)", measure: spending },
  growth: {
    command:
      "main.ts --pipeline-dir DIR --indices 1-40 --no-confirm (100, 1,000, 10,000 illustrations)",
    measure: growth,
  },
  memory: { command: `${GENERATE} --n 4 (25 illustrations, pictures of 2.5 MB)`, measure: memory },
  pace: {
    command: `${GENERATE} (12 illustrations; emulator: documented limits, tasks of 6-14 s)`,
    measure: pace,
  },
};

async function startUp(): Promise<Figure[]> {
  const figure = (what: string, value: number, most: number) => ({ what, value, unit: "ms", most });
  return [
    figure(
      "start to end under Deno, median of 15",
      await measureStartUp([...denoCommand(), "run", "-A"]),
      120,
    ),
    figure("start to end under Bun, median of 15", await measureStartUp(bunCommand()), 120),
  ];
}

async function artefacts(): Promise<Figure[]> {
  return (await measureArtefacts()).map(({ what, ms, mostMs = Infinity }) => ({
    what: `${what}, median of 15`,
    value: ms,
    unit: "ms",
    most: mostMs,
  }));
}

async function listing(): Promise<Figure[]> {
  const { readingMs, commandMs } = await measureListing();
  return [
    { what: "reading the pipeline, median of 5", value: readingMs, unit: "ms", most: 300 },
    { what: "whole command, median of 5", value: commandMs, unit: "ms", most: Infinity },
  ];
}

async function spending(): Promise<Figure[]> {
  const { reservationMs, lateReservationMs, costMs } = await measureSpending();
  return [
    { what: "a reservation alone, median of 200", value: reservationMs, unit: "ms", most: 5 },
    {
      what: "a reservation beside 100,000 entries, median of 200",
      value: lateReservationMs,
      unit: "ms",
      most: Infinity,
    },
    { what: "whole command cost, median of 5", value: costMs, unit: "ms", most: 500 },
  ];
}

async function growth(): Promise<Figure[]> {
  const figures = await measureGrowth();
  const fewest = figures[0]?.processorS ?? NaN;
  return figures.map(({ illustrations, processorS }) => ({
    what: `processor for 40 orders among ${illustrations}`,
    value: processorS,
    unit: "s",
    most: fewest * MOST_GROWTH,
  }));
}

async function memory(): Promise<Figure[]> {
  const { peakMb, pictures, seconds } = await measureMemory();
  return [
    {
      what: `resident set at its peak, ${pictures} pictures`,
      value: peakMb,
      unit: "MB",
      most: 150,
    },
    { what: "time for all", value: seconds, unit: "s", most: Infinity },
  ];
}

async function pace(): Promise<Figure[]> {
  const figures = await measurePace();
  const { makespanS, leastS, delayMs, queriesPerTask, queries, wholeS, oneByOneS } = figures;
  return [
    { what: "makespan", value: makespanS, unit: "s", most: leastS * 1.03 },
    { what: "least by list scheduling on five slots", value: leastS, unit: "s", most: Infinity },
    { what: "ratio", value: makespanS / leastS, unit: "", most: 1.03 },
    { what: "done at the service to seen, median", value: delayMs, unit: "ms", most: 300 },
    {
      what: "queries for one task within a second, most",
      value: queriesPerTask,
      unit: "",
      most: 1,
    },
    { what: "queries in all within a second, most", value: queries, unit: "", most: 15 },
    { what: "start of the program to its end", value: wholeS, unit: "s", most: Infinity },
    {
      what: "model of the Python original: one after the other, asked every 10 s",
      value: oneByOneS,
      unit: "s",
      most: Infinity,
    },
  ];
}

function line({ what, value, unit, most }: Figure): string {
  const text = `${Number.isInteger(value) ? value : value.toFixed(value < 10 ? 3 : 1)} ${unit}`
    .trim();
  const limit = most === Infinity
    ? ""
    : `  (at most ${Number(most.toFixed(2))}: ${value <= most ? "kept" : "MISSED"})`;
  return `  ${what}: ${text}${limit}`;
}

const words = process.argv.slice(2);
const asked = words.filter((word) => word in PARTS);
let missed = 0;
for (const [name, { command, measure }] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const page = new Figures(name);
  page.print(`${name}: ${command}`);
  const figures = await measure();
  for (const figure of figures) page.print(line(figure));
  if (words.includes("--fill")) page.fill();
  missed += figures.filter(({ value, most }) => value > most).length;
}
process.stdout.write(missed === 0 ? "All limits are kept.\n" : `${missed} limits are missed.\n`);
