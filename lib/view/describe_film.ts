/**
 * The film and who is seen in it, in the words of the page.
 * @module
 */
import { basename } from "node:path";
import { filmFrames, findAudio } from "../film/film.ts";
import type { Story } from "../film/story.ts";
import type { PageEntity, PageFilm, PageIllustration } from "../page/state.ts";
import { filmSizeOf } from "../film/film_size.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { originalName } from "../pipeline/names.ts";
import { imagePath } from "../pipeline/paths.ts";
import { currentId, fileUrl } from "./describe.ts";
import { shapeOf } from "./film_shape.ts";
import { type ImageFiles, versionNow } from "./image_files.ts";
import type { SnapshotFile } from "./snapshot_file.ts";

/** The film as the video step would make it; the files it needs are added to `files`. */
export async function describeFilm(
  pipeline: Pipeline,
  names: readonly string[],
  images: ImageFiles,
  files: Map<string, SnapshotFile>,
): Promise<PageFilm> {
  const add = (id: string, path: string, version: string) => {
    if (!files.has(id)) {
      files.set(id, { path, version, identity: `${id} ${version}`, isLasting: false });
    }
  };
  const media = (id: string, path: string) => {
    const version = versionNow(path);
    if (version === undefined) return undefined;
    add(id, path, version);
    return fileUrl("media", id, version);
  };
  const audio = await findAudio(pipeline);
  const audioUrl = audio === undefined ? undefined : media("audio", audio);
  return {
    shape: shapeOf(filmSizeOf(pipeline, names).size),
    frames: filmFrames(names).flatMap(({ number, name, clip }) => {
      const isOriginal = name === originalName(number);
      const id = isOriginal ? currentId(number) : `i:${name}`;
      const known = files.get(id) ?? images.look(imagePath(pipeline, name));
      if (known === undefined) return [];
      add(id, known.path, known.version);
      return [{
        number,
        name,
        url: fileUrl("picture", id, known.version),
        clip: clip === undefined ? undefined : media(clip, imagePath(pipeline, clip)),
      }];
    }),
    audio: audio === undefined || audioUrl === undefined
      ? undefined
      : { name: basename(audio), url: audioUrl },
  };
}

/** Who and what is seen at least twice: only then there is something to compare. */
export function namedEntities(
  illustrations: readonly PageIllustration[],
  { names }: Story,
): PageEntity[] {
  const counts = new Map<string, number>();
  for (const id of illustrations.flatMap(({ entities }) => entities)) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1)
    .sort(([, a], [, b]) => b - a)
    .map(([id]) => ({ id, name: names.get(id) ?? id }));
}
