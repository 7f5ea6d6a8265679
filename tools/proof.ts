/**
 * Random trials of everything that can go wrong, counted: `deno run -A tools/proof.ts --runs 500`.
 * `--seed N` draws others, `--single` takes every trouble alone instead, `--only JSON` repeats one
 * trial as a finding shows it. Ends with 1 when any count is not zero.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { describeFinding, type ProofResult, prove } from "../tests/support/proof/proof.ts";
import {
  randomScenarios,
  type Scenario,
  singleScenarios,
} from "../tests/support/proof/scenario.ts";
import { HARMS } from "../tests/support/proof/verdict.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    single: { type: "boolean", default: false },
    only: { type: "string" },
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

const scenarios = scenariosOf();
const result = await prove(scenarios, {
  onTrial: (done) => void process.stderr.write(`\r${done} of ${scenarios.length}`),
});
process.stderr.write("\n");
for (const finding of result.findings) process.stderr.write(`${describeFinding(finding)}\n`);
process.stdout.write(`${table(result)}\n`);
process.exitCode = result.findings.length > 0 ? 1 : 0;
