/**
 * `review --export`: the comparison as one file that opens anywhere without a network.
 * @module
 */
import { open } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { InputError, reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { beginFile, keepExclusive, placeCopy } from "../pipeline/atomic_file.ts";
import { type Pipeline } from "../pipeline/folder.ts";
import { KeptPreviews } from "../pipeline/kept_previews.ts";
import { STATE_FOLDER } from "../pipeline/names.ts";
import { EXPORT_MARK, exportHtml } from "./export_html.ts";
import { type Packed, packPictures, packSound } from "./export_pictures.ts";
import { Jobs } from "../view/jobs.ts";
import type { PageLang, PageState } from "../page/state.ts";
import { Snapshots } from "../view/snapshot.ts";

/** What to export, and where to. */
export interface ExportOptions {
  readonly pipeline: Pipeline;
  /** Where to; relative to the current folder. */
  readonly file: string;
  /** Overwrite a file that this program did not make. */
  readonly isForced: boolean;
  readonly lang: PageLang;
  readonly signal: AbortSignal;
  /** Told after each picture. */
  readonly onPicture: (done: number, all: number) => void;
}

/** What was exported. */
export interface ExportResult {
  /** Absolute. */
  readonly file: string;
  readonly bytes: number;
  readonly pictures: number;
  /** Pictures that did not fit or cannot be read. */
  readonly omitted: number;
  /** Whether the film runs to its sound. */
  readonly hasSound: boolean;
  /** There is a sound, but it is too long or cannot be read. */
  readonly isSoundOmitted: boolean;
}

/** The mark stands within the first bytes of a page of ours. */
const HEAD_BYTES = 1_024;

/**
 * Writes the page. It appears whole or not at all.
 * @throws {InputError} `export_exists` when somebody else's file stands there
 * @throws {StorageError} `read_failed`, `write_failed`
 * @throws {StoppedError}
 */
export async function exportReview(options: ExportOptions): Promise<ExportResult> {
  const { pipeline, lang } = options;
  const file = resolve(options.file);
  const mayReplace = await checkTarget(file, options.isForced);
  const nothingRuns = new Jobs(() => Promise.reject(new Error("an export orders nothing")));
  const { state, files } = await new Snapshots(pipeline, nothingRuns).take(lang);
  const packed = await packPictures(state, files, new KeptPreviews(pipeline.stateDir), options);
  const sound = files.get("audio");
  const soundUri = sound === undefined ? undefined : await packSound(sound.path);
  const html = exportHtml({
    state: shownOnly(state),
    ...withSound(packed, state, soundUri),
    lang,
    now: new Date(),
  });
  const bytes = new TextEncoder().encode(html);
  await write(bytes, file, mayReplace);
  return {
    file,
    bytes: bytes.length,
    pictures: packed.data.length,
    omitted: packed.omitted,
    hasSound: soundUri !== undefined,
    isSoundOmitted: sound !== undefined && soundUri === undefined,
  };
}

/** Work and notices are this machine's own and long over when the file is looked at; clips stay out. */
function shownOnly(state: PageState): PageState {
  return {
    ...state,
    illustrations: state.illustrations.map((each) => ({ ...each, work: [], notices: [] })),
    film: {
      ...state.film,
      shape: undefined,
      frames: state.film.frames.map((frame) => ({ ...frame, clip: undefined })),
    },
  };
}

function withSound(
  { data, places }: Packed,
  { film }: PageState,
  uri: string | undefined,
): Pick<Packed, "data" | "places"> {
  if (uri === undefined || film.audio === undefined) return { data, places };
  return { data: [...data, uri], places: { ...places, [film.audio.url]: data.length } };
}

/** Whether a file stands there that may be replaced. */
async function checkTarget(file: string, isForced: boolean): Promise<boolean> {
  if (basename(dirname(file)) === STATE_FOLDER || /\.(png|json|mp4|db)$/i.test(file)) {
    throw new InputError("export_name", { path: file });
  }
  const head = await headOf(file);
  if (head === undefined) return false;
  if (isForced || head.includes(EXPORT_MARK)) return true;
  throw new InputError("export_exists", { path: file });
}

async function headOf(path: string): Promise<string | undefined> {
  try {
    const handle = await open(path, "r");
    try {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return new TextDecoder().decode(buffer.subarray(0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    if (reason === "ENOENT") return undefined;
    throw new StorageError("read_failed", { path, reason }, error);
  }
}

async function write(bytes: Uint8Array, file: string, mayReplace: boolean): Promise<void> {
  const folder = dirname(file);
  const temporary = await beginFile(folder);
  try {
    await temporary.write(bytes);
    await temporary.finish();
    if (mayReplace) placeCopy(temporary.path, file, folder);
    else if (!keepExclusive(temporary.path, file)) {
      throw new InputError("export_exists", { path: join(file) });
    }
  } finally {
    await temporary.discard();
  }
}
