/**
 * A JPEG as pixels, turned as it is meant to be seen.
 * @module
 */
import { decode } from "jpeg-js";
import { PictureError, reasonOf } from "../errors.ts";
import { readJpegHeader } from "./jpeg_header.ts";
import type { Pixels } from "./pixels.ts";

/** Larger ones are not decoded: the decoder takes about ten bytes for every pixel. */
const MAX_JPEG_PIXELS = 13_000_000;

const MAX_DECODER_MB = 256;

/**
 * Decodes a JPEG.
 * @throws {PictureError} `not_jpeg`, `jpeg_damaged`, `jpeg_too_large`
 */
export function decodeJpeg(bytes: Uint8Array): Pixels {
  const header = readJpegHeader(bytes);
  if (header === undefined) throw new PictureError("not_jpeg");
  const { width, height, orientation } = header;
  if (width * height > MAX_JPEG_PIXELS) {
    throw new PictureError("jpeg_too_large", { width, height, maxPixels: MAX_JPEG_PIXELS });
  }
  try {
    const { data } = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxMemoryUsageInMB: MAX_DECODER_MB,
    });
    return turned({ width, height, rgb: data }, orientation);
  } catch (error) {
    throw new PictureError("jpeg_damaged", { where: reasonOf(error) }, error);
  }
}

/** Where a pixel of the shown picture lies in the stored one, by the eight kinds of Exif. */
function turned(picture: Pixels, orientation: number): Pixels {
  if (orientation === 1) return picture;
  const isQuarter = orientation >= 5;
  const width = isQuarter ? picture.height : picture.width;
  const height = isQuarter ? picture.width : picture.height;
  const rgb = new Uint8Array(picture.rgb.length);
  const isFromRight = [2, 3, 7, 8].includes(orientation);
  const isFromBelow = [3, 4, 6, 7].includes(orientation);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const [column, row] = isQuarter ? [y, x] : [x, y];
      const fromX = isFromRight ? picture.width - 1 - column : column;
      const fromY = isFromBelow ? picture.height - 1 - row : row;
      const from = (fromY * picture.width + fromX) * 3;
      rgb[to] = picture.rgb[from] as number;
      rgb[to + 1] = picture.rgb[from + 1] as number;
      rgb[to + 2] = picture.rgb[from + 2] as number;
    }
  }
  return { width, height, rgb };
}
