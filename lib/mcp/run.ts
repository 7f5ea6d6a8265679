/**
 * From the arguments of mcp.ts to an exit code.
 * @module
 */
import { environment } from "../environment.ts";
import { GeneratorError } from "../errors.ts";
import { MCP_USAGE } from "../text/mcp_flags.ts";
import { VERSION } from "../version.ts";
import { parseMcpArgs, readSettings } from "./settings.ts";
import { protectStdout } from "./stdout_guard.ts";

const EXIT_MADE = 0;
const EXIT_USAGE = 2;

/**
 * Runs the server; never prints a stack trace.
 * @param args without the program's own name
 */
export async function runMcp(args: readonly string[]): Promise<number> {
  try {
    const command = parseMcpArgs(args);
    if ("show" in command) {
      process.stdout.write(`${command.show === "help" ? MCP_USAGE : VERSION}\n`);
      return EXIT_MADE;
    }
    const settings = readSettings(command.flags, environment);
    const stdout = protectStdout();
    const { serveMcp } = await import("./start.ts");
    await serveMcp(settings, stdout);
    return EXIT_MADE;
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    const { assistantError, assistantErrorText } = await import("../text/mcp_texts.ts");
    process.stderr.write(`${assistantErrorText(assistantError(error))}\n`);
    return EXIT_USAGE;
  }
}
