/**
 * Where the words stand in a rehearsal picture.
 * @module
 */
import { LETTER_ROWS, textWidth } from "../../image/letters.ts";

/** A line of block letters at its place. */
export interface Line {
  readonly text: string;
  /** Left edge, in pixels. */
  readonly x: number;
  /** Upper edge, in pixels. */
  readonly y: number;
  /** Pixels a dot. */
  readonly scale: number;
}

/** The words of a picture and the dark plate behind them. */
export interface Label {
  readonly lines: readonly Line[];
  /** First row of the plate and the row after its last. */
  readonly plate: { readonly top: number; readonly bottom: number };
}

/** What a label is made for. */
export interface LabelOptions {
  readonly width: number;
  readonly height: number;
  /** From the top; the first is the biggest. */
  readonly lines: readonly string[];
  /** Text for the lower right corner. */
  readonly mark?: string | undefined;
}

/** Lays the lines into the middle, the first as wide as four fifths of the picture. */
export function layLabel({ width, height, lines, mark }: LabelOptions): Label {
  const gap = Math.max(4, Math.round(Math.min(width, height) * 0.025));
  const scales = chooseScales(width, height, lines);
  const tall = scales.reduce((sum, scale) => sum + scale * LETTER_ROWS + gap, gap);
  const top = Math.round((height - tall) / 2);
  const laid: Line[] = [];
  let y = top + gap;
  lines.forEach((text, index) => {
    const scale = scales[index] ?? 1;
    laid.push({ text, x: Math.round((width - textWidth(text, scale)) / 2), y, scale });
    y += scale * LETTER_ROWS + gap;
  });
  if (mark !== undefined) {
    const scale = Math.max(1, Math.round(Math.min(width, height) / 400));
    const x = width - textWidth(mark, scale) - gap;
    laid.push({ text: mark, x, y: height - scale * LETTER_ROWS - gap, scale });
  }
  return { lines: laid, plate: { top, bottom: top + tall } };
}

/** Pixels a dot for each line; the lines below the first share theirs. */
function chooseScales(width: number, height: number, lines: readonly string[]): number[] {
  const highest = Math.floor(height / 40);
  const widestBelow = Math.max(1, ...lines.slice(1).map((text) => textWidth(text, 1)));
  return lines.map((text, index) => {
    const scale = index === 0 ? width * 0.8 / textWidth(text, 1) : width * 0.6 / widestBelow;
    return Math.max(1, Math.min(highest, Math.floor(scale)));
  });
}
