/**
 * What `illustrations.json` tells of the story beside the prompts: the lines of the text, and who is
 * seen where, named from the story bible. Every piece is read on its own: an odd one costs nothing else.
 * @module
 */
import { lstat, readFile } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { z } from "zod";
import type { Pipeline } from "../pipeline/folder.ts";
import { ILLUSTRATIONS_FILE } from "../pipeline/names.ts";
import { pathIn, requireUnlinked } from "../pipeline/paths.ts";
import { spelledPath } from "../pipeline/spelling.ts";

/** The story of one illustration. */
export interface Scene {
  /** The lines of the text it was drawn for; undefined: nobody said, or they repeat the summary. */
  readonly excerpt: string | undefined;
  /** What happens in it. */
  readonly summary: string | undefined;
  /** Ids of the story bible, each once. */
  readonly entities: readonly string[];
}

/** The story of a pipeline. */
export interface Story {
  /** By the illustration's number. */
  readonly scenes: ReadonlyMap<number, Scene>;
  /** Names by id, as far as the bible could be read. */
  readonly names: ReadonlyMap<string, string>;
}

/** A bible of a long novel is far below this. */
const MAX_BIBLE_BYTES = 8 * 2 ** 20;

const text = z.string().trim().min(1).optional().catch(undefined);
const sceneSchema = z.object({
  index: z.int().min(0),
  summary: text,
  source_excerpt: text,
  present_entities: z.array(z.unknown()).catch([]),
});
const namedSchema = z.object({ id: z.string().min(1), name: z.string().trim().min(1) });
const nameSchema = z.object({ name: z.string().trim().min(1) });

/** Reads the story. What cannot be read is not told: the pictures can be judged without it. */
export async function readStory(pipeline: Pipeline): Promise<Story> {
  const json = await readJson(pathIn(pipeline.dir, ILLUSTRATIONS_FILE));
  const entries = partOf(json, "illustrations") ?? json;
  const scenes = new Map<number, Scene>();
  for (const entry of Array.isArray(entries) ? entries : []) {
    const { data } = sceneSchema.safeParse(entry);
    if (data !== undefined) scenes.set(data.index, sceneOf(data));
  }
  const reference = partOf(json, "bible_ref");
  const path = typeof reference === "string" ? await pathInside(pipeline, reference) : undefined;
  return { scenes, names: path === undefined ? new Map() : namesOf(await readJson(path)) };
}

function sceneOf(data: z.infer<typeof sceneSchema>): Scene {
  const { summary, source_excerpt: excerpt, present_entities: entities } = data;
  return {
    // One of the two writers of this file puts the summary into both.
    excerpt: excerpt === summary ? undefined : excerpt,
    summary,
    entities: [
      ...new Set(entities.filter((each) => typeof each === "string" && each !== "")),
    ] as readonly string[],
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse((await readFile(path, "utf8")).replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function partOf(json: unknown, name: string): unknown {
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  return isObject ? (json as Record<string, unknown>)[name] ?? undefined : undefined;
}

/** Where a reference leads, if that is a plain file below the pipeline and no link leads to it. */
async function pathInside({ dir }: Pipeline, reference: string): Promise<string | undefined> {
  const path = spelledPath(resolve(dir, reference));
  const way = relative(dir, path);
  if (way === "" || way.startsWith("..") || isAbsolute(way)) return undefined;
  try {
    const file = await lstat(path);
    const isPlain = file.isFile() && file.size <= MAX_BIBLE_BYTES;
    if (!isPlain) return undefined;
    requireUnlinked(dir, way.split(sep).join("/"));
    return path;
  } catch {
    return undefined;
  }
}

/** `{id, name}` anywhere, or `{[id]: {name}}`: bibles of several writers are of several shapes. */
function namesOf(bible: unknown): Map<string, string> {
  const names = new Map<string, string>();
  const visit = (value: unknown, depth: number, key?: string): void => {
    if (typeof value !== "object" || value === null || depth > 6) return;
    const named = namedSchema.safeParse(value).data;
    const name = named ?? (key === undefined ? undefined : nameSchema.safeParse(value).data);
    const id = named?.id ?? key;
    if (name !== undefined && id !== undefined && !names.has(id)) names.set(id, name.name);
    if (Array.isArray(value)) { for (const each of value) visit(each, depth + 1); }
    else for (const [inner, each] of Object.entries(value)) visit(each, depth + 1, inner);
  };
  visit(bible, 0);
  return names;
}
