/**
 * One session, spoken through the protocol library. What a call needs is loaded when the first one
 * comes, so that the handshake is quick.
 * @module
 */
import { Server } from "@modelcontextprotocol/sdk/server";
// @ts-types="@modelcontextprotocol/sdk/types"
import {
  CallToolRequestSchema,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { reasonOf } from "../errors.ts";
import { visibleLine } from "../text/visible.ts";
import { PROGRAM, VERSION } from "../version.ts";
import type { Session } from "./call.ts";
import type { LazyServerContext } from "./lazy_server_context.ts";

const INSTRUCTIONS =
  "Regenerates illustrations of video projects with Alibaba's WAN models. Usual order: list_pipelines, list_illustrations, regenerate_illustration with dry_run, then for real, wait_for_illustrations while something runs, view_illustration, accept_illustration. Pictures cost money; nothing that was ordered gets lost.";

/** Makes the server of one session. */
export function makeServer(endpoint: LazyServerContext): Server {
  const server = new Server(
    { name: PROGRAM, title: "Alibaba WAN illustrations", version: VERSION },
    {
      capabilities: { tools: {}, resources: {}, logging: {} },
      instructions: INSTRUCTIONS,
    },
  );
  const session: Session = { server, isClosed: false };
  const listing = () => import("./tool_listing.ts");
  server.oninitialized = () => void listing();
  server.onclose = () => session.isClosed = true;
  server.onerror = (error) => void process.stderr.write(`MCP: ${visibleLine(reasonOf(error))}\n`);
  server.setRequestHandler(
    ListToolsRequestSchema,
    async () => ({ tools: (await listing()).listTools() }),
  );
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const [{ callTool }, context] = await Promise.all([import("./call_tool.ts"), endpoint.open()]);
    return await callTool(context, session, extra, params.name, params.arguments ?? {});
  });
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [] }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) => {
    const [{ readPicture }, context] = await Promise.all([
      import("./picture_resource.ts"),
      endpoint.open(),
    ]);
    return await readPicture(context, params.uri);
  });
  return server;
}
