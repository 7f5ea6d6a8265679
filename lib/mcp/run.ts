/**
 * From the arguments of mcp.ts to an exit code.
 * @module
 */
import { environment } from "../environment.ts";
import { InputError } from "../errors.ts";
import { MCP_USAGE } from "../text/mcp_flags.ts";
import { VERSION } from "../version.ts";
import { parseMcpArgs, readSettings } from "./settings.ts";
import { protectStdout } from "./stdout_guard.ts";

const EXIT_MADE = 0;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/**
 * Runs the server; never throws, never prints a stack trace.
 * @param args without the program's own name
 * @returns 0 when its client is gone; 2 for arguments and settings, 1 for anything else
 */
export async function runMcp(args: readonly string[]): Promise<number> {
  // Some failures pass every promise by, as when Deno denies a port.
  const onStray = async (error: unknown) => process.exit(await report(error));
  process.once("uncaughtException", onStray).once("unhandledRejection", onStray);
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
    return await report(error);
  } finally {
    process.off("uncaughtException", onStray).off("unhandledRejection", onStray);
  }
}

async function report(error: unknown): Promise<number> {
  const [{ assistantError, assistantErrorLines }, { textOf }, { visibleText }] = await Promise.all([
    import("../text/mcp_texts.ts"),
    import("../text/data_frame.ts"),
    import("../text/visible.ts"),
  ]);
  const lines = assistantErrorLines(assistantError(error)).map(textOf);
  process.stderr.write(`${visibleText(lines)}\n`);
  return error instanceof InputError ? EXIT_USAGE : EXIT_FAILED;
}
