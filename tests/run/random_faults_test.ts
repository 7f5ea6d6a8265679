import assert from "node:assert/strict";
import process from "node:process";
import test from "node:test";
import { describeFinding, prove } from "../support/proof/proof.ts";
import { shuffledScenarios } from "../support/proof/scenario.ts";
import { TROUBLE_NAMES } from "../support/proof/troubles.ts";
import { HARMS } from "../support/proof/verdict.ts";

/** Another seed draws other trials; a number of runs takes as long as it takes. */
const seed = Number(process.env["PROOF_SEED"] ?? 20_261_124);
const runs = process.env["PROOF_RUNS"];
const MAX_MS = 14_000;
/** However busy the machine is, a few must come to their end. */
const MIN_TRIALS = 3;

test("whatever goes wrong, alone or in pairs: nothing lost, nothing twice, nothing broken or half done, no untrue word, no endless run", async () => {
  const scenarios = shuffledScenarios(seed, runs === undefined ? 500 : Number(runs));
  const result = await prove(scenarios, runs === undefined ? { maxMs: MAX_MS } : {});
  const words = result.findings.map(describeFinding).join("\n");
  const zeros = Object.fromEntries(HARMS.map((harm) => [harm, 0]));
  assert.deepEqual(
    result.counts,
    zeros,
    `seed ${seed}, ${result.trials} trials; repeat one with tools/proof.ts --trial '…':\n${words}`,
  );
  assert.ok(result.trials >= MIN_TRIALS, `only ${result.trials} trials`);
});

test("the trials draw from every trouble, and the same seed draws the same", () => {
  const scenarios = shuffledScenarios(seed, 1_000);
  assert.deepEqual(scenarios, shuffledScenarios(seed, 1_000));
  const met = new Set(scenarios.flatMap(({ troubles }) => troubles.map(({ name }) => name)));
  assert.deepEqual([...met].toSorted(), [...TROUBLE_NAMES].toSorted());
});
