/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The rows as they are drawn: only what changed is drawn anew.
 * @module
 */
import { h } from "./element.ts";
import { Near } from "./near.ts";
import { drawRow, replaceRow, type RowActions, type RowMemory, shownPictures } from "./rows.ts";
import type { Illustration, Picture } from "./view.ts";
import { t } from "./words.ts";

interface DrawnRow {
  readonly illustration: Illustration;
  readonly element: HTMLElement;
}

/** Rows that are drawn without a breath. */
const DRAWN_AT_ONCE = 3;

/** The rest is drawn after this time whatever is still waited for. */
const PATIENCE_MS = 1_500;

/** Rows a window commonly shows. */
const SEEN_AT_FIRST = 2;

/** The rows of a page. */
export class RowSet {
  readonly element = h("main", { id: "rows", tabindex: -1 });
  readonly #actions: RowActions;
  readonly #onDrawn: (illustration: Illustration) => void;
  readonly #near = new Near();
  readonly #drawn = new Map<number, DrawnRow>();
  readonly #memories = new Map<number, RowMemory>();
  #shown: ReadonlySet<number> | undefined;
  /** What the rows are to be, drawn or not. */
  #wanted: readonly Illustration[] = [];
  #isDrawing = false;

  /** @param onDrawn told whenever a row was drawn */
  constructor(actions: RowActions, onDrawn: (illustration: Illustration) => void) {
    this.#actions = actions;
    this.#onDrawn = onDrawn;
  }

  /** The drawn row of an illustration. */
  row(index: number | undefined): HTMLElement | undefined {
    return this.#drawn.get(index ?? -1)?.element;
  }

  /** The pictures of an illustration that its row shows. */
  picturesOf(illustration: Illustration | undefined): Picture[] {
    if (illustration === undefined) return [];
    return shownPictures(illustration, this.#memory(illustration.index).isWhole);
  }

  /** Draws what is new and returns what changed for the eye; of many new rows the rest follows. */
  draw(illustrations: readonly Illustration[]): number[] {
    const wasDrawn = new Set(this.#drawn.keys());
    const wasWanted = new Set(this.#wanted.map(({ index }) => index));
    this.#wanted = illustrations;
    this.#removeOthers(illustrations);
    const changed = illustrations.filter((each) => {
      const old = this.#drawn.get(each.index)?.illustration;
      return old === undefined || old.mark() !== each.mark();
    });
    const fresh = changed.filter(({ index }) => !this.#drawn.has(index));
    const later = fresh.slice(DRAWN_AT_ONCE);
    const now = later.length === 0 ? changed : changed.filter((each) => !later.includes(each));
    for (const illustration of now) this.#drawOne(illustration);
    this.#arrange(illustrations);
    if (wasDrawn.size === 0) {
      for (const { index } of now.slice(0, SEEN_AT_FIRST)) this.#loadNow(index);
    }
    if (later.length > 0) void this.#drawRest();
    return now.map(({ index }) => index)
      .filter((index) => wasDrawn.has(index) || !wasWanted.has(index));
  }

  /** Remembers something about a row and draws it anew. */
  remember(illustration: Illustration, memory: Partial<RowMemory>): void {
    const { index } = illustration;
    this.#memories.set(index, { ...this.#memory(index), ...memory });
    this.#drawOne(illustration);
  }

  /** Shows these rows alone. */
  show(indices: ReadonlySet<number>): void {
    this.#shown = indices;
    for (const [index, { element }] of this.#drawn) element.hidden = !indices.has(index);
    this.element.classList.toggle("is-empty", indices.size === 0);
    this.element.dataset["empty"] = t(this.#drawn.size === 0 ? "empty" : "emptyFilter");
  }

  #loadNow(index: number): void {
    const row = this.row(index);
    if (row !== undefined && !row.hidden) this.#near.load(row);
  }

  /** Draws at once what is still to come: somebody wants to see it. */
  drawAll(): void {
    for (const illustration of this.#undrawn()) this.#drawOne(illustration);
    this.#arrange(this.#wanted);
  }

  /** A few rows at a time, when the first view stands and nothing else is to be done. */
  async #drawRest(): Promise<void> {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    await firstView();
    for (let rest = this.#undrawn(); rest.length > 0; rest = this.#undrawn()) {
      for (const illustration of rest.slice(0, DRAWN_AT_ONCE)) this.#drawOne(illustration);
      this.#arrange(this.#wanted);
      await idle();
    }
    this.#isDrawing = false;
  }

  #undrawn(): Illustration[] {
    return this.#wanted.filter(({ index }) => !this.#drawn.has(index));
  }

  #drawOne(illustration: Illustration): void {
    const { index } = illustration;
    const element = drawRow(illustration, this.#memory(index), this.#actions);
    element.hidden = this.#shown !== undefined && !this.#shown.has(index);
    const old = this.#drawn.get(index)?.element;
    if (old === undefined) this.#near.watch(element);
    else replaceRow(old, element, this.#near);
    this.#drawn.set(index, { illustration, element });
    this.#onDrawn(illustration);
  }

  #removeOthers(illustrations: readonly Illustration[]): void {
    const existing = new Set(illustrations.map(({ index }) => index));
    for (const [index, { element }] of this.#drawn) {
      if (existing.has(index)) continue;
      this.#near.forget(element);
      element.remove();
      this.#drawn.delete(index);
    }
  }

  /** Brings the rows into the order of the file, touching only those that stand elsewhere. */
  #arrange(illustrations: readonly Illustration[]): void {
    const elements = illustrations.flatMap(({ index }) => this.row(index) ?? []);
    for (const [at, element] of elements.entries()) {
      const there = this.element.children[at];
      if (there !== element) this.element.insertBefore(element, there ?? null);
    }
  }

  #memory(index: number): RowMemory {
    return this.#memories.get(index) ?? { isWhole: false, stillOld: [] };
  }
}

/** Until everything that was asked for first is there. */
function firstView(): Promise<void> {
  return new Promise((resolve) => {
    if (document.readyState === "complete") resolve();
    addEventListener("load", () => resolve(), { once: true });
    setTimeout(resolve, PATIENCE_MS);
  });
}

/** Until the browser has time; Safari does not tell. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    const isTold = "requestIdleCallback" in globalThis;
    if (isTold) requestIdleCallback(() => resolve(), { timeout: PATIENCE_MS });
    else setTimeout(resolve);
  });
}
