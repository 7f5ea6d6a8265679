/**
 * Writes JPEG files: baseline, every sample of brightness and colour kept (4:4:4), since small pictures
 * are looked at closely. Its tables are made once: `jpeg-js`, which makes them for every picture, takes
 * 23 ms for one of 320*180 under Deno, of which 20 are the tables; this takes 3.5.
 * @module
 */
import { BitWriter, codesOf, type HuffmanCodes } from "./jpeg_bits.ts";
import {
  CHROMINANCE_AC,
  CHROMINANCE_DC,
  type HuffmanTable,
  LUMINANCE_AC,
  LUMINANCE_DC,
  type Steps,
  stepsOf,
  ZIGZAG,
} from "./jpeg_tables.ts";
import { multipliersOf, transform } from "./jpeg_transform.ts";
import type { Pixels } from "./pixels.ts";

/** Samples of a block in each direction. */
const SIDE = 8;

/** Sixteen zeros in a row; the end of a block. */
const ZEROS = 0xf0;
const END = 0;

const CODES = {
  luminance: { dc: codesOf(LUMINANCE_DC), ac: codesOf(LUMINANCE_AC) },
  chrominance: { dc: codesOf(CHROMINANCE_DC), ac: codesOf(CHROMINANCE_AC) },
} as const;

/**
 * Encodes pixels as a JPEG file.
 * @param quality 1 to 100
 */
export function encodeJpeg(pixels: Pixels, quality: number): Uint8Array<ArrayBuffer> {
  const steps = stepsOf(quality);
  const picture = encodePicture(pixels, steps);
  const head = headOf(pixels, steps);
  const file = new Uint8Array(head.length + picture.length + 2);
  file.set(head);
  file.set(picture, head.length);
  file.set([0xff, 0xd9], head.length + picture.length);
  return file;
}

/** One of the three parts of a picture. */
class Channel {
  readonly samples = new Float64Array(SIDE * SIDE);
  readonly #quantized = new Int16Array(SIDE * SIDE);
  readonly #multipliers: Float64Array;
  readonly #dc: HuffmanCodes;
  readonly #ac: HuffmanCodes;
  readonly #bits: BitWriter;
  #lastDc = 0;

  constructor(
    steps: Uint8Array,
    { dc, ac }: { readonly dc: HuffmanCodes; readonly ac: HuffmanCodes },
    bits: BitWriter,
  ) {
    this.#multipliers = multipliersOf(steps);
    this.#dc = dc;
    this.#ac = ac;
    this.#bits = bits;
  }

  /** Writes the block that its samples are. */
  write(): void {
    transform(this.samples);
    const quantized = this.#quantized;
    let last = 0;
    for (let at = 0; at < ZIGZAG.length; at++) {
      const place = ZIGZAG[at] ?? 0;
      const value = Math.round((this.samples[place] ?? 0) * (this.#multipliers[place] ?? 0));
      quantized[at] = value;
      if (value !== 0) last = at;
    }
    this.#bits.reserve();
    const dc = quantized[0] ?? 0;
    this.#writeValue(dc - this.#lastDc, 0, this.#dc);
    this.#lastDc = dc;
    this.#writeRest(quantized, last);
  }

  #writeRest(quantized: Int16Array, last: number): void {
    let zeros = 0;
    for (let at = 1; at <= last; at++) {
      const value = quantized[at] ?? 0;
      if (value === 0) {
        zeros++;
        continue;
      }
      for (; zeros > 15; zeros -= 16) this.#writeSymbol(ZEROS, this.#ac);
      this.#writeValue(value, zeros, this.#ac);
      zeros = 0;
    }
    if (last < SIDE * SIDE - 1) this.#writeSymbol(END, this.#ac);
  }

  /** The length of a value with the zeros before it, then the value; negative ones less by one. */
  #writeValue(value: number, zeros: number, table: HuffmanCodes): void {
    const length = 32 - Math.clz32(Math.abs(value));
    this.#writeSymbol((zeros << 4) | length, table);
    if (length > 0) this.#bits.write(value < 0 ? value - 1 : value, length);
  }

  #writeSymbol(symbol: number, { codes, lengths }: HuffmanCodes): void {
    this.#bits.write(codes[symbol] ?? 0, lengths[symbol] ?? 0);
  }
}

function encodePicture(pixels: Pixels, { luminance, chrominance }: Steps): Uint8Array {
  const { width, height } = pixels;
  const bits = new BitWriter(width * height);
  const brightness = new Channel(luminance, CODES.luminance, bits);
  const blue = new Channel(chrominance, CODES.chrominance, bits);
  const red = new Channel(chrominance, CODES.chrominance, bits);
  for (let y = 0; y < height; y += SIDE) {
    for (let x = 0; x < width; x += SIDE) {
      readBlock(pixels, x, y, [brightness.samples, blue.samples, red.samples]);
      brightness.write();
      blue.write();
      red.write();
    }
  }
  return bits.finish();
}

/** Brightness and colours around zero, by JFIF; beyond the edge the last pixel goes on. */
function readBlock(
  { width, height, rgb }: Pixels,
  left: number,
  top: number,
  [brightness, blue, red]: readonly [Float64Array, Float64Array, Float64Array],
): void {
  for (let at = 0; at < SIDE * SIDE; at++) {
    const y = Math.min(height - 1, top + (at >> 3));
    const x = Math.min(width - 1, left + (at & 7));
    const from = 3 * (y * width + x);
    const r = rgb[from] ?? 0, g = rgb[from + 1] ?? 0, b = rgb[from + 2] ?? 0;
    brightness[at] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
    blue[at] = -0.168736 * r - 0.331264 * g + 0.5 * b;
    red[at] = 0.5 * r - 0.418688 * g - 0.081312 * b;
  }
}

/** Everything before the picture. Source: ITU-T T.81, annex B; JFIF 1.02. */
function headOf({ width, height }: Pixels, { luminance, chrominance }: Steps): Uint8Array {
  const inOrder = (steps: Uint8Array) => Array.from(ZIGZAG, (place) => steps[place] ?? 1);
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xe0, [...new TextEncoder().encode("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...inOrder(luminance), 1, ...inOrder(chrominance)]),
    ...segment(0xc0, [
      ...[8, height >> 8, height & 255, width >> 8, width & 255, 3],
      ...[1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1],
    ]),
    ...segment(0xc4, [
      ...huffman(0x00, LUMINANCE_DC),
      ...huffman(0x10, LUMINANCE_AC),
      ...huffman(0x01, CHROMINANCE_DC),
      ...huffman(0x11, CHROMINANCE_AC),
    ]),
    ...segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]),
  ]);
}

function segment(marker: number, bytes: readonly number[]): number[] {
  const length = bytes.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...bytes];
}

function huffman(id: number, { counts, symbols }: HuffmanTable): number[] {
  return [id, ...counts, ...symbols];
}
