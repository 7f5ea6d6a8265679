/**
 * From a request to a tool and back.
 * @module
 */
// @ts-types="@modelcontextprotocol/sdk/types"
import { type CallToolResult, ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { readArguments } from "./arguments.ts";
import { openCall, type RequestExtra, type Session } from "./call.ts";
import { visibleLine } from "../text/visible.ts";
import type { ServerContext } from "./server_context.ts";
import { errorResult, toResult } from "./result.ts";
import { APP_TOOLS } from "./app_tools.ts";
import { showsApps } from "./apps.ts";
import { TOOLS } from "./tools.ts";

/**
 * Calls a tool by its name; what goes wrong in it comes back as its answer.
 * @throws {McpError} when there is no such tool
 */
export async function callTool(
  context: ServerContext,
  session: Session,
  extra: RequestExtra,
  name: string,
  args: Record<string, unknown>,
): Promise<CallToolResult> {
  // What only a page calls is nobody else's: it orders without asking, as the person has just agreed.
  const offered = showsApps(session.server) ? [...TOOLS, ...APP_TOOLS] : TOOLS;
  const tool = offered.find((each) => each.name === name);
  if (tool === undefined) {
    throw new McpError(ErrorCode.InvalidParams, `Unknown tool: ${visibleLine(name)}`);
  }
  const call = openCall(context, session, extra);
  try {
    return toResult(await tool.run(readArguments(tool, args), call), context);
  } catch (error) {
    return errorResult(error, context);
  } finally {
    call.end();
  }
}
