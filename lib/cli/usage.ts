/**
 * What was typed and cannot be understood, as an error of ours in the session's language; commander
 * tells it in English alone.
 * @module
 */
import { type Command, CommanderError } from "commander";
import { type Facts, InputError } from "../errors.ts";
import { quotedForm, type StrayWords, strayWords } from "./typed_words.ts";

/**
 * Turns commander's complaint into one of ours; undefined when it is no complaint.
 * @param program that refused
 * @param args that it was given
 */
export function usageError(
  error: unknown,
  program: Command,
  args: readonly string[],
): InputError | undefined {
  if (!(error instanceof CommanderError) || error.exitCode === 0) return undefined;
  const text = error.message.replace(/^error: /, "");
  // Commander names what it complains of in quotes.
  const named = /'([^']+)'/.exec(text)?.[1] ?? "";
  switch (error.code) {
    case "commander.unknownCommand":
    case "commander.excessArguments": {
      const command = commandOf(program);
      const word = command.args[0] ?? named;
      const names = program.commands.map((each) => each.name());
      const suggestion = command === program ? nearest(word, names) : undefined;
      const stray = suggestion === undefined ? strayWords(args, command) : undefined;
      if (stray !== undefined) return new InputError("words_split", splitFacts(stray), error);
      if (command !== program) return new InputError("argument_extra", { word }, error);
      return new InputError("command_unknown", { word, suggestion }, error);
    }
    case "commander.unknownOption": {
      const [word = ""] = named.split("=");
      const command = commandOf(program);
      const facts = {
        word,
        command: command === program ? undefined : command.name(),
        suggestion: nearest(word, flagsOf(command)),
      };
      return new InputError("option_unknown", facts, error);
    }
    case "commander.optionMissingArgument":
      return new InputError("option_value_missing", { option: named }, error);
    default:
      return new InputError("usage", { text }, error);
  }
}

function splitFacts(stray: StrayWords): Facts {
  const { option, value, words } = stray;
  return { word: words[0], option, value, correct: quotedForm(stray) };
}

/** The command whose arguments were being read. */
function commandOf(program: Command): Command {
  const named = program.commands.find((each) => each.name() === program.args[0]);
  return named ?? program;
}

/** What may follow the command's name; what only the main command takes would be refused again. */
function flagsOf(command: Command): string[] {
  return command.options.flatMap(({ long }) => long ?? []);
}

/** The name that was most likely meant: at most two slips, and fewer than half of the word. */
function nearest(word: string, names: readonly string[]): string | undefined {
  const ranked = names.map((name) => ({ name, slips: slipsBetween(word.toLowerCase(), name) }))
    .filter(({ name, slips }) => slips <= 2 && slips * 2 < Math.max(name.length, word.length))
    .sort((a, b) => a.slips - b.slips);
  return ranked[0]?.name;
}

/** Letters left out, put in, mistaken or swapped (optimal string alignment). */
function slipsBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, at) => at)];
  const cell = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(Math.min(
        cell(row - 1, column) + 1,
        cell(row, column - 1) + 1,
        cell(row - 1, column - 1) + (isSame ? 0 : 1),
        isSwapped ? cell(row - 2, column - 2) + 1 : Infinity,
      ));
    }
  }
  return cell(one.length, other.length);
}
