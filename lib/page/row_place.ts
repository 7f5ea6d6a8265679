/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Where one is in a long overview: the row that is in view, and the way back to it after a reload. Rows
 * far away have only a guessed height, so a height alone would be another row.
 * @module
 */
import type { Review } from "./review.ts";

const STORED_AS = "row-place";

/** Frames until rows around the window have their own heights. */
const SETTLING_FRAMES = 8;

/** Room of the page above the rows, so that a title does not stick to the edge. */
const ROOM_PX = 12;

function rowOf(main: HTMLElement, index: number): HTMLElement | null {
  return main.querySelector<HTMLElement>(`#row-${index}`);
}

/** Brings a row into view: to the top, or only as far as it is out of view. */
export function scrollToRow(main: HTMLElement, index: number, block: "start" | "nearest"): void {
  const bring = (frames: number): void => {
    const row = rowOf(main, index);
    if (row === null) return;
    const [outer, inner] = [main.getBoundingClientRect(), row.getBoundingClientRect()];
    const isSeen = inner.top >= outer.top && inner.bottom <= outer.bottom;
    const isFilling = inner.top <= outer.top && inner.bottom >= outer.bottom;
    if (block === "nearest" && (isSeen || isFilling)) return;
    const isBelow = block === "nearest" && inner.bottom > outer.bottom &&
      inner.height < outer.height;
    const by = isBelow ? inner.bottom - outer.bottom + ROOM_PX : inner.top - outer.top - ROOM_PX;
    if (Math.abs(by) > 1) main.scrollTop += by;
    if (frames > 0) requestAnimationFrame(() => bring(frames - 1));
  };
  bring(block === "start" ? SETTLING_FRAMES : 0);
}

/** The row that is looked at: the one of before while enough of it is in view, else the first that is. */
export function rowInView(main: HTMLElement, place: number | undefined): number | undefined {
  const { top, bottom } = main.getBoundingClientRect();
  const share = (row: Element) => {
    const box = row.getBoundingClientRect();
    const seen = Math.min(box.bottom, bottom) - Math.max(box.top, top);
    return seen / Math.max(1, Math.min(box.height, bottom - top));
  };
  const before = place === undefined ? null : rowOf(main, place);
  if (before !== null && share(before) >= 0.5) return place;
  for (const row of main.querySelectorAll<HTMLElement>(".row")) {
    if (share(row) >= 0.5) return Number(row.dataset["index"]);
  }
  return undefined;
}

/**
 * Goes where the page stood before it was loaded anew, else to the row that is picked; remembers where it
 * stands when it goes.
 */
export function keepPlace(main: HTMLElement, { memory, place, illustrations }: Review): () => void {
  const isPlace = (value: unknown) => Array.isArray(value) && value.length === 3;
  const stored = memory.get<readonly [number, number, number]>(STORED_AS, isPlace);
  const picked = place.peek();
  if (stored !== undefined && stored[2] === picked) {
    bring(main, [stored[0], stored[1]], SETTLING_FRAMES);
  } else if (picked !== undefined && picked !== illustrations.peek()[0]?.index) {
    scrollToRow(main, picked, "start");
  }
  const store = () => {
    const at = placeOf(main);
    memory.set(STORED_AS, at === undefined ? undefined : [...at, place.peek()]);
  };
  addEventListener("pagehide", store);
  return () => {
    store();
    removeEventListener("pagehide", store);
  };
}

function bring(main: HTMLElement, [index, top]: readonly [number, number], frames: number): void {
  const row = rowOf(main, index);
  if (row === null) return;
  main.scrollTop += row.getBoundingClientRect().top - main.getBoundingClientRect().top - top;
  if (frames > 0) requestAnimationFrame(() => bring(main, [index, top], frames - 1));
}

/** The first row in view and how far its head is below the edge. */
function placeOf(main: HTMLElement): readonly [number, number] | undefined {
  if (main.scrollTop === 0) return undefined;
  const edge = main.getBoundingClientRect().top;
  for (const row of main.querySelectorAll<HTMLElement>(".row")) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom > edge) return [Number(row.dataset["index"]), Math.round(top - edge)];
  }
  return undefined;
}
