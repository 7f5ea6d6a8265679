/**
 * The pictures of an exported page, as good as its size allows.
 * @module
 */
import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import { PictureError, StoppedError, systemCodeOf } from "../errors.ts";
import { makePreview } from "../image/preview.ts";
import type { PagePicture, PageState } from "../page/state.ts";
import { fileId, type SnapshotFile } from "./snapshot.ts";

/** All pictures together, as text; mail servers commonly stop at 25 MB. */
export const MAX_EXPORT_CHARS = 20_000_000;

/** Longest sides that are tried, best first. */
const SIDES_PX = [1024, 768, 512, 384, 256, 160] as const;

const QUALITY = 82;

/** A fair guess at the JPEG bytes of a square of this side. */
const BYTES_A_PIXEL = 0.16;

/** Pictures by the id the page gives them. */
export interface ExportedPictures {
  readonly byId: ReadonlyMap<string, string>;
  readonly omitted: number;
}

/** What of an illustration is shown: a candidate that stands in place is the original itself. */
export function exportedPictures(
  { current, pictures }: PageState["illustrations"][number],
): PagePicture[] {
  return [
    ...(current === undefined ? [] : [current]),
    ...pictures.filter((each) => !each.isCurrent),
  ];
}

/**
 * Makes the previews.
 * @throws {StoppedError}
 */
export async function exportPictures(
  state: PageState,
  files: ReadonlyMap<string, SnapshotFile>,
  { signal, onPicture }: {
    readonly signal: AbortSignal;
    readonly onPicture: (done: number, all: number) => void;
  },
): Promise<ExportedPictures> {
  const ids = state.illustrations.flatMap((each) =>
    exportedPictures(each).map((picture) => fileId(each.index, picture))
  );
  const byId = new Map<string, string>();
  let left = MAX_EXPORT_CHARS;
  for (const [at, id] of ids.entries()) {
    if (signal.aborted) throw new StoppedError();
    const path = files.get(id)?.path;
    const share = left / (ids.length - at);
    const uri = path === undefined ? undefined : await previewWithin(path, share);
    if (uri !== undefined && uri.length <= left) {
      byId.set(id, uri);
      left -= uri.length;
    }
    onPicture(at + 1, ids.length);
    // Ctrl-C is heard between two pictures.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { byId, omitted: ids.length - byId.size };
}

/** The best preview whose text fits into its share; the smallest when none does. */
async function previewWithin(path: string, maxChars: number): Promise<string | undefined> {
  const maxBytes = maxChars * 3 / 4;
  const sides = SIDES_PX.filter((side) => side * side * BYTES_A_PIXEL <= maxBytes);
  let uri: string | undefined;
  try {
    const png = await readFile(path);
    for (const maxSidePx of sides.length === 0 ? SIDES_PX.slice(-1) : sides) {
      const { bytes } = makePreview(png, { maxSidePx, quality: QUALITY });
      uri = `data:image/jpeg;base64,${Buffer.from(bytes).toString("base64")}`;
      if (uri.length <= maxChars) return uri;
    }
    return uri;
  } catch (error) {
    // The page shows an empty frame for what is damaged or gone.
    if (error instanceof PictureError || systemCodeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
