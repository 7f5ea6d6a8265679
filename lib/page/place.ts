/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Where one is in a long page, over a reload. The browser remembers a height, but rows that were never
 * in the window have only a guessed one, so the same height is another row.
 * @module
 */
import type { RowSet } from "./row_set.ts";

const STORED_AS = "place";

/** Frames until rows around the window have their own heights. */
const SETTLING_FRAMES = 3;

/** Remembers which row stood where in the window. */
export class Place {
  readonly #rows: RowSet;

  constructor(rows: RowSet) {
    this.#rows = rows;
    history.scrollRestoration = "manual";
    addEventListener("pagehide", () => this.#store());
  }

  /** Goes back there; to be called when the first rows are drawn. */
  restore(): void {
    const stored = /^(\d+) (-?\d+)$/.exec(sessionStorage.getItem(STORED_AS) ?? "");
    if (stored === null) return;
    // All of them: rows that come later would move the page, or it would be too short.
    this.#rows.drawAll();
    this.#bring(Number(stored[1]), Number(stored[2]), SETTLING_FRAMES);
  }

  #bring(index: number, top: number, frames: number): void {
    const row = this.#rows.row(index);
    if (row === undefined) return;
    scrollBy({ top: row.getBoundingClientRect().top - top, behavior: "instant" });
    if (frames > 0) requestAnimationFrame(() => this.#bring(index, top, frames - 1));
  }

  #store(): void {
    if (scrollY === 0) return sessionStorage.removeItem(STORED_AS);
    for (const row of this.#rows.element.children) {
      const { top, bottom } = row.getBoundingClientRect();
      if (bottom <= 0) continue;
      const index = (row as HTMLElement).dataset["index"];
      return sessionStorage.setItem(STORED_AS, `${index} ${Math.round(top)}`);
    }
  }
}
