/**
 * Sizes of pictures and how one fits into another.
 * @module
 */

/** Width and height in pixels. */
export interface Box {
  /** At least 1. */
  readonly width: number;
  /** At least 1. */
  readonly height: number;
}

/** The largest box of the picture's shape that fits; never larger than the picture itself. */
export function fitInto(picture: Box, box: Box): Box {
  const scale = Math.min(1, box.width / picture.width, box.height / picture.height);
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
}
