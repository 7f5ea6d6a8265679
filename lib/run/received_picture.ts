/**
 * The bytes of a picture as they come: bounded, counted, checked, on the disk.
 * @module
 */
import { startSha256 } from "../digest.ts";
import { PictureError } from "../errors.ts";
import { PngReader } from "../image/png_reader.ts";
import type { StoredFile } from "../pipeline/pictures_table.ts";

/** Longest picture; the largest that a model makes (4096 pixels a side) has some 40 MB. */
const MAX_PICTURE_BYTES = 100 * 1024 * 1024;

/** What a download brought: size, hash and pixels, whole or not. */
export interface ReceivedPicture extends Omit<StoredFile, "file"> {
  /** Why it is no whole picture; undefined when it is one. */
  readonly damage: PictureError | undefined;
}

/**
 * Writes a body to a file and looks whether it is a whole PNG. It is read to its end even when it is
 * none: what was paid for is kept in any case.
 * @throws {PictureError} `picture_too_large`
 * @throws {TransportError} the body broke off or was too slow
 * @throws {StorageError} `write_failed`
 */
export async function receiveInto(
  chunks: AsyncIterable<Uint8Array>,
  file: { write(bytes: Uint8Array): Promise<void> },
): Promise<ReceivedPicture> {
  const reader = new PngReader();
  const hash = startSha256();
  let bytes = 0;
  let damage: PictureError | undefined;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    if (bytes > MAX_PICTURE_BYTES) {
      throw new PictureError("picture_too_large", { maxBytes: MAX_PICTURE_BYTES });
    }
    await file.write(chunk);
    damage ??= damageIn(() => reader.push(chunk));
  }
  const facts = { sha256: hash.digest("hex"), bytes };
  damage ??= damageIn(() => reader.finish());
  if (damage !== undefined) return { ...facts, width: undefined, height: undefined, damage };
  return { ...facts, ...reader.finish(), damage };
}

function damageIn(step: () => unknown): PictureError | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof PictureError) return error;
    throw error;
  }
}
