/**
 * Random trials of everything that can go wrong between the program and the service, counted.
 * @module
 */
import { describeFinding, prove } from "../../tests/support/proof/proof.ts";
import {
  randomScenarios,
  type Scenario,
  singleScenarios,
} from "../../tests/support/proof/scenario.ts";
import { HARMS } from "../../tests/support/proof/verdict.ts";
import { tableText } from "./table.ts";
import { showProgress } from "./progress.ts";

/** Which trials: one as a finding shows it, every trouble alone, or so many of a seed. */
export type AnswerChoice =
  | { readonly trial: string }
  | { readonly isSingle: true }
  | { readonly runs: number; readonly seed: number };

function scenariosOf(choice: AnswerChoice): readonly Scenario[] {
  if ("trial" in choice) return [JSON.parse(choice.trial) as Scenario];
  return "isSingle" in choice ? singleScenarios() : randomScenarios(choice.seed, choice.runs);
}

/** Runs the trials and prints their counts; true when nothing was found. */
export async function proveAnswers(choice: AnswerChoice): Promise<boolean> {
  const scenarios = scenariosOf(choice);
  const { trials, counts, findings } = await prove(scenarios, {
    onTrial: (done) => showProgress(`${done} of ${scenarios.length}`),
  });
  process.stderr.write("\n");
  for (const finding of findings) process.stderr.write(`${describeFinding(finding)}\n`);
  const row = [trials, ...HARMS.map((harm) => counts[harm])].map(String);
  process.stdout.write(tableText(["trials", ...HARMS], [row]));
  return findings.length === 0;
}
