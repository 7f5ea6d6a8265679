/**
 * What goes on showing an old picture although another one stands in its place now.
 * @module
 */
import { readdir, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { FindingCode } from "../error_codes.ts";
import type { Finding } from "../errors.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { isThere } from "../pipeline/files.ts";
import { clipName } from "../pipeline/names.ts";
import { imagePath, pathIn } from "../pipeline/paths.ts";

const FILM_REGEXP = /\.(mp4|m4v|mov|mkv|webm|avi)$/i;
const COVER_REGEXP = /(cover|thumb|poster|обложк|превью).*\.(png|jpe?g|webp)$/i;
const PAGE_REGEXP = /^gallery.*\.html?$/i;

/**
 * Names what was made with the picture that stood at a number before.
 * @param sinceMs when that picture was put in place, epoch milliseconds; what is older shows another
 * one. @default {0}
 * @returns `clip_wins` for the number's own clip, `film_old`, `cover_old`, `page_old` for files that
 * hold every picture; `facts.path` is absolute
 */
export async function stillOld(
  pipeline: Pipeline,
  index: number,
  sinceMs = 0,
): Promise<Finding[]> {
  const name = clipName(index);
  const path = imagePath(pipeline, name);
  const clips: Work[] = isThere(path) ? [{ code: "clip_wins", facts: { index, name, path } }] : [];
  const works = [...clips, ...await wholeWorks(pipeline.dir)];
  const ages = await Promise.all(works.map(({ facts }) => stat(facts.path)));
  return works.filter((_, at) => (ages[at]?.mtimeMs ?? 0) >= sinceMs);
}

/** A finding about a file. */
interface Work extends Finding {
  readonly facts: { readonly name: string; readonly path: string; readonly index?: number };
}

async function wholeWorks(dir: string): Promise<Work[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const folders = entries
    .filter((entry) =>
      entry.isDirectory() && /^(videos?|shorts?|covers?|output)$/i.test(entry.name)
    )
    .map(({ name }) => name);
  const nested = await Promise.all(folders.map(async (folder) => {
    const names = await readdir(pathIn(dir, folder)).catch(() => []);
    return names.map((name) => `${folder}/${name}`);
  }));
  return [...files, ...nested.flat()].sort().flatMap((name) => {
    const code = workCode(basename(name));
    return code === undefined ? [] : [{ code, facts: { name, path: pathIn(dir, name) } }];
  });
}

function workCode(name: string): FindingCode | undefined {
  if (FILM_REGEXP.test(name)) return "film_old";
  if (COVER_REGEXP.test(name)) return "cover_old";
  return PAGE_REGEXP.test(name) ? "page_old" : undefined;
}
