/**
 * From what a tool gives back to what is sent, with a last look that no secret goes along and nothing
 * invisible hides in a sentence.
 * @module
 */
// @ts-types="@modelcontextprotocol/sdk/types"
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { type AnswerLine, DATA_NOTE, framedText, visibleValue } from "../text/data_frame.ts";
import { assistantError, assistantErrorLines } from "../text/mcp_texts.ts";
import { visibleLine } from "../text/visible.ts";
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
  { structured, lines, blocks, isError, meta }: Answer<Record<string, unknown> | undefined>,
  context: ServerContext,
): CallToolResult {
  const safe = (value: Record<string, unknown>) => redactedObject(visible(value), context);
  return {
    content: [{ type: "text", text: shown(lines, context) }, ...blocks ?? []],
    ...(structured === undefined
      ? {}
      : { structuredContent: safe({ data_note: DATA_NOTE, ...structured }) }),
    ...(meta === undefined ? {} : { _meta: { [META_NAME]: safe(meta) } }),
    ...(isError ? { isError } : {}),
  };
}

/** Where an app finds the facts of an answer that has no structured content. */
const META_NAME = "alibaba-image-generator/view";

/** An error as it is sent: text alone, since it has not the shape of an answer. */
export function errorResult(error: unknown, context: ServerContext): CallToolResult {
  const text = shown(assistantErrorLines(assistantError(error, context.settings)), context);
  return { content: [{ type: "text", text }], isError: true };
}

function shown(lines: readonly AnswerLine[], context: ServerContext): string {
  return redacted(framedText(lines), context);
}

/** Fields of several lines: a prompt is sent again as it was read. */
const LONG_TEXTS: ReadonlySet<string> = new Set(["prompt", "negative_prompt"]);

/** The same value with nothing invisible in it, whoever wrote it. */
function visible<T>(value: T, isLong = false): T {
  if (typeof value === "string") return (isLong ? visibleValue(value) : visibleLine(value)) as T;
  if (Array.isArray(value)) return value.map((each) => visible(each)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, visible(each, LONG_TEXTS.has(name))]),
  ) as T;
}

function redactedObject(
  value: Record<string, unknown>,
  context: ServerContext,
): Record<string, unknown> {
  const json = JSON.stringify(value);
  const pure = redacted(json, context);
  return pure === json ? value : JSON.parse(pure);
}
