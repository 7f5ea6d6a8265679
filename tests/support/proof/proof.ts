/** Many trials, a few side by side, and their sums. */
import { type Scenario } from "./scenario.ts";
import { runTrial } from "./trial.ts";
import { type Harm, HARMS, type Verdict } from "./verdict.ts";

/** A trial in which something was found. */
export interface Finding {
  readonly scenario: Scenario;
  readonly verdict: Verdict;
}

/** The sums over all trials. */
export interface ProofResult {
  readonly trials: number;
  /** Trials, not cases, by the kind of harm. */
  readonly counts: Readonly<Record<Harm, number>>;
  readonly findings: readonly Finding[];
}

/**
 * Runs scenarios until they are all done or the time is up.
 * @param maxMs real time after which no further trial is begun
 */
export async function prove(
  scenarios: readonly Scenario[],
  { atOnce = 8, maxMs = Infinity, onTrial = () => {} }: {
    readonly atOnce?: number;
    readonly maxMs?: number;
    readonly onTrial?: (done: number) => void;
  } = {},
): Promise<ProofResult> {
  const endMs = performance.now() + maxMs;
  const waiting = scenarios.values();
  const findings: Finding[] = [];
  const counts = Object.fromEntries(HARMS.map((harm) => [harm, 0])) as Record<Harm, number>;
  let trials = 0;
  const lane = async () => {
    for (const scenario of waiting) {
      const verdict = await runTrial(scenario);
      trials++;
      const harms = HARMS.filter((harm) => verdict[harm].length > 0);
      for (const harm of harms) counts[harm]++;
      if (harms.length > 0) findings.push({ scenario, verdict });
      onTrial(trials);
      if (performance.now() > endMs) return;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { trials, counts, findings };
}

/** A finding as one can read it and repeat it. */
export function describeFinding({ scenario, verdict }: Finding): string {
  const words = HARMS.flatMap((harm) => verdict[harm].map((sentence) => `  ${harm}: ${sentence}`));
  return [JSON.stringify(scenario), ...words].join("\n");
}
