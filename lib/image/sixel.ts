/**
 * Pictures as sixels, the graphics of DEC's terminals that many terminals of today draw.
 * @module
 */
import type { Pixels } from "./pixels.ts";

/** Levels of each colour: 6 × 6 × 6 registers are what every terminal has. */
const LEVELS = 6;

/** Rows of pixels that one sixel holds. */
const BAND_ROWS = 6;

/** Ordered dithering, thresholds of a 4 × 4 square: without it skies and faces fall into stripes. */
const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5] as const;

/** The whole sequence that draws a picture where the cursor is. */
export function encodeSixel(pixels: Pixels): string {
  const { width, height } = pixels;
  const colours = quantized(pixels);
  const bands: string[] = [];
  for (let top = 0; top < height; top += BAND_ROWS) {
    bands.push(band(colours, width, top, Math.min(BAND_ROWS, height - top)));
  }
  return `\x1bP0;1q"1;1;${width};${height}${registers(colours)}${bands.join("-")}\x1b\\`;
}

/** One colour register a pixel. */
function quantized({ width, rgb }: Pixels): Uint8Array {
  const colours = new Uint8Array(rgb.length / 3);
  for (let at = 0; at < colours.length; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const threshold = ((BAYER[(y & 3) * 4 + (x & 3)] ?? 0) + 0.5) / 16;
    let colour = 0;
    for (let part = 0; part < 3; part++) {
      const exact = (rgb[at * 3 + part] ?? 0) / 255 * (LEVELS - 1);
      colour = colour * LEVELS + Math.min(LEVELS - 1, Math.floor(exact + threshold));
    }
    colours[at] = colour;
  }
  return colours;
}

/** Defines the registers that are used; parts in percent. */
function registers(colours: Uint8Array): string {
  const percent = (level: number) => Math.round(level * 100 / (LEVELS - 1));
  return [...new Set(colours)].map((colour) => {
    const [red, green] = [Math.floor(colour / LEVELS ** 2), Math.floor(colour / LEVELS) % LEVELS];
    return `#${colour};2;${percent(red)};${percent(green)};${percent(colour % LEVELS)}`;
  }).join("");
}

/** Six rows: each colour draws its own dots over the same line. */
function band(colours: Uint8Array, width: number, top: number, rows: number): string {
  const dots = new Map<number, Uint8Array>();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const colour = colours[(top + row) * width + column] ?? 0;
      const line = dots.get(colour) ?? new Uint8Array(width);
      line[column] = (line[column] ?? 0) | 1 << row;
      dots.set(colour, line);
    }
  }
  return [...dots].map(([colour, line]) => `#${colour}${packed(line)}`).join("$");
}

/** Sixels with repetitions counted. */
function packed(line: Uint8Array): string {
  let text = "";
  for (let at = 0; at < line.length;) {
    let end = at + 1;
    while (end < line.length && line[end] === line[at]) end++;
    const character = String.fromCharCode(63 + (line[at] ?? 0));
    text += end - at > 3 ? `!${end - at}${character}` : character.repeat(end - at);
    at = end;
  }
  return text;
}
