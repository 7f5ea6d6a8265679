/**
 * A picture in full size, by the address that the resource template makes.
 * @module
 */
import { readFile, stat } from "node:fs/promises";
// @ts-types="@modelcontextprotocol/sdk/types"
import { ErrorCode, McpError, type ReadResourceResult } from "@modelcontextprotocol/sdk/types.js";
import { checkPng } from "../image/png_reader.ts";
import { resolveInside } from "../pipeline/pipelines.ts";
import { listIllustrations } from "../film/listing.ts";
import { visibleLine } from "../text/visible.ts";
import { parsePictureUri } from "./picture_uri.ts";
import type { ServerContext } from "./server_context.ts";
import { ORIGINAL } from "./sheet.ts";

/** A line on stdio holds 10 MiB at most; base64 makes three bytes four. */
const MAX_RESOURCE_BYTES = 7_000_000;

/**
 * Reads a picture inside the root, in full size.
 * @throws {McpError} when it is something else, elsewhere, or too large to send
 */
export async function readPicture(
  context: ServerContext,
  uri: string,
): Promise<ReadResourceResult> {
  const path = await resolvePicture(context, uri);
  const { size } = await stat(path);
  if (size > MAX_RESOURCE_BYTES) {
    throw new McpError(
      ErrorCode.InvalidParams,
      `Too large to send (${size} bytes): open ${visibleLine(path)}`,
    );
  }
  const bytes = await readFile(path);
  if (!isPng(bytes)) throw notFound(uri);
  const blob = bytes.toString("base64");
  return { contents: [{ uri, mimeType: "image/png", blob }] };
}

async function resolvePicture(context: ServerContext, uri: string): Promise<string> {
  const address = parsePictureUri(uri);
  if (address === undefined) throw notFound(uri);
  try {
    const pipeline = await context.pipeline(address.pipeline);
    const { illustrations: [listed] } = await listIllustrations(pipeline, [address.index]);
    const path = address.picture === ORIGINAL
      ? listed?.original
      : listed?.candidates.find(({ id }) => id === address.picture)?.path;
    const inside = path === undefined ? undefined : await resolveInside(await context.root(), path);
    if (inside !== undefined && (await stat(inside)).isFile()) return inside;
  } catch {
    // Why it is refused is nobody's business who asks for other people's files.
  }
  throw notFound(uri);
}

function notFound(uri: string): McpError {
  return new McpError(ErrorCode.InvalidParams, `Resource not found: ${visibleLine(uri)}`);
}

function isPng(bytes: Uint8Array): boolean {
  try {
    checkPng(bytes);
    return true;
  } catch {
    return false;
  }
}
