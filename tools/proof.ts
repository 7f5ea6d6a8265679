/**
 * What may never happen, tried and counted: pictures lost or paid twice, files broken or decisions half
 * done. `deno task proof` kills the program before each of its calls to the disk and the network, and
 * lets each fail once, on Deno and on Bun, then in pairs drawn from a seed:
 *
 *   --only accept,keep   of generate, resume, accept, keep, undo, mcp
 *   --runtime bun        or deno
 *   --calls 1-50         numbers of the calls
 *   --every 10           only each tenth of the single faults
 *   --pairs 500 --seed 1
 *   --trial 'TEXT'       one trial again, as a finding shows it
 *
 * `--runs N` draws trials of what can go wrong at the service instead, `--single` takes each of these
 * troubles alone. `--ceiling N` runs N races of twenty processes against one ceiling, beginning with
 * `--seed`. Ends with 1 when any count is not zero.
 * @module
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { JOBS } from "../tests/support/proof/call_trial.ts";
import { proveAnswers } from "./proof/answers.ts";
import { type CallChoice, proveCalls } from "./proof/calls.ts";
import { proveCeilings } from "./proof/ceilings.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: JOBS.join(",") },
    runtime: { type: "string", default: "deno,bun" },
    calls: { type: "string", default: "1-999999" },
    every: { type: "string", default: "1" },
    pairs: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    trial: { type: "string" },
    runs: { type: "string" },
    single: { type: "boolean", default: false },
    ceiling: { type: "string" },
  },
});

function refuse(flag: string, value: string, expected: string): never {
  process.stderr.write(`${flag} ${value}: ${expected} was expected\n`);
  process.exit(2);
}

function wholeNumber(flag: string, text: string, least = 0): number {
  const isWhole = /^\d{1,9}$/.test(text) && Number(text) >= least;
  return isWhole ? Number(text) : refuse(flag, text, `a whole number from ${least}`);
}

function names<T extends string>(flag: string, text: string, known: readonly T[]): T[] {
  return text.split(",").map((name) =>
    known.find((each) => each === name) ?? refuse(flag, text, known.join(", "))
  );
}

function range(flag: string, text: string): CallChoice["calls"] {
  const [, first, last = first] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
  if (first === undefined) return refuse(flag, text, "a range like 1-50");
  return { first: Number(first), last: Number(last) };
}

async function proveChosen(): Promise<boolean> {
  const { trial, runs, single, ceiling } = values;
  const seed = wholeNumber("--seed", values.seed);
  if (ceiling !== undefined) return proveCeilings(seed, wholeNumber("--ceiling", ceiling));
  if (single) return proveAnswers({ isSingle: true });
  if (runs !== undefined) return proveAnswers({ runs: wholeNumber("--runs", runs), seed });
  if (trial?.startsWith("{")) return proveAnswers({ trial });
  return await proveCalls({
    jobs: names("--only", values.only, JOBS),
    runtimes: names("--runtime", values.runtime, ["deno", "bun"]),
    calls: range("--calls", values.calls),
    every: wholeNumber("--every", values.every, 1),
    pairs: wholeNumber("--pairs", values.pairs),
    seed,
    trial,
  });
}

process.exit(await proveChosen() ? 0 : 1);
