/**
 * `doctor`: free checks, each with its remedy.
 * @module
 */
import { examine } from "../doctor/doctor.ts";
import { InputError } from "../errors.ts";
import { diagnosisJson, diagnosisLines } from "../text/doctor_report.ts";
import { EXIT } from "./exit_codes.ts";
import { stoppable } from "./stop.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface DoctorFlags {
  readonly pipelineDir?: string;
  readonly config?: string;
  readonly tidy?: boolean;
  readonly paid?: boolean;
  readonly confirm?: boolean;
  readonly json?: boolean;
}

/**
 * Runs the command and returns its exit code: 0 only when nothing is wrong.
 * @throws {InputError} `flag_required` when there is nothing to tidy
 */
export async function runDoctor(terminal: Terminal, flags: DoctorFlags): Promise<number> {
  if (flags.tidy && flags.pipelineDir === undefined) {
    throw new InputError("flag_required", { flag: "--pipeline-dir" });
  }
  const code = await examined(terminal, flags);
  if (!flags.paid || code !== EXIT.made) return code;
  const { runPaidCheck } = await import("./doctor_paid.ts");
  return await runPaidCheck(terminal, flags);
}

/** The free checks; what they find wrong would only cost money to find again. */
async function examined(terminal: Terminal, flags: DoctorFlags): Promise<number> {
  return await stoppable(terminal, async (signal) => {
    const diagnosis = await examine({
      env: terminal.env,
      configPath: flags.config,
      pipelineDir: flags.pipelineDir,
      isTidying: flags.tidy,
      signal,
    });
    const code = diagnosis.isSound ? EXIT.made : EXIT.failed;
    // With a paid check to come, its own document is the one result.
    const isFollowed = flags.paid === true && code === EXIT.made;
    if (isFollowed) terminal.say(...diagnosisLines(diagnosis, terminal.lang));
    else if (flags.json) terminal.json(diagnosisJson(diagnosis, terminal.lang, code));
    else terminal.out(...diagnosisLines(diagnosis, terminal.lang));
    return code;
  });
}
