/**
 * How the end of a command by an error is told.
 * @module
 */
import type { Pipeline } from "../pipeline/folder.ts";
import { hasUnfetched } from "../run/unfetched.ts";
import { EXIT, exitCodeOfError } from "./exit_codes.ts";
import type { Terminal } from "./terminal.ts";

/** What {@link tellFailure} depends on. */
export interface FailureOptions {
  /** stdout gets a JSON document. */
  readonly isForProgram: boolean;
  /** Nothing is said of payment. */
  readonly isRehearsal: boolean;
  readonly exitCode: number;
}

/**
 * Tells people, and with `--json` programs, why a command ended.
 * @returns the exit code it was given
 */
export async function tellFailure(
  terminal: Terminal,
  error: unknown,
  { isForProgram, isRehearsal, exitCode }: FailureOptions,
): Promise<number> {
  const { explain, explanationLines } = await import("../text/explain.ts");
  const { lang } = terminal;
  terminal.say(...explanationLines(explain(error, lang, { isRehearsal }), lang));
  if (isForProgram) {
    const { errorJson } = await import("../text/run_json.ts");
    terminal.json(errorJson(error, lang, exitCode, isRehearsal));
  }
  return exitCode;
}

/**
 * Tells why a run ended; whatever it was, what can still be fetched decides the exit code as it does
 * for a run that came to its end.
 * @returns the exit code
 */
export async function tellFailedRun(
  terminal: Terminal,
  error: unknown,
  pipeline: Pipeline,
  { json = false, rehearse = false }: { readonly json?: boolean; readonly rehearse?: boolean },
): Promise<number> {
  const code = exitCodeOfError(error);
  const canFetch = code === EXIT.failed && hasUnfetched(pipeline, rehearse);
  return await tellFailure(terminal, error, {
    isForProgram: json,
    isRehearsal: rehearse,
    exitCode: canFetch ? EXIT.running : code,
  });
}
