/**
 * Words as shells hand them over. PowerShell makes several words of `1,3,5`, every shell makes two of
 * an unquoted `My folder`, and most put file names in the place of `1280*720`: lists of numbers are
 * put together again, and of other words it is known which option they were meant for.
 * @module
 */
import type { Command } from "commander";

/** A part of a list of numbers, or what remains of one that was typed with spaces. */
const NUMBERS_REGEXP = /^(?:[-–—,]|,?\d+(?:[-–—]\d+)?(?:,\d+(?:[-–—]\d+)?)*,?|all|все)$/i;

/** What `--reference` takes apart from files: a file is one word, whatever it is called. */
const REFERENCES_REGEXP = /^,?(?:\d+|[cof]\d+|auto)(?:,(?:\d+|[cof]\d+|auto))*,?$/i;

/** A state of `list --only`. */
const STATE_REGEXP = /^,?[a-z]+(?:,[a-z]+)*,?$/i;

/** Options that take a list, with what a further word of theirs looks like. */
const LIST_WORDS: ReadonlyMap<string, RegExp> = new Map([
  ["--indices", NUMBERS_REGEXP],
  ["--reference", REFERENCES_REGEXP],
  ["--only", STATE_REGEXP],
]);

/**
 * Makes one word again of a list that the shell split: `--indices 1 3-5` becomes `--indices 1,3-5`.
 * Only words that look like a part of that list are taken; a command's name and a file never are.
 * @param args without the program's own name
 * @param commands names of the commands
 */
export function joinListWords(args: readonly string[], commands: ReadonlySet<string>): string[] {
  const joined: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--") return [...joined, ...args.slice(at)];
    const [option = ""] = arg.split("=", 1);
    const pattern = LIST_WORDS.get(option);
    joined.push(arg);
    if (pattern === undefined) continue;
    const first = arg === option ? args[++at] : arg.slice(option.length + 1);
    if (first === undefined) continue;
    const words = [first];
    // After a file's name nothing can tell the rest of a list from a slip.
    while (pattern.test(first) && isPart(args[at + 1], pattern, commands)) {
      words.push(args[++at] ?? "");
    }
    if (arg === option) joined.push(listOf(words));
    else joined[joined.length - 1] = `${option}=${listOf(words)}`;
  }
  return joined;
}

function isPart(
  word: string | undefined,
  pattern: RegExp,
  commands: ReadonlySet<string>,
): word is string {
  return word !== undefined && pattern.test(word) && !commands.has(word);
}

function listOf(words: readonly string[]): string {
  if (words.length === 1) return words[0] ?? "";
  // A dash of its own, as in `1 - 5`, belongs to both its neighbours.
  return words.join(" ").replaceAll(/\s*([-–—,])\s*/g, "$1").replaceAll(/\s+/g, ",");
}

/** Words that no option takes, right behind the value of one. */
export interface StrayWords {
  /** As it was typed, without its value. */
  readonly option: string;
  readonly value: string;
  /** At least one. */
  readonly words: readonly string[];
}

/**
 * The first words that belong to no option, if they stand right behind the value of one: then the
 * shell split that value, or put file names in its place.
 * @param args as {@link joinListWords} gives them
 * @param command whose options they are
 */
export function strayWords(args: readonly string[], command: Command): StrayWords | undefined {
  const names = new Set((command.parent ?? command).commands.map((each) => each.name()));
  let before: { readonly option: string; readonly value: string } | undefined;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--") return undefined;
    if (arg.startsWith("-") && arg.length > 1) {
      const [option = ""] = arg.split("=", 1);
      if (arg !== option) before = { option, value: arg.slice(option.length + 1) };
      else if (takesValue(option, command)) before = { option, value: args[++at] ?? "" };
      else before = undefined;
    } else if (names.has(arg)) before = undefined;
    else return before && { ...before, words: wordsFrom(args, at) };
  }
  return undefined;
}

function takesValue(option: string, command: Command): boolean {
  const known = [...command.options, ...command.parent?.options ?? []];
  return known.find(({ long, short }) => long === option || short === option)?.required ?? false;
}

function wordsFrom(args: readonly string[], from: number): string[] {
  const end = args.findIndex((arg, at) => at >= from && arg.startsWith("-") && arg.length > 1);
  return args.slice(from, end < 0 ? undefined : end);
}

/** So much of what was typed is shown; a folder of pictures has hundreds of names. */
const MAX_SHOWN_WORDS = 3;

/** How a stray value is written so that every shell hands it over whole. */
export function quotedForm({ option, value, words }: StrayWords): string {
  if (option === "--size") return "--size 1280x720";
  if (option === "--indices" || option === "--index") return '--indices "1,3,5"';
  const all = [value, ...words];
  const shown = all.slice(0, MAX_SHOWN_WORDS).map((each) => each.replaceAll('"', "'"));
  const rest = all.length > shown.length ? "…" : "";
  if (option === "--reference") {
    return `${shown.map((each) => `--reference "${each}"`).join(" ")}${rest && ` ${rest}`}`;
  }
  return `${option} "${shown.join(" ")}${rest && ` ${rest}`}"`;
}
