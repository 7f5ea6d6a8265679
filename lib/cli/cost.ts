/**
 * `cost`: what was spent, and what the ceilings leave.
 * @module
 */
import { loadConfig } from "../config.ts";
import { InputError } from "../errors.ts";
import { COST_KEYS, type CostKey, costOf } from "../run/cost.ts";
import { costCsv, costJson, costLines } from "../text/cost_texts.ts";
import { allCeilings } from "../wan/ceilings.ts";
import { EXIT } from "./exit_codes.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface CostFlags {
  readonly by?: string;
  readonly csv?: boolean;
  readonly pipelineDir?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/**
 * Runs the command and returns its exit code.
 * @throws {InputError} `cost_key_invalid`, `flags_exclude`, `ceiling_invalid`, as {@link loadConfig}
 * @throws {StorageError} `ledger_unreadable`
 */
export function runCost(terminal: Terminal, flags: CostFlags): number {
  const by = readKey(flags.by);
  if (flags.csv && flags.json) {
    throw new InputError("flags_exclude", { first: "--csv", second: "--json" });
  }
  const config = loadConfig(flags.config, terminal.env);
  const cost = costOf({
    env: terminal.env,
    ceilings: allCeilings(config),
    pipelineDir: flags.pipelineDir,
    nowMs: Date.now(),
  });
  if (flags.json) terminal.json(costJson(cost, by, EXIT.made));
  else if (flags.csv) terminal.out(...costCsv(cost));
  else terminal.out(...costLines(cost, by, terminal.lang));
  return EXIT.made;
}

function readKey(value: string | undefined): CostKey | undefined {
  if (value === undefined) return undefined;
  const key = COST_KEYS.find((each) => each === value.trim().toLowerCase());
  if (key !== undefined) return key;
  throw new InputError("cost_key_invalid", { value, known: COST_KEYS.join(", ") });
}
