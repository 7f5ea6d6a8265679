/**
 * Small pictures pasted into a rehearsal picture, so that it shows what was sent along.
 * @module
 */
import { Buffer } from "node:buffer";
import type { KeptPicture } from "./sent_picture.ts";

/** A small picture at its place. */
export interface Pasted {
  readonly x: number;
  readonly y: number;
  /** Size in the big picture, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly from: KeptPicture;
  readonly rgb: Uint8Array;
}

/** White around each of them, in pixels. */
const BORDER_PX = 3;

/** Lays the pictures side by side along the lower edge, as high as a fifth of the big one at most. */
export function layPasted(
  width: number,
  height: number,
  pictures: readonly KeptPicture[],
): readonly Pasted[] {
  const gap = Math.max(BORDER_PX * 2, Math.round(Math.min(width, height) * 0.02));
  const ratios = pictures.reduce((sum, each) => sum + each.width / each.height, 0);
  const room = width - gap * (pictures.length + 1);
  const tall = Math.max(1, Math.floor(Math.min(height / 5, room / ratios)));
  let x = gap;
  return pictures.map((from) => {
    const wide = Math.max(1, Math.floor(tall * from.width / from.height));
    const pasted = { x, y: height - tall - gap, width: wide, height: tall, from };
    x += wide + gap;
    return { ...pasted, rgb: Buffer.from(from.rgb, "base64") };
  });
}

/** Draws what of the pasted pictures lies in one row of the big one. */
export function pasteRow(row: Uint8Array, y: number, pasted: readonly Pasted[]): void {
  for (const each of pasted) {
    const line = y - each.y;
    if (line < -BORDER_PX || line >= each.height + BORDER_PX) continue;
    const [left, right] = [each.x - BORDER_PX, each.x + each.width + BORDER_PX];
    row.fill(255, Math.max(0, left) * 3, right * 3);
    if (line < 0 || line >= each.height) continue;
    const fromLine = Math.floor(line * each.from.height / each.height);
    for (let column = 0; column < each.width; column++) {
      const fromColumn = Math.floor(column * each.from.width / each.width);
      const at = (fromLine * each.from.width + fromColumn) * 3;
      row.set(each.rgb.subarray(at, at + 3), (each.x + column) * 3);
    }
  }
}
