/**
 * The document of the page inside a chat: one file without anything outside of it.
 * @module
 */
// @ts-types="@modelcontextprotocol/sdk/types"
import type { ReadResourceResult } from "@modelcontextprotocol/sdk/types.js";
import { CHAT_URI } from "./apps.ts";
import { CHAT_SCRIPT, CHAT_STYLE } from "./chat_assets.ts";

/** How a page for a chat is called. */
const MIME_TYPE = "text/html;profile=mcp-app";

/** The document, whole. */
export const CHAT_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Illustrations</title>
<style>${CHAT_STYLE}</style>
</head>
<body><div id="app"></div><script type="module">${CHAT_SCRIPT}</script></body>
</html>
`;

/** The page as a resource. */
export function readChatPage(): ReadResourceResult {
  return {
    contents: [{
      uri: CHAT_URI,
      mimeType: MIME_TYPE,
      text: CHAT_HTML,
      _meta: { ui: { prefersBorder: true } },
    }],
  };
}
