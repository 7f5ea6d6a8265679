/// <reference lib="dom" />
/**
 * How many pictures stand beside each other so that all are as large as the room allows.
 * @module
 */
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Between two pictures. */
const GAP_PX = 10;
/** Of the line below a picture. */
const CAPTION_PX = 34;
/** Around all of them, for the ring of the picked one. */
const PADDING_PX = 6;
/** Narrower pictures cannot be judged: the survey scrolls instead. */
const LEAST_PX = 220;

/** The room a survey has. */
export interface Room {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Columns and width of each picture, the largest that shows all of them. */
function fit(
  { widthPx, heightPx }: Room,
  count: number,
  ratio: number,
): { readonly columns: number; readonly widthPx: number } {
  let best = { columns: 1, widthPx: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    const byWidth = (widthPx - GAP_PX * (columns - 1)) / columns;
    const byHeight = ((heightPx - GAP_PX * (rows - 1)) / rows - CAPTION_PX) * ratio;
    const shot = Math.floor(Math.min(byWidth, byHeight));
    if (shot > best.widthPx) best = { columns, widthPx: shot };
  }
  if (best.widthPx >= LEAST_PX) return best;
  const columns = Math.max(1, Math.floor((widthPx + GAP_PX) / (LEAST_PX + GAP_PX)));
  return { columns, widthPx: Math.floor((widthPx - GAP_PX * (columns - 1)) / columns) };
}

/** {@link fit} for an element, kept when its room changes. */
export function useFit(count: number, ratio: number): {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly columns: number;
  readonly widthPx: number;
} {
  const ref = useRef<HTMLDivElement>(null);
  const room = useSignal<Room>({ widthPx: 0, heightPx: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => {
      const widthPx = element.clientWidth - 2 * PADDING_PX;
      const heightPx = element.clientHeight - 2 * PADDING_PX;
      const known = room.peek();
      if (known.widthPx !== widthPx || known.heightPx !== heightPx) {
        room.value = { widthPx, heightPx };
      }
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, ...fit(room.value, count, ratio) };
}
