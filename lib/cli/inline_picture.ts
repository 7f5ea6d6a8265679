/**
 * Pictures inside a terminal, in whichever way the terminal said that it takes them.
 * @module
 */
import { Buffer } from "node:buffer";
import { deflateSync } from "node:zlib";
import type { Box } from "../image/box.ts";
import type { Pixels } from "../image/pixels.ts";
import { encodeJpeg } from "../image/preview.ts";
import { encodeSixel } from "../image/sixel.ts";
import type { Keyboard } from "./keyboard.ts";

/** The ways there are. */
export type GraphicsKind = "kitty" | "iterm" | "sixel";

/** What a terminal said of itself. */
export interface Graphics {
  readonly kind: GraphicsKind;
  /** Of one character, in pixels. */
  readonly cell: Box;
}

/** Of a common font; only for terminals that do not tell. */
const USUAL_CELL: Box = { width: 9, height: 18 };

/**
 * Asks, in one go: whether kitty's graphics are understood, what the terminal is (XTVERSION), how large
 * a character is, and last its attributes (DA1), which every terminal answers.
 */
const QUESTION = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>q\x1b[16t\x1b[c";

// deno-lint-ignore no-control-regex -- what terminals answer begins with Escape
const ATTRIBUTES_REGEXP = /\x1b\[\?([\d;]*)c/;
// deno-lint-ignore no-control-regex -- as above
const CELL_REGEXP = /\x1b\[6;(\d{1,3});(\d{1,3})t/;
// deno-lint-ignore no-control-regex -- as above
const KITTY_REGEXP = /\x1b_Gi=31;OK/;
// deno-lint-ignore no-control-regex -- as above
const VERSION_REGEXP = /\x1bP>\|([^\x1b]*)/;

/** Terminals that draw iTerm2's inline pictures, by the name that they give themselves. */
const ITERM_REGEXP = /^(iTerm2|WezTerm|mintty|Konsole|rio)\b/i;

/** Far longer than a terminal takes, also over a slow connection. */
const ANSWER_MS = 1_500;

/** Asks the terminal what it can draw; undefined: no pictures, or it does not answer. */
export async function askGraphics(
  write: (text: string) => void,
  keyboard: Keyboard,
): Promise<Graphics | undefined> {
  write(QUESTION);
  return graphicsOf(await keyboard.answer(ATTRIBUTES_REGEXP, ANSWER_MS));
}

/** Reads a terminal's answer. */
export function graphicsOf(answer: string): Graphics | undefined {
  const size = CELL_REGEXP.exec(answer);
  const [height, width] = [Number(size?.[1] ?? 0), Number(size?.[2] ?? 0)];
  const cell = width > 0 && height > 0 ? { width, height } : USUAL_CELL;
  if (KITTY_REGEXP.test(answer)) return { kind: "kitty", cell };
  if (ITERM_REGEXP.test(VERSION_REGEXP.exec(answer)?.[1] ?? "")) return { kind: "iterm", cell };
  const attributes = ATTRIBUTES_REGEXP.exec(answer)?.[1]?.split(";") ?? [];
  return attributes.includes("4") ? { kind: "sixel", cell } : undefined;
}

/** Longest payload of one of kitty's sequences, in base64. */
const KITTY_CHUNK = 4_096;

const JPEG_QUALITY = 85;

/** The sequence that draws a picture where the cursor is. */
export function drawingOf(kind: GraphicsKind, pixels: Pixels): string {
  switch (kind) {
    case "kitty":
      return kittyPicture(pixels);
    case "iterm":
      return itermPicture(pixels);
    case "sixel":
      return encodeSixel(pixels);
  }
}

function kittyPicture({ width, height, rgb }: Pixels): string {
  const data = deflateSync(rgb).toString("base64");
  const chunks = data.match(new RegExp(`.{1,${KITTY_CHUNK}}`, "g")) ?? [];
  return chunks.map((chunk, at) => {
    const more = at < chunks.length - 1 ? 1 : 0;
    // q=2: no answer, which would come in as keys.
    const head = at === 0 ? `a=T,f=24,o=z,q=2,s=${width},v=${height},m=${more}` : `m=${more}`;
    return `\x1b_G${head};${chunk}\x1b\\`;
  }).join("");
}

function itermPicture(pixels: Pixels): string {
  const jpeg = encodeJpeg(pixels, JPEG_QUALITY);
  const facts =
    `inline=1;size=${jpeg.length};width=${pixels.width}px;height=${pixels.height}px;preserveAspectRatio=1`;
  return `\x1b]1337;File=${facts}:${Buffer.from(jpeg).toString("base64")}\x07`;
}
