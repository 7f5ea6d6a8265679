/**
 * From what a tool gives back to what is sent, with a last look that no secret goes along.
 * @module
 */
// @ts-types="@modelcontextprotocol/sdk/types"
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { assistantError, assistantErrorText } from "../text/mcp_texts.ts";
import type { ServerContext } from "./server_context.ts";
import type { Answer } from "./tool.ts";

/** A picture's address is a permission by itself: whoever has it has the picture. */
const SIGNED_URL_REGEXP =
  /(https?:\/\/[^\s"'<>?]+)\?[^\s"'<>]*(?:Signature|OSSAccessKeyId)=[^\s"'<>]*/gi;

/** A text without the key and without signed addresses. */
export function redacted(text: string, context: ServerContext): string {
  const bare = text.replaceAll(SIGNED_URL_REGEXP, "$1?…");
  return context.secrets().reduce((all, secret) => all.replaceAll(secret, "…"), bare);
}

/** The answer of a tool as it is sent. */
export function toResult(
  { structured, text, blocks, isError }: Answer<Record<string, unknown>>,
  context: ServerContext,
): CallToolResult {
  return {
    content: [{ type: "text", text: redacted(text, context) }, ...blocks ?? []],
    structuredContent: redactedObject(structured, context),
    ...(isError ? { isError } : {}),
  };
}

/** An error as it is sent: text alone, since it has not the shape of an answer. */
export function errorResult(error: unknown, context: ServerContext): CallToolResult {
  const text = redacted(assistantErrorText(assistantError(error)), context);
  return { content: [{ type: "text", text }], isError: true };
}

function redactedObject(
  value: Record<string, unknown>,
  context: ServerContext,
): Record<string, unknown> {
  const json = JSON.stringify(value);
  const pure = redacted(json, context);
  return pure === json ? value : JSON.parse(pure);
}
