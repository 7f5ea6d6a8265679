/**
 * Races of twenty processes against one ceiling, counted.
 * @module
 */
import { race } from "../../tests/support/ceiling_race.ts";
import { showProgress } from "./progress.ts";

/** Runs the races of some seeds; true when no ceiling was exceeded and no money was left lying. */
export async function proveCeilings(first: number, runs: number): Promise<boolean> {
  const sums = { races: 0, processes: 0, killed: 0, pictures: 0, problems: 0 };
  for (let seed = first; seed < first + runs; seed++) {
    const { problems, processes, killed, pictures } = await race(seed);
    sums.races++;
    sums.processes += processes;
    sums.killed += killed;
    sums.pictures += pictures;
    sums.problems += problems.length;
    for (const each of problems) process.stderr.write(`\nseed ${seed}: ${each}\n`);
    showProgress(`${sums.races} of ${runs}`);
  }
  process.stderr.write("\n");
  const cells = Object.entries(sums).map(([name, count]) => `${name} ${count}`);
  process.stdout.write(`${cells.join(", ")}\n`);
  return sums.problems === 0;
}
