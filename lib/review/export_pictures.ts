/**
 * The pictures and the sound of an exported page, as good as its size allows.
 * @module
 */
import { Buffer } from "node:buffer";
import { readFile, stat } from "node:fs/promises";
import { PictureError, StoppedError, systemCodeOf } from "../errors.ts";
import { encodeJpeg, makePreview, shrinkQuickly } from "../image/preview.ts";
import { KEPT_PREVIEW, type KeptPreviews } from "../pipeline/kept_previews.ts";
import type { PageState } from "../page/state.ts";
import { currentId, fileId } from "../view/describe.ts";
import { mediaType } from "./media.ts";
import type { SnapshotFile } from "../view/snapshot_file.ts";

/** All pictures together, as text; mail servers commonly stop at 25 MB. */
const MAX_EXPORT_CHARS = 20_000_000;

/** The sound, as text: beside the pictures, not instead of them. */
const MAX_SOUND_CHARS = 20_000_000;

/** Of more pictures the small ones serve that the page keeps anyway: making new ones takes too long. */
const MOST_MADE = 60;

/** Longest sides that are tried, best first. */
const SIDES_PX = [1024, 768, 512, 384, 256, 160] as const;

const QUALITY = 82;

/** A fair guess at the JPEG bytes of a square of this side. */
const BYTES_A_PIXEL = 0.16;

/** Everything the page asks for, each once. */
export interface Packed {
  /** `data:` addresses. */
  readonly data: readonly string[];
  /** Places in {@link Packed.data} by the address the state has. */
  readonly places: Readonly<Record<string, number>>;
  /** Pictures that did not fit or cannot be read. */
  readonly omitted: number;
}

/** A picture and all the addresses under which the page asks for it. */
interface Wanted {
  readonly file: SnapshotFile;
  readonly urls: string[];
}

/**
 * Makes the pictures small and packs them.
 * @throws {StoppedError}
 */
export async function packPictures(
  state: PageState,
  files: ReadonlyMap<string, SnapshotFile>,
  kept: KeptPreviews,
  { signal, onPicture }: {
    readonly signal: AbortSignal;
    readonly onPicture: (done: number, all: number) => void;
  },
): Promise<Packed> {
  const wanted = wantedPictures(state, files);
  const data: string[] = [];
  const places: Record<string, number> = {};
  let left = MAX_EXPORT_CHARS;
  let omitted = 0;
  for (const [at, { file, urls }] of wanted.entries()) {
    if (signal.aborted) throw new StoppedError();
    const share = left / (wanted.length - at);
    const uri = await pictureWithin(file, share, wanted.length > MOST_MADE ? kept : undefined);
    if (uri !== undefined && uri.length <= left) {
      for (const url of urls) places[url] = data.length;
      data.push(uri);
      left -= uri.length;
    } else omitted++;
    onPicture(at + 1, wanted.length);
    // Ctrl-C is heard between two pictures.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { data, places, omitted };
}

/** What the page shows, each picture once: what stands in place is most often a picture of the store. */
function wantedPictures(state: PageState, files: ReadonlyMap<string, SnapshotFile>): Wanted[] {
  const wanted = new Map<string, Wanted>();
  const add = (url: string, file: SnapshotFile | undefined) => {
    if (file === undefined) return;
    const known = wanted.get(file.identity);
    if (known === undefined) wanted.set(file.identity, { file, urls: [url] });
    else if (!known.urls.includes(url)) known.urls.push(url);
  };
  const inPlace = new Map<string, SnapshotFile | undefined>();
  for (const { index, current, pictures } of state.illustrations) {
    if (current !== undefined) {
      const file = files.get(current.source ?? currentId(index));
      inPlace.set(current.url, file);
      add(current.url, file);
    }
    for (const picture of pictures) add(picture.url, files.get(fileId(index, picture)));
  }
  for (const { url } of state.film.frames) {
    add(url, inPlace.get(url) ?? fileOf(url, files));
  }
  return [...wanted.values()];
}

function fileOf(url: string, files: ReadonlyMap<string, SnapshotFile>): SnapshotFile | undefined {
  return files.get(new URL(url, "http://localhost").searchParams.get("id") ?? "");
}

async function pictureWithin(
  file: SnapshotFile,
  maxChars: number,
  kept: KeptPreviews | undefined,
): Promise<string | undefined> {
  try {
    if (kept !== undefined) {
      const jpeg = kept.find(file.identity) ??
        encodeJpeg(
          shrinkQuickly(await readFile(file.path), KEPT_PREVIEW.sidePx),
          KEPT_PREVIEW.quality,
        );
      return addressOf(jpeg);
    }
    return bestWithin(await readFile(file.path), maxChars);
  } catch (error) {
    // The page shows an empty frame for what is damaged or gone.
    if (error instanceof PictureError || systemCodeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** The best preview whose text fits into its share; the smallest when none does. */
function bestWithin(png: Uint8Array, maxChars: number): string | undefined {
  const maxBytes = maxChars * 3 / 4;
  const sides = SIDES_PX.filter((side) => side * side * BYTES_A_PIXEL <= maxBytes);
  let uri: string | undefined;
  for (const maxSidePx of sides.length === 0 ? SIDES_PX.slice(-1) : sides) {
    uri = addressOf(makePreview(png, { maxSidePx, quality: QUALITY }).bytes);
    if (uri.length <= maxChars) return uri;
  }
  return uri;
}

function addressOf(jpeg: Uint8Array): string {
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}`;
}

/** The sound as an address; undefined when it is too long, or cannot be read. */
export async function packSound(path: string): Promise<string | undefined> {
  try {
    if ((await stat(path)).size * 4 / 3 > MAX_SOUND_CHARS) return undefined;
    return `data:${mediaType(path)};base64,${(await readFile(path)).toString("base64")}`;
  } catch {
    // The film runs without it, and says so.
    return undefined;
  }
}
