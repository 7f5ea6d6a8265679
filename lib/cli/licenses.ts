/**
 * `licenses`: what the licences of the program and of all that is in it ask to be told. Answered from
 * the program itself, without a file or a network.
 * @module
 */
import { NOTICES } from "../notices/bundled.ts";
import { licenseLines, licensesJson } from "../text/license_texts.ts";
import { EXIT } from "./exit_codes.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface LicensesFlags {
  readonly json?: boolean;
}

/** Runs the command and returns its exit code. */
export function runLicenses(terminal: Terminal, { json }: LicensesFlags): number {
  if (json) terminal.json(licensesJson(NOTICES));
  else terminal.out(...licenseLines(NOTICES, terminal.lang));
  return EXIT.made;
}
