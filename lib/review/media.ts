/**
 * Clips and sound, whole or in the parts a player asks for.
 * @module
 */
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { Context } from "hono";

/** A part of a file, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const RANGE_REGEXP = /^bytes=(\d*)-(\d*)$/;

/**
 * Which part of a file is asked for; undefined: all of it, also when the header makes no sense or names
 * several parts, which a server may leave unheard (RFC 9110, 14.2). Null: none of the file lies there.
 */
export function rangeOf(header: string | undefined, bytes: number): ByteRange | null | undefined {
  const match = RANGE_REGEXP.exec(header ?? "");
  if (match === null) return undefined;
  const [, from = "", to = ""] = match;
  if (from === "" && to === "") return undefined;
  const start = from === "" ? Math.max(0, bytes - Number(to)) : Number(from);
  const end = from === "" || to === "" ? bytes - 1 : Math.min(bytes - 1, Number(to));
  return start > end || start >= bytes ? null : { start, end };
}

const TYPES: Readonly<Record<string, string>> = {
  mp4: "video/mp4",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  aac: "audio/aac",
  wav: "audio/wav",
  ogg: "audio/ogg",
  oga: "audio/ogg",
  opus: "audio/ogg",
  flac: "audio/flac",
};

/** What a browser is told a file is, by the end of its name. */
export function mediaType(name: string): string {
  return TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream";
}

/** Sends a file, or the part that is asked for. */
export function sendMedia(c: Context, path: string, bytes: number): Response {
  const range = rangeOf(c.req.header("range"), bytes);
  const common = { "content-type": mediaType(path), "accept-ranges": "bytes" };
  if (range === null) {
    return c.body(null, 416, { ...common, "content-range": `bytes */${bytes}` });
  }
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  const headers = { ...common, "content-length": String(Math.max(0, end - start + 1)) };
  if (bytes === 0) return c.body(null, 200, headers);
  const body = Readable.toWeb(createReadStream(path, { start, end })) as ReadableStream<Uint8Array>;
  return range === undefined
    ? c.body(body, 200, headers)
    : c.body(body, 206, { ...headers, "content-range": `bytes ${start}-${end}/${bytes}` });
}
