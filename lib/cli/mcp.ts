/**
 * `mcp`: the server for AI assistants, the same as mcp.ts.
 * @module
 */
import type { McpFlags } from "../text/mcp_flags.ts";
import { EXIT } from "./exit_codes.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Serves until the client is gone, then returns the exit code.
 * @throws {InputError}
 */
export async function runMcpCommand(terminal: Terminal, flags: McpFlags): Promise<number> {
  const [{ readSettings }, { protectStdout }, { serveMcp }] = await Promise.all([
    import("../mcp/settings.ts"),
    import("../mcp/stdout_guard.ts"),
    import("../mcp/start.ts"),
  ]);
  await serveMcp(readSettings(flags, terminal.env), protectStdout());
  return EXIT.made;
}

/**
 * The same without the parser of arguments, which would take a seventh of the time that an assistant
 * waits for the answer to `initialize` (161 instead of 138 ms, measured in pairs on Deno 2.9.6).
 * @param args without `mcp` itself
 */
export async function runMcpServer(args: readonly string[]): Promise<number> {
  const { runMcp } = await import("../mcp/run.ts");
  return await runMcp(args);
}
