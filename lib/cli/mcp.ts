/**
 * `mcp`: the server for AI assistants, the same as mcp.ts.
 * @module
 */
import { EXIT } from "./exit_codes.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface McpCommandFlags {
  readonly root?: string;
  readonly config?: string;
  readonly rehearse?: boolean;
  readonly http?: string;
}

/**
 * Serves until the client is gone, then returns the exit code.
 * @throws {InputError}
 */
export async function runMcpCommand(terminal: Terminal, flags: McpCommandFlags): Promise<number> {
  const [{ readSettings }, { protectStdout }, { serveMcp }] = await Promise.all([
    import("../mcp/settings.ts"),
    import("../mcp/stdout_guard.ts"),
    import("../mcp/start.ts"),
  ]);
  await serveMcp(readSettings(flags, terminal.env), protectStdout());
  return EXIT.made;
}

/**
 * The same without the parser of arguments: an assistant waits for the start.
 * @param args without `mcp` itself
 */
export async function runMcpServer(args: readonly string[]): Promise<number> {
  const { runMcp } = await import("../mcp/run.ts");
  return await runMcp(args);
}
