/**
 * Proves that bytes are a whole PNG while they stream by: signature, every chunk's checksum, the end
 * mark, nothing missing. What follows the end mark is no part of the picture. Memory does not grow
 * with the picture.
 * @module
 */
import { crc32 } from "node:zlib";
import { PictureError } from "../errors.ts";
import { parsePngHeader, PNG_HEADER_BYTES, PNG_SIGNATURE } from "./png_header.ts";

/** What a whole PNG says of itself. */
export interface PngFacts {
  readonly width: number;
  readonly height: number;
}

const HEADER_BYTES = 8;
const CRC_BYTES = 4;
/** The longest chunk the format allows. */
const MAX_CHUNK_BYTES = 2 ** 31 - 1;

/** Feed it every byte in order with {@link push}, then ask {@link finish}. */
export class PngReader {
  #stage: "signature" | "header" | "data" | "crc" | "end" = "signature";
  /** Bytes of a fixed-length part that has not come whole. */
  #part = new Uint8Array(0);
  #type = "";
  #left = 0;
  #crc = 0;
  #ihdr = new Uint8Array(0);
  #facts: PngFacts | undefined;
  #sawData = false;
  readonly #take: ((type: string, data: Uint8Array) => void) | undefined;

  /**
   * @param take is handed the data of the chunks as they come, in pieces; valid until it returns, and
   * not yet held to their checksum
   */
  constructor(take?: (type: string, data: Uint8Array) => void) {
    this.#take = take;
  }

  /**
   * Takes the next bytes.
   * @throws {PictureError} `not_png` or `png_damaged` as soon as it is certain
   */
  push(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0) {
      // The picture is whole, whatever a writer left behind it.
      if (this.#stage === "end") return;
      rest = this.#stage === "data" ? this.#takeData(rest) : this.#takePart(rest);
    }
  }

  /**
   * Says what was read once all bytes are in.
   * @throws {PictureError} `png_cut` when the end is missing, or all of it
   */
  finish(): PngFacts {
    if (this.#stage !== "end") throw new PictureError("png_cut");
    if (this.#facts === undefined || !this.#sawData) throw damaged("no picture inside");
    return this.#facts;
  }

  #takePart(bytes: Uint8Array): Uint8Array {
    const wanted = this.#stage === "crc" ? CRC_BYTES : HEADER_BYTES;
    const taken = bytes.subarray(0, wanted - this.#part.length);
    this.#part = join(this.#part, taken);
    if (this.#stage === "signature") checkSignature(this.#part);
    if (this.#part.length === wanted) {
      const part = this.#part;
      this.#part = new Uint8Array(0);
      this.#endPart(part);
    }
    return bytes.subarray(taken.length);
  }

  #endPart(part: Uint8Array): void {
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    if (this.#stage === "signature") this.#stage = "header";
    else if (this.#stage === "header") this.#beginChunk(view.getUint32(0), part.subarray(4));
    else this.#endChunk(view.getUint32(0));
  }

  #beginChunk(length: number, type: Uint8Array): void {
    this.#type = String.fromCharCode(...type);
    if (!/^[A-Za-z]{4}$/.test(this.#type) || length > MAX_CHUNK_BYTES) {
      throw damaged("chunk header");
    }
    if ((this.#facts === undefined) !== (this.#type === "IHDR")) throw damaged("order of chunks");
    if (this.#type === "IHDR" && length !== PNG_HEADER_BYTES) throw damaged("IHDR");
    this.#left = length;
    this.#crc = crc32(type);
    this.#stage = length === 0 ? "crc" : "data";
  }

  #takeData(bytes: Uint8Array): Uint8Array {
    const taken = bytes.subarray(0, this.#left);
    this.#crc = crc32(taken, this.#crc);
    if (this.#type === "IHDR") this.#ihdr = join(this.#ihdr, taken);
    this.#take?.(this.#type, taken);
    this.#left -= taken.length;
    if (this.#left === 0) this.#stage = "crc";
    return bytes.subarray(taken.length);
  }

  #endChunk(expectedCrc: number): void {
    if (expectedCrc !== this.#crc) throw damaged(`checksum of ${this.#type}`);
    if (this.#type === "IHDR") this.#facts = factsOf(this.#ihdr);
    if (this.#type === "IDAT") this.#sawData = true;
    this.#stage = this.#type === "IEND" ? "end" : "header";
  }
}

function factsOf(ihdr: Uint8Array): PngFacts {
  const { width, height } = parsePngHeader(ihdr);
  if (width === 0 || height === 0) throw damaged("IHDR");
  return { width, height };
}

function join(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

function damaged(where: string): PictureError {
  return new PictureError("png_damaged", { where });
}

function checkSignature(start: Uint8Array): void {
  if (start.every((byte, at) => byte === PNG_SIGNATURE[at])) return;
  throw new PictureError("not_png", { kind: kindOf(start) });
}

/** Names what came instead, for the sentence; undefined: nothing that is known here. */
function kindOf(start: Uint8Array): string | undefined {
  const text = String.fromCharCode(...start);
  if (start[0] === 0xff && start[1] === 0xd8) return "JPEG";
  if (text.startsWith("RIFF")) return "WebP";
  if (text.trimStart().startsWith("<")) return "HTML/XML";
  if (text.startsWith("GIF8")) return "GIF";
  return undefined;
}

/**
 * Checks a whole PNG that is in memory.
 * @throws {PictureError} as {@link PngReader}
 */
export function checkPng(bytes: Uint8Array): PngFacts {
  const reader = new PngReader();
  reader.push(bytes);
  return reader.finish();
}
