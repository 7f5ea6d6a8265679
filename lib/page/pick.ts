/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The picture that keys are about. It survives a reload.
 * @module
 */
import type { RowSet } from "./row_set.ts";

const STORED_AS = "picked";

/** Which picture is picked. */
export class Pick {
  readonly #rows: RowSet;
  readonly #onMove: (index: number) => void;
  #index: number | undefined;
  #id: string | undefined;

  /** @param onMove told when another picture is picked */
  constructor(rows: RowSet, onMove: (index: number) => void) {
    this.#rows = rows;
    this.#onMove = onMove;
  }

  /** Number of the illustration. */
  get index(): number | undefined {
    return this.#index;
  }

  /** Id of the picture. */
  get id(): string | undefined {
    return this.#id;
  }

  /** What was picked before the page was loaded anew. */
  stored(): { readonly index: number; readonly id: string } | undefined {
    const match = /^(\d+)\/(\w+)$/.exec(sessionStorage.getItem(STORED_AS) ?? "");
    return match === null ? undefined : { index: Number(match[1]), id: match[2] ?? "" };
  }

  /** Picks a picture. */
  set(index: number, id: string): void {
    if (this.#index === index && this.#id === id) return;
    this.#index = index;
    this.#id = id;
    sessionStorage.setItem(STORED_AS, `${index}/${id}`);
    this.mark();
    this.#onMove(index);
  }

  /** Shows on the rows what is picked. */
  mark(): void {
    for (const element of this.#rows.element.querySelectorAll(".is-picked")) {
      element.classList.remove("is-picked");
    }
    this.#rows.row(this.#index)?.classList.add("is-picked");
    this.#card()?.classList.add("is-picked");
  }

  /** Brings the focus to the picked picture. */
  focus(): void {
    const frame = this.#card()?.querySelector<HTMLElement>(".frame");
    const other = this.#rows.row(this.#index)?.querySelector<HTMLElement>("button");
    (frame ?? other)?.focus({ preventScroll: true });
    frame?.scrollIntoView({ block: "nearest" });
  }

  #card(): HTMLElement | null | undefined {
    const id = CSS.escape(this.#id ?? "");
    return this.#rows.row(this.#index)?.querySelector<HTMLElement>(`[data-id="${id}"]`);
  }
}
