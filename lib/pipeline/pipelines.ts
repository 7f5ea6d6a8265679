/**
 * Pipeline folders under one allowed root. Whoever names a folder or a file from outside gets it only
 * when it really lies inside.
 * @module
 */
import { existsSync, readdirSync } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isReadGranted } from "../environment.ts";
import { InputError, reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { imageNames, openPipeline, type Pipeline } from "./folder.ts";
import { JOURNAL_FILE } from "./journal.ts";
import { spelledIn, spelledPath } from "./spelling.ts";
import { frameNumber, ILLUSTRATIONS_FILE, IMAGES_FOLDER, STATE_FOLDER } from "./names.ts";

/** The one folder whose pipelines may be touched. */
export interface PipelineRoot {
  /** Absolute, as it was given. */
  readonly dir: string;
  /** Absolute, without symbolic links. */
  readonly realDir: string;
}

/** A pipeline folder that was found. */
export interface FoundPipeline {
  /** Path below the root, with `/`; `.` for the root itself. */
  readonly name: string;
  /** Absolute. */
  readonly dir: string;
}

/** What of a pipeline is read and written; none of it may be a link. */
const OWN_PARTS: readonly string[] = [
  ILLUSTRATIONS_FILE,
  IMAGES_FOLDER,
  STATE_FOLDER,
  `${STATE_FOLDER}/${JOURNAL_FILE}`,
  ...["pictures", "tmp", "clips", "prompts", "references"].map((each) => `${STATE_FOLDER}/${each}`),
];

/** How deep below the root pipelines are looked for. */
const MAX_DEPTH = 3;

/** Folders looked into at most: a root that is a whole disk must not hang anybody. */
const MAX_FOLDERS = 5_000;

/**
 * Opens the allowed root.
 * @throws {InputError} `root_missing`
 */
export async function openRoot(dir: string): Promise<PipelineRoot> {
  const absolute = spelledPath(resolve(dir));
  try {
    const realDir = await realpath(absolute);
    if ((await stat(realDir)).isDirectory()) return { dir: absolute, realDir };
  } catch (error) {
    throw new InputError("root_missing", { path: absolute }, error);
  }
  throw new InputError("root_missing", { path: absolute });
}

/**
 * Opens a pipeline by its name or path, relative to the root or absolute.
 * @throws {InputError} `path_refused` when it is not inside the root; as {@link openPipeline}
 * @throws {StorageError} `read_failed`
 */
export async function openInside(root: PipelineRoot, name: string): Promise<Pipeline> {
  const dir = await resolveInside(root, name);
  for (const part of OWN_PARTS) await refuseLink(join(dir, ...part.split("/")), name);
  return await openPipeline(dir);
}

/**
 * Makes sure that no picture of the pipeline is a link, before anything copies pictures into the
 * store: what a link leads to would be taken out of its place that way.
 * @throws {InputError} `path_refused`
 * @throws {StorageError} `read_failed`
 */
export async function requireOwnPictures(pipeline: Pipeline): Promise<void> {
  const frames = (await imageNames(pipeline)).filter((each) => frameNumber(each) !== undefined);
  await Promise.all(
    frames.map((each) => refuseLink(join(pipeline.imagesDir, each), `${IMAGES_FOLDER}/${each}`)),
  );
}

/**
 * Turns a path from outside into one that is certainly inside the root.
 * @returns absolute, below {@link PipelineRoot.realDir}, in the letters that the disk has; the last part
 * may not exist
 * @throws {InputError} `path_refused` for `..`, other places, symbolic links and NUL
 * @throws {StorageError} `read_failed`
 */
export async function resolveInside(root: PipelineRoot, path: string): Promise<string> {
  if (path.includes("\0")) throw refused(path, "nul");
  if (path.split(/[/\\]/).includes("..")) throw refused(path, "dots");
  const below = isAbsolute(path)
    ? await belowRoot(root, spelledPath(resolve(path)))
    : relative(root.dir, resolve(root.dir, path));
  if (below === undefined || !isBelow(below)) throw refused(path, "outside");
  let dir = root.realDir;
  for (const part of below.split(sep)) {
    if (part === "") continue;
    dir = join(dir, spelledIn(dir, part));
    await refuseLink(dir, path);
  }
  const real = await realPathOf(dir);
  if (real === undefined) return dir;
  // Nothing on the way is a link; something may have become one at this moment.
  if (!isBelow(relative(root.realDir, real))) throw refused(path, "link");
  return real;
}

/**
 * The part of an absolute path that is below the root, by whatever name of the root: of the folders on
 * the way, the outermost that is the root counts, so that no link below it is passed over.
 */
async function belowRoot(
  { dir, realDir }: PipelineRoot,
  path: string,
): Promise<string | undefined> {
  const named = [dir, realDir].map((root) => relative(root, path)).find(isBelow);
  if (named !== undefined) return named;
  const ways: string[] = [];
  for (let way = path; way !== dirname(way); way = dirname(way)) ways.unshift(way);
  for (const way of ways) if (await realPathOf(way) === realDir) return relative(way, path);
  return undefined;
}

/** Without links and in the letters that the disk has; undefined when that cannot be told. */
async function realPathOf(path: string): Promise<string | undefined> {
  return isReadGranted(path) ? await realpath(path).catch(() => undefined) : undefined;
}

function isBelow(path: string): boolean {
  return !isAbsolute(path) && path !== ".." && !path.startsWith(`..${sep}`);
}

async function refuseLink(path: string, named: string): Promise<void> {
  try {
    if ((await lstat(path)).isSymbolicLink()) throw refused(named, "link");
  } catch (error) {
    if (error instanceof InputError || systemCodeOf(error) === "ENOENT") {
      if (error instanceof InputError) throw error;
      return;
    }
    if (systemCodeOf(error) === "ENOTDIR") return;
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new StorageError("read_failed", { path, reason }, error);
  }
}

function refused(path: string, why: "nul" | "dots" | "outside" | "link"): InputError {
  return new InputError("path_refused", { path: path.replaceAll("\0", "\\0"), why });
}

/** Finds the pipeline folders under the root, in the order of their names. */
export async function findPipelines(root: PipelineRoot): Promise<FoundPipeline[]> {
  const found: FoundPipeline[] = [];
  const queue = [{ dir: root.realDir, depth: 0 }];
  for (let seen = 0; queue.length > 0 && seen < MAX_FOLDERS; seen++) {
    const { dir, depth } = queue.shift() as { dir: string; depth: number };
    if (existsSync(join(dir, ILLUSTRATIONS_FILE))) {
      found.push({ name: relative(root.realDir, dir).split(sep).join("/") || ".", dir });
    } else if (depth < MAX_DEPTH) {
      queue.push(...(await foldersIn(dir)).map((path) => ({ dir: path, depth: depth + 1 })));
    }
  }
  return found.sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Folders that stand beside a pipeline and may be pipelines too; what cannot be read has none. */
export function foldersBeside(pipelineDir: string): string[] {
  const folder = dirname(pipelineDir);
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .slice(0, MAX_FOLDERS)
      .map(({ name }) => join(folder, name))
      .filter((path) => path !== pipelineDir);
  } catch {
    return [];
  }
}

/** Real folders only: symbolic links are not followed, and what cannot be read is passed over. */
async function foldersIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
    .map(({ name }) => join(dir, name))
    .sort();
}
