/**
 * Several pictures side by side, each in a tile of the same size with its label, as one JPEG that
 * keeps to a number of bytes.
 * @module
 */
import { PictureError } from "../errors.ts";
import { type Box, fitInto } from "./box.ts";
import type { Pixels } from "./pixels.ts";
import type { SmallPicture } from "./png_file.ts";
import { encodeWithin, type Preview } from "./preview.ts";
import { shrink } from "./scaler.ts";
import { drawText, fillBox, LETTER_ROWS, textWidth } from "./letters.ts";

/** One place of a sheet. */
export interface Tile {
  /** Letters, digits and `.:-#`. */
  readonly label: string;
  /**
   * Reads the picture, made small; undefined: there is none. Called once.
   * @throws {PictureError} kept as the tile's problem
   */
  readonly read: (maxSidePx: number) => Promise<SmallPicture | undefined>;
}

/** What a sheet may be. */
export interface SheetLimits {
  /** Longest side. */
  readonly maxSidePx: number;
  /** Size of the JPEG. */
  readonly maxBytes: number;
}

/** What became of a tile. */
export interface TileFacts {
  readonly label: string;
  /** Of the picture itself; undefined when it cannot be shown. */
  readonly size: Box | undefined;
  /** Why it cannot be shown. */
  readonly problem: PictureError | "missing" | undefined;
}

/** A finished sheet. */
export interface ContactSheet {
  /** Undefined when no picture of it can be shown. */
  readonly picture: Preview | undefined;
  readonly tiles: readonly TileFacts[];
}

type Colour = readonly [red: number, green: number, blue: number];

const GROUND: Colour = [32, 34, 38];
const EMPTY: Colour = [66, 68, 74];
const INK: Colour = [240, 240, 236];
const GAP_PX = 8;
const LETTER_SCALE = 2;
const LABEL_PX = LETTER_ROWS * LETTER_SCALE + 2 * LETTER_SCALE + GAP_PX;
const MAX_SCALE = 0.92;
const MIN_SIDE_PX = 200;
/** Shape of the tiles when no picture can be read. */
const FALLBACK: Box = { width: 4, height: 3 };
/** Stands in the place of a picture that cannot be shown; why is told in words beside the sheet. */
const UNSHOWN = "NO PICTURE";

/**
 * Draws pictures side by side. Missing and damaged ones become labelled empty tiles.
 * @returns without a picture when none of them can be shown
 */
export async function makeContactSheet(
  tiles: readonly Tile[],
  { maxSidePx, maxBytes }: SheetLimits,
): Promise<ContactSheet> {
  const pictures = await loadAll(tiles, maxSidePx);
  const facts = pictures.map(({ label, size, problem }) => ({ label, size, problem }));
  if (pictures.every(({ pixels }) => pixels === undefined)) {
    return { picture: undefined, tiles: facts };
  }
  for (let side = maxSidePx;;) {
    const sheet = compose(pictures, { width: side, height: side });
    const isSmallest = side <= MIN_SIDE_PX;
    const { bytes, fits } = encodeWithin(sheet, maxBytes);
    if (fits || isSmallest) {
      return { picture: { bytes, width: sheet.width, height: sheet.height }, tiles: facts };
    }
    // Bytes follow the area; a little less, so that one step is enough.
    const scale = Math.min(MAX_SCALE, Math.sqrt(maxBytes / bytes.length) * MAX_SCALE);
    side = Math.max(MIN_SIDE_PX, Math.floor(side * scale));
  }
}

/** The same in memory, no larger than a box. */
export async function drawContactSheet(tiles: readonly Tile[], box: Box): Promise<Pixels> {
  return compose(await loadAll(tiles, Math.max(box.width, box.height)), box);
}

async function loadAll(tiles: readonly Tile[], maxSidePx: number): Promise<Loaded[]> {
  const pictures = [];
  for (const tile of tiles) {
    pictures.push(await load(tile, maxSidePx));
    // Each takes a tenth of a second: others get their turn between two.
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
  }
  return pictures;
}

interface Loaded extends TileFacts {
  /** No larger than a whole sheet. */
  readonly pixels: Pixels | undefined;
}

async function load({ label, read }: Tile, maxSidePx: number): Promise<Loaded> {
  const unread = { label, size: undefined, pixels: undefined };
  try {
    const small = await read(maxSidePx);
    if (small === undefined) return { ...unread, problem: "missing" };
    return { label, ...small, problem: undefined };
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    return { ...unread, problem: error };
  }
}

function compose(pictures: readonly Loaded[], box: Box): Pixels {
  const shape = pictures.find(({ size }) => size !== undefined)?.size ?? FALLBACK;
  const { columns, tile } = layout(pictures.length, shape, box);
  const rows = Math.ceil(pictures.length / columns);
  const sheet = canvas({
    width: columns * tile.width + (columns + 1) * GAP_PX,
    height: rows * (tile.height + LABEL_PX) + (rows + 1) * GAP_PX,
  });
  pictures.forEach((picture, at) => {
    const left = GAP_PX + (at % columns) * (tile.width + GAP_PX);
    const top = GAP_PX + Math.floor(at / columns) * (tile.height + LABEL_PX + GAP_PX);
    drawTile(sheet, picture, { left, top, ...tile });
  });
  return sheet;
}

/** The number of columns that gives the largest tiles of the given shape. */
function layout(count: number, shape: Box, box: Box): { columns: number; tile: Box } {
  const choices = Array.from({ length: count }, (_, at) => {
    const columns = at + 1;
    const rows = Math.ceil(count / columns);
    const scale = Math.min(
      (box.width - (columns + 1) * GAP_PX) / columns / shape.width,
      (box.height - (rows + 1) * GAP_PX - rows * LABEL_PX) / rows / shape.height,
    );
    const width = Math.max(1, Math.floor(shape.width * scale));
    const height = Math.max(1, Math.floor(shape.height * scale));
    return { columns, tile: { width, height } };
  });
  return choices.reduce((best, each) => each.tile.width > best.tile.width ? each : best);
}

function canvas({ width, height }: Box): Pixels {
  const sheet = { width, height, rgb: new Uint8Array(width * height * 3) };
  fillBox(sheet, 0, 0, width, height, GROUND);
  return sheet;
}

function drawTile(
  sheet: Pixels,
  { label, size, pixels }: Loaded,
  place: Box & { readonly left: number; readonly top: number },
): void {
  const y = place.top + LETTER_SCALE;
  const text = size === undefined ? label : `${label} ${size.width}X${size.height}`;
  const fits = textWidth(text, LETTER_SCALE) <= place.width;
  drawText(sheet, fits ? text : label, { x: place.left, y, scale: LETTER_SCALE, colour: INK });
  const top = place.top + LABEL_PX;
  if (pixels === undefined) {
    fillBox(sheet, place.left, top, place.width, place.height, EMPTY);
    const x = place.left + Math.round((place.width - textWidth(UNSHOWN, LETTER_SCALE)) / 2);
    const middle = top + Math.round((place.height - LETTER_ROWS * LETTER_SCALE) / 2);
    drawText(sheet, UNSHOWN, { x, y: middle, scale: LETTER_SCALE, colour: INK });
    return;
  }
  const small = shrink(pixels, fitInto(pixels, place));
  const left = place.left + Math.floor((place.width - small.width) / 2);
  paste(sheet, small, left, top + Math.floor((place.height - small.height) / 2));
}

function paste(sheet: Pixels, picture: Pixels, left: number, top: number): void {
  for (let row = 0; row < picture.height; row++) {
    const from = row * picture.width * 3;
    const line = picture.rgb.subarray(from, from + picture.width * 3);
    sheet.rgb.set(line, ((top + row) * sheet.width + left) * 3);
  }
}
