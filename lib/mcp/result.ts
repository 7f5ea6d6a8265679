/**
 * From what a tool gives back to what is sent, with a last look that no secret goes along.
 * @module
 */
// @ts-types="@modelcontextprotocol/sdk/types"
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { assistantError, assistantErrorText } from "../text/mcp_texts.ts";
import type { Office } from "./server_state.ts";
import type { Answer } from "./tool.ts";

/** A picture's address is a permission by itself: whoever has it has the picture. */
const SIGNED_URL_REGEXP =
  /(https?:\/\/[^\s"'<>?]+)\?[^\s"'<>]*(?:Signature|OSSAccessKeyId)=[^\s"'<>]*/gi;

/** A text without the key and without signed addresses. */
export function purified(text: string, office: Office): string {
  const bare = text.replaceAll(SIGNED_URL_REGEXP, "$1?…");
  return office.secrets().reduce((all, secret) => all.replaceAll(secret, "…"), bare);
}

/** The answer of a tool as it is sent. */
export function toResult(
  { structured, text, blocks, isError }: Answer<Record<string, unknown>>,
  office: Office,
): CallToolResult {
  return {
    content: [{ type: "text", text: purified(text, office) }, ...blocks ?? []],
    structuredContent: purifiedObject(structured, office),
    ...(isError ? { isError } : {}),
  };
}

/** An error as it is sent: text alone, since it has not the shape of an answer. */
export function errorResult(error: unknown, office: Office): CallToolResult {
  const text = purified(assistantErrorText(assistantError(error)), office);
  return { content: [{ type: "text", text }], isError: true };
}

function purifiedObject(value: Record<string, unknown>, office: Office): Record<string, unknown> {
  const json = JSON.stringify(value);
  const pure = purified(json, office);
  return pure === json ? value : JSON.parse(pure);
}
