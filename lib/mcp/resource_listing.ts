/**
 * What there is to be read beside the tools' answers: every picture in full size, page by page.
 * @module
 */
// @ts-types="@modelcontextprotocol/sdk/types"
import {
  ErrorCode,
  type ListResourcesResult,
  McpError,
  type Resource,
} from "@modelcontextprotocol/sdk/types.js";
import { GeneratorError } from "../errors.ts";
import { type ListedIllustration, listIllustrations } from "../film/listing.ts";
import { findPipelines, type FoundPipeline, openInside } from "../pipeline/pipelines.ts";
import { visibleLine } from "../text/visible.ts";
import { PICTURE_TEMPLATE, pictureUri } from "./picture_uri.ts";
import type { ServerContext } from "./server_context.ts";

const PAGE = 100;

/** How any picture is addressed. */
export const RESOURCE_TEMPLATES = [{
  uriTemplate: PICTURE_TEMPLATE,
  name: "picture",
  title: "Full-size picture",
  description: 'picture: "original" (what the film shows) or an id such as c17',
  mimeType: "image/png",
}];

/**
 * Lists pictures of all pipelines. A cursor says after which picture of which pipeline to go on, so
 * that pipelines that come and go meanwhile shift nothing.
 * @throws {McpError} the cursor is none of ours
 */
export async function listResources(
  context: ServerContext,
  cursor: string | undefined,
): Promise<ListResourcesResult> {
  if (context.settings.rootDir === undefined) return { resources: [] };
  const root = await context.root();
  const start = cursor === undefined ? undefined : parseCursor(cursor);
  const resources: Resource[] = [];
  for (const found of await findPipelines(root)) {
    if (start !== undefined && found.name < start.pipeline) continue;
    const skipped = found.name === start?.pipeline ? start.count : 0;
    const pictures = (await picturesOf(found, () => openInside(root, found.dir))).slice(skipped);
    const room = PAGE - resources.length;
    resources.push(...pictures.slice(0, room));
    if (pictures.length > room) {
      return { resources, nextCursor: cursorOf({ pipeline: found.name, count: skipped + room }) };
    }
  }
  return { resources };
}

async function picturesOf(
  { name }: FoundPipeline,
  open: () => ReturnType<typeof openInside>,
): Promise<Resource[]> {
  try {
    const { illustrations } = await listIllustrations(await open());
    return illustrations.flatMap((each) => resourcesOf(name, each));
  } catch (error) {
    if (error instanceof GeneratorError) return [];
    throw error;
  }
}

function resourcesOf(
  pipeline: string,
  { index, title, original, candidates }: ListedIllustration,
): Resource[] {
  const names = [
    ...(original === undefined ? [] : ["original"]),
    ...candidates.map(({ id }) => id),
  ];
  return names.map((picture) => ({
    uri: pictureUri({ pipeline, index, picture }),
    name: visibleLine(`${pipeline} #${index} ${picture}`),
    ...(title === undefined ? {} : { title: visibleLine(`#${index} ${title}: ${picture}`) }),
    mimeType: "image/png",
  }));
}

interface Cursor {
  readonly pipeline: string;
  /** Pictures of it that were listed already. */
  readonly count: number;
}

function cursorOf({ pipeline, count }: Cursor): string {
  return Buffer.from(`${count} ${pipeline}`).toString("base64url");
}

function parseCursor(cursor: string): Cursor {
  const [, count, pipeline] = /^(\d{1,9}) (.+)$/su.exec(
    Buffer.from(cursor, "base64url").toString("utf8"),
  ) ?? [];
  if (count === undefined || pipeline === undefined) {
    throw new McpError(ErrorCode.InvalidParams, "Unknown cursor");
  }
  return { pipeline, count: Number(count) };
}
