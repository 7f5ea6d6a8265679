/**
 * The way in. Help and version are answered from a page that is ready, without loading the parser of
 * arguments: that is half of the time such a short program takes.
 * @module
 */
import { HELP_PAGES } from "../text/help_pages.ts";
import type { Lang } from "../text/lang.ts";
import { VERSION } from "../version.ts";
import { preference } from "../environment.ts";

/** Flags of `mcp` that only the parser of arguments knows; without them the server reads its own. */
const PARSER_REGEXP = /^(-h|--help|--lang(=.*)?|--json)$/;

/** Columns that the ready help takes. */
const READY_COLUMNS = 100;

/**
 * Answers or runs what the arguments ask for.
 * @param args without the program's own name
 * @returns the exit code; undefined: answered, the process ends by itself when all is written
 */
export async function startCommandLine(args: readonly string[]): Promise<number | undefined> {
  // The page that is ready is for a window of its width or wider.
  const isNarrow = process.stdout.isTTY === true &&
    (process.stdout.columns || READY_COLUMNS) < READY_COLUMNS;
  const answer = isNarrow ? undefined : readyAnswer(args, preference("ALIBABA_LANG"));
  if (answer !== undefined) {
    process.stdout.write(`${answer}\n`);
    return undefined;
  }
  if (args[0] === "mcp" && !args.some((arg) => PARSER_REGEXP.test(arg))) {
    const { runMcpServer } = await import("./mcp.ts");
    return await runMcpServer(args.slice(1));
  }
  const { runCommandLine } = await import("./run.ts");
  return await runCommandLine(args);
}

/**
 * The answer to `--help` and `--version` alone, in the language asked for; undefined: look closer.
 * @param langSetting ALIBABA_LANG
 */
export function readyAnswer(
  args: readonly string[],
  langSetting: string | undefined,
): string | undefined {
  const [question = "", ...rest] = args;
  const lang = langOf(rest, langSetting || "ru");
  if (lang === undefined) return undefined;
  if (question === "--help" || question === "-h") return HELP_PAGES[lang];
  if (question === "--version" || question === "-V") return VERSION;
  return undefined;
}

function langOf(rest: readonly string[], setting: string): Lang | undefined {
  const value = rest.length === 0
    ? setting
    : rest.length === 2 && rest[0] === "--lang"
    ? rest[1]
    : undefined;
  return value === "ru" || value === "en" ? value : undefined;
}
