/**
 * `emulator`: the rehearsal service on a port, for any client.
 * @module
 */
import { readFileSync } from "node:fs";
import { InputError, reasonOf, systemCodeOf } from "../errors.ts";
import { EMULATOR_RUNNING_TEXT } from "../text/emulator_texts.ts";
import { toJson } from "../text/run_json.ts";
import { type Fault, parseFaults, startEmulator } from "../wan/emulator/emulator.ts";
import { EXIT } from "./exit_codes.ts";
import { wholeNumber } from "./input.ts";
import { watchStop } from "./stop.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface EmulatorFlags {
  readonly port: string;
  readonly faults?: string;
  readonly state?: string;
  readonly duration?: string;
  readonly strictSizes?: boolean;
  readonly unknownModel?: string;
  readonly overflow?: string;
  readonly json?: boolean;
}

/**
 * Serves until a signal comes, then returns the exit code.
 * @throws {InputError | StorageError}
 */
export async function runEmulator(terminal: Terminal, flags: EmulatorFlags): Promise<number> {
  const emulator = await startEmulator({
    port: wholeNumber("--port", flags.port, 0, 65_535),
    faults: flags.faults === undefined ? undefined : readFaults(flags.faults),
    stateFile: flags.state,
    durationMs: flags.duration === undefined ? undefined : readDuration(flags.duration),
    strictSizes: flags.strictSizes,
    unknownModel: oneOf("--unknown-model", flags.unknownModel, { "400": 400, "404": 404 }),
    overflow: oneOf("--overflow", flags.overflow, { pending: "pending", refuse: "refuse" }),
  });
  // Whoever reads the address may stop us at once.
  const watch = watchStop(() => {});
  const { baseUrl, pictureOrigin } = emulator;
  if (flags.json) terminal.json(toJson({ baseUrl, pictureOrigin }));
  else terminal.out(`ALIBABA_BASE_URL=${baseUrl}`);
  terminal.say(EMULATOR_RUNNING_TEXT[terminal.lang]);
  await new Promise<void>((resolve) => watch.signal.addEventListener("abort", () => resolve()));
  watch.end();
  await emulator.close();
  return EXIT.made;
}

function readFaults(path: string): readonly Fault[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new InputError("faults_invalid", {
      path,
      reason: systemCodeOf(error) ?? reasonOf(error),
    });
  }
  try {
    return parseFaults(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError("faults_invalid", { ...error.facts, path }, error);
  }
}

function readDuration(text: string): readonly [number, number] {
  const match = /^(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?$/.exec(text.trim());
  const min = Number(match?.[1]) * 1_000;
  const max = Number(match?.[2] ?? match?.[1]) * 1_000;
  if (match === null || max < min) throw choiceError("--duration", text, "3, 2-4");
  return [min, max];
}

function oneOf<T>(
  flag: string,
  value: string | undefined,
  choices: Readonly<Record<string, T>>,
): T | undefined {
  if (value === undefined) return undefined;
  const choice = Object.hasOwn(choices, value) ? choices[value] : undefined;
  if (choice === undefined) throw choiceError(flag, value, Object.keys(choices).join(", "));
  return choice;
}

function choiceError(flag: string, value: string, choices: string): InputError {
  return new InputError("choice_invalid", { flag, value, choices });
}
