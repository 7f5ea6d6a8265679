/**
 * Pages inside the chat (MCP Apps, SEP-1865): who shows them, and where ours stands.
 * @module
 */
import type { Server } from "@modelcontextprotocol/sdk/server";

/** The extension's name in the capabilities of both sides. */
export const APPS_EXTENSION = "io.modelcontextprotocol/ui";

/** The page for choosing. */
export const CHAT_URI = "ui://alibaba-image-generator/choose";

/** What a tool says that the page stands beside; older hosts read the second. */
export const CHAT_META = { ui: { resourceUri: CHAT_URI }, "ui/resourceUri": CHAT_URI };

/** What a tool says that only the page calls. */
export const APP_ONLY_META = { ui: { visibility: ["app"] } };

/** Whether the client shows pages. */
export function showsApps(server: Server): boolean {
  const { extensions } = server.getClientCapabilities() ?? {};
  return extensions?.[APPS_EXTENSION] !== undefined;
}
