/**
 * The size of the pictures in an MP4 file, from its headers alone: the film itself is never decoded.
 * Source: ISO/IEC 14496-12, boxes `moov`, `trak`, `tkhd`, `mdia`, `hdlr`, `stsd`.
 * @module
 */
import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { Box } from "./box.ts";

/** Headers that are larger than this belong to no film of ours; they are not read. */
const MAX_HEADERS_BYTES = 32 * 2 ** 20;

/** Boxes looked at before `moov` is given up. */
const MAX_BOXES = 4096;

/** A box that says where its content lies. */
interface Mp4Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads width and height of the first track of pictures, turned as the file says they are shown.
 * @returns undefined when the file is no MP4, holds no pictures, is cut, or cannot be read
 */
export function readMp4Size(path: string): Box | undefined {
  try {
    // A pipe that nobody writes into would be waited for.
    if (!statSync(path).isFile()) return undefined;
    const descriptor = openSync(path, "r");
    try {
      const moov = readMoov(descriptor, fstatSync(descriptor).size);
      return moov === undefined ? undefined : sizeIn(moov);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** The content of `moov`, wherever in the file it stands. */
function readMoov(descriptor: number, fileBytes: number): Buffer | undefined {
  const head = Buffer.alloc(16);
  for (let at = 0, count = 0; at + 8 <= fileBytes && count < MAX_BOXES; count++) {
    const got = readSync(descriptor, head, 0, 16, at);
    const box = headOf(head.subarray(0, got), at, fileBytes);
    if (box === undefined || box.end > fileBytes) return undefined;
    if (box.type === "moov") {
      const bytes = box.end - box.start;
      if (bytes > MAX_HEADERS_BYTES) return undefined;
      const moov = Buffer.alloc(bytes);
      return readSync(descriptor, moov, 0, bytes, box.start) === bytes ? moov : undefined;
    }
    at = box.end;
  }
  return undefined;
}

/** Reads a box's head; `at` and `limit` are where it stands and where its surroundings end. */
function headOf(head: Buffer, at: number, limit: number): Mp4Box | undefined {
  if (head.length < 8) return undefined;
  const type = head.toString("latin1", 4, 8);
  const short = head.readUInt32BE(0);
  if (short === 0) return { type, start: at + 8, end: limit };
  if (short !== 1) return short < 8 ? undefined : { type, start: at + 8, end: at + short };
  if (head.length < 16) return undefined;
  const long = Number(head.readBigUInt64BE(8));
  return long < 16 ? undefined : { type, start: at + 16, end: at + long };
}

/** The contents of the boxes of one type that lie directly inside. */
function inside(content: Buffer, type: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + 8 <= content.length;) {
    const box = headOf(content.subarray(at, at + 16), at, content.length);
    if (box === undefined || box.end > content.length) break;
    if (box.type === type) found.push(content.subarray(box.start, box.end));
    at = box.end;
  }
  return found;
}

function sizeIn(moov: Buffer): Box | undefined {
  for (const track of inside(moov, "trak")) {
    const [media] = inside(track, "mdia");
    const [handler] = media === undefined ? [] : inside(media, "hdlr");
    if (media === undefined || handler?.toString("latin1", 8, 12) !== "vide") continue;
    const [header] = inside(track, "tkhd");
    const size = codedSize(media) ?? (header === undefined ? undefined : shownSize(header));
    if (size === undefined || size.width < 1 || size.height < 1) continue;
    return header !== undefined && isTurned(header)
      ? { width: size.height, height: size.width }
      : size;
  }
  return undefined;
}

/** What the sample description says: the size of the pictures as they are stored. */
function codedSize(media: Buffer): Box | undefined {
  const path = ["minf", "stbl", "stsd"];
  const table = path.reduce<Buffer | undefined>(
    (within, type) => within === undefined ? undefined : inside(within, type)[0],
    media,
  );
  // Version and count, then the first entry: its head, 24 bytes that do not matter, the size.
  if (table === undefined || table.length < 8 + 36) return undefined;
  return { width: table.readUInt16BE(8 + 32), height: table.readUInt16BE(8 + 34) };
}

/** What the track's header says, in 1/65536 of a pixel; its last eight bytes. */
function shownSize(header: Buffer): Box | undefined {
  if (header.length < 84) return undefined;
  const at = header.length - 8;
  return { width: header.readUInt32BE(at) >>> 16, height: header.readUInt32BE(at + 4) >>> 16 };
}

/** Whether the track's matrix turns the pictures by a quarter. */
function isTurned(header: Buffer): boolean {
  if (header.length < 84) return false;
  const matrix = header.length - 44;
  return header.readInt32BE(matrix) === 0 && header.readInt32BE(matrix + 16) === 0 &&
    header.readInt32BE(matrix + 4) !== 0;
}
