/**
 * A pipeline folder: its illustrations and the files beside them. Reads only.
 * @module
 */
import { readFile, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { z } from "zod";
import { InputError, reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { ILLUSTRATIONS_FILE, IMAGES_FOLDER, STATE_FOLDER } from "./names.ts";
import { requireReadable } from "./files.ts";
import { imageNamesIn } from "./frame_names.ts";
import { pathIn } from "./paths.ts";
import { spelledPath } from "./spelling.ts";

/** One entry of illustrations.json. */
export interface Illustration {
  /** Any integer ≥ 0; not the position. */
  readonly index: number;
  readonly title: string | undefined;
  /** Undefined or blank: there is nothing to order from. */
  readonly prompt: string | undefined;
  readonly negativePrompt: string | undefined;
  /** Ids of the people, places and objects that are seen in it; empty when nobody wrote them down. */
  readonly entities: readonly string[];
}

/** A pipeline as it was when it was opened. */
export interface Pipeline {
  /** Absolute. */
  readonly dir: string;
  /** The folder's name. */
  readonly name: string;
  readonly imagesDir: string;
  /** Journal and store live here; it may not exist. */
  readonly stateDir: string;
  /** In the order of the file. */
  readonly illustrations: readonly Illustration[];
}

const optionalText = z.string().nullish().transform((value) => value ?? undefined);

const illustrationSchema = z.looseObject({
  index: z.int().min(0),
  title: optionalText,
  prompt: optionalText,
  negative_prompt: optionalText,
  // Written by another tool, for other purposes: an odd one is passed over.
  present_entities: z.array(z.string().catch("")).catch([]),
});

const listSchema = z.array(illustrationSchema);

/**
 * Opens a pipeline folder.
 * @param dir found however its letters are put together, see {@link spelledPath}
 * @throws {InputError} `pipeline_missing`, `pipeline_not_folder`, `illustrations_missing`,
 * `illustrations_not_json`, `illustrations_invalid`, `index_repeated`
 * @throws {StorageError} `read_failed`, `special_file`
 */
export async function openPipeline(dir: string): Promise<Pipeline> {
  const absolute = spelledPath(resolve(dir));
  await requireFolder(absolute);
  const path = pathIn(absolute, ILLUSTRATIONS_FILE);
  return {
    dir: absolute,
    name: basename(absolute),
    imagesDir: pathIn(absolute, IMAGES_FOLDER),
    stateDir: pathIn(absolute, STATE_FOLDER),
    illustrations: parseIllustrations(await readText(path), path),
  };
}

async function requireFolder(path: string): Promise<void> {
  try {
    if ((await stat(path)).isDirectory()) return;
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") throw new InputError("pipeline_missing", { path }, error);
    throw readError(path, error);
  }
  throw new InputError("pipeline_not_folder", { path });
}

async function readText(path: string): Promise<string> {
  requireReadable(path);
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemCodeOf(error) !== "ENOENT") throw readError(path, error);
    throw new InputError("illustrations_missing", { path }, error);
  }
}

function readError(path: string, error: unknown): StorageError {
  return new StorageError(
    "read_failed",
    { path, reason: systemCodeOf(error) ?? reasonOf(error) },
    error,
  );
}

/**
 * Reads the text of illustrations.json.
 * @param path named in errors
 * @throws {InputError} as {@link openPipeline}
 */
export function parseIllustrations(text: string, path: string): Illustration[] {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new InputError("illustrations_not_json", { path, reason: reasonOf(error) }, error);
  }
  const entries = (json as { illustrations?: unknown } | null)?.illustrations ?? json;
  if (!Array.isArray(entries)) {
    throw new InputError("illustrations_invalid", { path, where: "", reason: "" });
  }
  const parsed = listSchema.safeParse(entries);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join(".") ?? "";
    throw new InputError("illustrations_invalid", { path, where, reason: issue?.message ?? "" });
  }
  const seen = new Set<number>();
  for (const { index } of parsed.data) {
    if (seen.has(index)) throw new InputError("index_repeated", { path, index });
    seen.add(index);
  }
  return parsed.data.map(({ index, title, prompt, negative_prompt, present_entities }) => ({
    index,
    title,
    prompt,
    negativePrompt: negative_prompt,
    entities: [...new Set(present_entities.filter((each) => each !== ""))],
  }));
}

/**
 * The names in `images/`, in the capitals in which the video step takes them; none when the folder does not exist yet.
 * @throws {StorageError} `read_failed`
 */
export async function imageNames({ imagesDir }: Pipeline): Promise<string[]> {
  // In one step: Deno's asynchronous readdir crosses to the system once for every name.
  return await Promise.resolve(imageNamesIn(imagesDir).sort());
}
