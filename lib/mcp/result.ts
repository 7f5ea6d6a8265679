/**
 * From what a tool gives back to what is sent, with a last look that no secret goes along and nothing
 * invisible hides in a sentence.
 * @module
 */
// @ts-types="@modelcontextprotocol/sdk/types"
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { assistantError, assistantErrorLines } from "../text/mcp_texts.ts";
import { visibleLine, visibleText } from "../text/visible.ts";
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
  { structured, lines, blocks, isError }: Answer<Record<string, unknown>>,
  context: ServerContext,
): CallToolResult {
  return {
    content: [{ type: "text", text: shown(lines, context) }, ...blocks ?? []],
    structuredContent: redactedObject(withVisibleSentences(structured), context),
    ...(isError ? { isError } : {}),
  };
}

/** An error as it is sent: text alone, since it has not the shape of an answer. */
export function errorResult(error: unknown, context: ServerContext): CallToolResult {
  const text = shown(assistantErrorLines(assistantError(error)), context);
  return { content: [{ type: "text", text }], isError: true };
}

function shown(lines: readonly string[], context: ServerContext): string {
  return visibleText(lines.map((line) => redacted(line, context)));
}

/** Fields that are sentences or the service's own words; all others are data, and data stays exact. */
const SENTENCES: ReadonlySet<string> = new Set([
  "code",
  "message",
  "notes",
  "problem",
  "remedy",
  "request_id",
  "task_id",
  "warnings",
]);

function withVisibleSentences<T>(value: T, isSentence = false): T {
  if (typeof value === "string") return (isSentence ? visibleLine(value) : value) as T;
  if (Array.isArray(value)) return value.map((each) => withVisibleSentences(each, isSentence)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    withVisibleSentences(each, SENTENCES.has(name)),
  ]);
  return Object.fromEntries(entries) as T;
}

function redactedObject(
  value: Record<string, unknown>,
  context: ServerContext,
): Record<string, unknown> {
  const json = JSON.stringify(value);
  const pure = redacted(json, context);
  return pure === json ? value : JSON.parse(pure);
}
