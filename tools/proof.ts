/**
 * Random trials of everything that can go wrong, counted: `deno run -A tools/proof.ts --runs 500`.
 * `--seed N` draws others, `--single` takes every trouble alone instead, `--only JSON` repeats one
 * trial as a finding shows it. `--ceiling N` runs N races of twenty processes against one ceiling
 * instead, beginning with `--seed`. Ends with 1 when any count is not zero.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { describeFinding, type ProofResult, prove } from "../tests/support/proof/proof.ts";
import {
  randomScenarios,
  type Scenario,
  singleScenarios,
} from "../tests/support/proof/scenario.ts";
import { race } from "../tests/support/ceiling_race.ts";
import { HARMS } from "../tests/support/proof/verdict.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    single: { type: "boolean", default: false },
    only: { type: "string" },
    ceiling: { type: "string" },
  },
});

function scenariosOf(): readonly Scenario[] {
  if (values.only !== undefined) return [JSON.parse(values.only) as Scenario];
  if (values.single) return singleScenarios();
  return randomScenarios(wholeNumber("--seed", values.seed), wholeNumber("--runs", values.runs));
}

function wholeNumber(flag: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  process.stderr.write(`${flag} ${text}: a whole number was expected\n`);
  process.exit(2);
}

function table({ trials, counts }: ProofResult): string {
  const head = ["trials", ...HARMS];
  const cells = [trials, ...HARMS.map((harm) => counts[harm])].map(String);
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padStart(head[at]?.length ?? 0)).join(" | ")} |`;
  return [line(head), line(cells)].join("\n");
}

/** Races against a ceiling: how often it was exceeded, or money was left lying. */
async function raceAll(first: number, runs: number): Promise<boolean> {
  const sums = { races: 0, processes: 0, killed: 0, pictures: 0, problems: 0 };
  for (let seed = first; seed < first + runs; seed++) {
    const { problems, processes, killed, pictures } = await race(seed);
    sums.races++;
    sums.processes += processes;
    sums.killed += killed;
    sums.pictures += pictures;
    sums.problems += problems.length;
    for (const each of problems) process.stderr.write(`\nseed ${seed}: ${each}\n`);
    process.stderr.write(`\r${sums.races} of ${runs}`);
  }
  process.stderr.write("\n");
  const cells = Object.entries(sums).map(([name, count]) => `${name} ${count}`);
  process.stdout.write(`${cells.join(", ")}\n`);
  return sums.problems === 0;
}

async function proveAll(): Promise<boolean> {
  const scenarios = scenariosOf();
  const result = await prove(scenarios, {
    onTrial: (done) => void process.stderr.write(`\r${done} of ${scenarios.length}`),
  });
  process.stderr.write("\n");
  for (const finding of result.findings) process.stderr.write(`${describeFinding(finding)}\n`);
  process.stdout.write(`${table(result)}\n`);
  return result.findings.length === 0;
}

const isProven = values.ceiling === undefined
  ? await proveAll()
  : await raceAll(wholeNumber("--seed", values.seed), wholeNumber("--ceiling", values.ceiling));
process.exitCode = isProven ? 0 : 1;
