/**
 * From arguments to an exit code.
 * @module
 */
import { CommanderError } from "commander";
import { type Lang, pickLang } from "../text/lang.ts";
import { preference } from "../environment.ts";
import { respectNohup } from "../run/end_signals.ts";
import { EXIT, exitCodeOfError } from "./exit_codes.ts";
import { tellFailure } from "./failure.ts";
import { drained, lostResult } from "./output.ts";
import { buildProgram } from "./program.ts";
import { joinListWords } from "./typed_words.ts";
import { usageError } from "./usage.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

/**
 * Runs the command line; never throws, never prints a stack trace.
 * @param args without the program's own name
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  respectNohup();
  let terminal = processTerminal("ru");
  // Some failures pass every promise by, as when Deno denies a port.
  const onStray = async (error: unknown) => {
    const code = await report(terminal, args, error);
    await drained();
    process.exit(code);
  };
  process.once("uncaughtException", onStray).once("unhandledRejection", onStray);
  try {
    terminal = processTerminal(langOf(args));
    const code = await dispatch(terminal, args);
    await drained();
    const lost = code === EXIT.made ? lostResult() : undefined;
    if (lost === undefined) return code;
    // Not "nothing was made": whoever repeats that would pay again.
    return await tellFailure(terminal, lost, {
      isForProgram: false,
      isRehearsal: isRehearsed(args),
      exitCode: EXIT.partly,
    });
  } catch (error) {
    return await report(terminal, args, error);
  } finally {
    await drained();
  }
}

/** The language must be known before the help is built. */
function langOf(args: readonly string[]): Lang {
  const at = args.findIndex((arg) => arg === "--lang" || arg.startsWith("--lang="));
  const flag = args[at]?.startsWith("--lang=") ? args[at].slice("--lang=".length) : args[at + 1];
  return pickLang(at < 0 ? undefined : flag ?? "", preference("ALIBABA_LANG"));
}

async function dispatch(terminal: Terminal, args: readonly string[]): Promise<number> {
  let code: number = EXIT.made;
  const program = buildProgram(terminal, (exitCode) => code = exitCode);
  if (args.length === 0) {
    program.outputHelp();
    return EXIT.usage;
  }
  const words = joinListWords(args, new Set(program.commands.map((each) => each.name())));
  try {
    await program.parseAsync(words, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.made;
    throw usageError(error, program, words) ?? error;
  }
}

/** By what was typed: nothing else is known when the words could not be understood. */
function isRehearsed(args: readonly string[]): boolean {
  return args.includes("--rehearse");
}

function report(terminal: Terminal, args: readonly string[], error: unknown): Promise<number> {
  return tellFailure(terminal, error, {
    isForProgram: args.includes("--json"),
    isRehearsal: isRehearsed(args),
    exitCode: exitCodeOfError(error),
  });
}
