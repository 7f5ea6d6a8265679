/**
 * What the head of a JPEG file says: its size, and how it is meant to be turned.
 * Source: ITU-T T.81 (markers), Exif 2.3 (orientation).
 * @module
 */
import type { Box } from "./box.ts";

/** The fields that decide whether a JPEG can be sent as it is. */
export interface JpegHeader extends Box {
  /** 1 grey, 3 colour, 4 for print. */
  readonly channels: number;
  /** 1 as stored, 3 upside down, 6 and 8 a quarter turned; mirrored ones are 2, 4, 5 and 7. */
  readonly orientation: number;
  /** Ranges of bytes that only describe the picture: where it was taken, with what, by whom. */
  readonly notes: readonly { readonly from: number; readonly to: number }[];
}

const START_OF_IMAGE = 0xd8;
const START_OF_SCAN = 0xda;
const APP1 = 0xe1;
const COMMENT = 0xfe;

/** Whether bytes begin like a JPEG file. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === START_OF_IMAGE && bytes[2] === 0xff;
}

/** Reads the head; undefined when the bytes are no JPEG or end before its pixels begin. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  if (!isJpeg(bytes)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const notes: { from: number; to: number }[] = [];
  let frame: Pick<JpegHeader, "width" | "height" | "channels"> | undefined;
  let orientation = 1;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === START_OF_SCAN) return frame && { ...frame, orientation, notes };
    const end = at + 2 + view.getUint16(at + 2);
    if (end > bytes.length || end < at + 4) return undefined;
    if (isFrame(marker) && end >= at + 10) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      if (width === 0 || height === 0) return undefined;
      frame = { width, height, channels: view.getUint8(at + 9) };
    }
    if (marker === APP1) orientation = orientationIn(bytes.subarray(at + 4, end)) ?? orientation;
    if (marker === APP1 || marker === COMMENT) notes.push({ from: at, to: end });
    at = end;
  }
  return undefined;
}

/** Start of frame in all its kinds; three numbers between them mean something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

const EXIF_HEAD = "Exif\0\0";
const ORIENTATION_TAG = 0x0112;

/** The orientation of an Exif block, if it is one and says so. */
function orientationIn(block: Uint8Array): number | undefined {
  if (String.fromCharCode(...block.subarray(0, EXIF_HEAD.length)) !== EXIF_HEAD) return undefined;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const start = EXIF_HEAD.length;
  if (block.length < start + 8) return undefined;
  const isLittle = view.getUint16(start) === 0x4949;
  const table = start + view.getUint32(start + 4, isLittle);
  if (table + 2 > block.length) return undefined;
  const count = view.getUint16(table, isLittle);
  for (let at = table + 2, nth = 0; nth < count && at + 12 <= block.length; nth++, at += 12) {
    if (view.getUint16(at, isLittle) !== ORIENTATION_TAG) continue;
    const value = view.getUint16(at + 8, isLittle);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}
