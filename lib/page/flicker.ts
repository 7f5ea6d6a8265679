/// <reference lib="dom" />
/**
 * Showing the original in a candidate's frame for as long as a key or a button is held.
 * @module
 */

/** One frame at a time. */
export class Flicker {
  #over: HTMLElement | undefined;

  /** Lays the row's original over the frame of a picture. */
  begin(row: HTMLElement, id: string): void {
    if (this.#over !== undefined) return;
    const original = row.querySelector<HTMLImageElement>('[data-id="current"] img');
    const frame = row.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] .frame`);
    if (original === null || frame === null || id === "current") return;
    const over = original.cloneNode() as HTMLImageElement;
    over.className = "over";
    over.loading = "eager";
    frame.append(over);
    frame.classList.add("is-flicking");
    this.#over = over;
  }

  /** Takes it away. */
  end(): void {
    this.#over?.parentElement?.classList.remove("is-flicking");
    this.#over?.remove();
    this.#over = undefined;
  }
}
