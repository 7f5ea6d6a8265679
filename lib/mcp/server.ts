/**
 * One session: the tools and the pictures behind links, spoken through the protocol library.
 * @module
 */
import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Server } from "@modelcontextprotocol/sdk/server";
// @ts-types="@modelcontextprotocol/sdk/types"
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { GeneratorError, reasonOf } from "../errors.ts";
import { resolveInside } from "../pipelines.ts";
import { PROGRAM, VERSION } from "../version.ts";
import { openCall, type RequestExtra, type Session } from "./call.ts";
import { errorResult, purified, toResult } from "./result.ts";
import type { Office } from "./office.ts";
import type { Tool } from "./tool.ts";

/** A line on stdio holds 10 MiB at most; base64 makes three bytes four. */
const MAX_RESOURCE_BYTES = 7_000_000;

const INSTRUCTIONS =
  "Regenerates illustrations of video projects with Alibaba's WAN models. Usual order: list_pipelines, list_illustrations, regenerate_illustration with dry_run, then for real, wait_for_illustrations while something runs, view_illustration, accept_illustration. Pictures cost money; nothing that was ordered gets lost.";

/** Makes the server of one session. */
export function makeServer(office: Office): Server {
  const server = new Server(
    { name: PROGRAM, title: "Alibaba WAN illustrations", version: VERSION },
    {
      capabilities: { tools: {}, resources: {}, logging: {} },
      instructions: INSTRUCTIONS,
    },
  );
  const session: Session = { server, office, isClosed: false };
  server.onclose = () => session.isClosed = true;
  server.onerror = (error) =>
    void process.stderr.write(`MCP: ${purified(reasonOf(error), office)}\n`);
  server.setRequestHandler(ListToolsRequestSchema, listTools);
  server.setRequestHandler(
    CallToolRequestSchema,
    ({ params }, extra) => callTool(session, params.name, params.arguments ?? {}, extra),
  );
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [] }));
  server.setRequestHandler(
    ReadResourceRequestSchema,
    ({ params }) => readPicture(office, params.uri),
  );
  return server;
}

async function listTools() {
  const [{ TOOLS }, { describeTool }] = await Promise.all([
    import("./tools.ts"),
    import("./tool_listing.ts"),
  ]);
  return { tools: TOOLS.map(describeTool) };
}

async function callTool(
  session: Session,
  name: string,
  args: Record<string, unknown>,
  extra: RequestExtra,
): Promise<CallToolResult> {
  const { TOOLS } = await import("./tools.ts");
  const tool = TOOLS.find((each) => each.name === name);
  if (tool === undefined) throw new McpError(ErrorCode.InvalidParams, `Unknown tool: ${name}`);
  const call = openCall(session, extra);
  try {
    return toResult(await tool.run(parseArguments(tool, args), call), session.office);
  } catch (error) {
    return errorResult(error, session.office);
  } finally {
    call.end();
  }
}

function parseArguments(tool: Tool, args: Record<string, unknown>): Record<string, unknown> {
  const parsed = tool.input.safeParse(args);
  if (parsed.success) return parsed.data;
  throw new ArgumentsError(
    parsed.error.issues.map(({ path, message }) => `${path.join(".") || tool.name}: ${message}`),
  );
}

/** The arguments do not follow the tool's schema. */
class ArgumentsError extends GeneratorError {
  constructor(issues: readonly string[]) {
    super("arguments_invalid", { issues: issues.join("; ") });
  }
}

/** What a resource link of `view_illustration` leads to: a picture inside the root, in full size. */
async function readPicture(office: Office, uri: string) {
  const path = await resolvePicture(office, uri);
  const { size } = await stat(path);
  if (size > MAX_RESOURCE_BYTES) {
    throw new McpError(ErrorCode.InvalidParams, `Too large to send (${size} bytes): open ${path}`);
  }
  const blob = (await readFile(path)).toString("base64");
  return { contents: [{ uri, mimeType: "image/png", blob }] };
}

async function resolvePicture(office: Office, uri: string): Promise<string> {
  try {
    const path = await resolveInside(await office.root(), fileURLToPath(uri));
    if (/\.png$/i.test(path) && (await stat(path)).isFile()) return path;
  } catch {
    // Why it is refused is nobody's business who asks for other people's files.
  }
  throw new McpError(ErrorCode.InvalidParams, `Resource not found: ${uri}`);
}
