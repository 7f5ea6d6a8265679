/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Only rows near the window hold pictures, so that a long film needs no more memory than a short one.
 * What is in the window comes first.
 * @module
 */

/** How far beyond the window pictures are held ready. */
const MARGIN_PX = 600;

/** Loads and unloads the pictures of rows. */
export class Near {
  /** Near the window, to be loaded when nothing in the window is waited for. */
  readonly #next = new Set<Element>();
  /** In the window and not drawn yet. */
  readonly #awaited = new Set<HTMLImageElement>();

  readonly #seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.load(target);
    }
    this.#loadNext();
  });

  readonly #near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#next.add(target);
      else this.#unload(target);
    }
    this.#loadNext();
  }, { rootMargin: `${MARGIN_PX}px 0px` });

  /** Begins to look after a row. */
  watch(row: Element): void {
    // In this order: what is in the window is asked for before what is near it.
    this.#seen.observe(row);
    this.#near.observe(row);
  }

  /** The row is gone. */
  forget(row: Element): void {
    this.#seen.unobserve(row);
    this.#near.unobserve(row);
    this.#next.delete(row);
    for (const image of imagesOf(row)) this.#awaited.delete(image);
    this.#loadNext();
  }

  /** Loads the pictures of a row without waiting until it is seen in the window. */
  load(row: Element): void {
    this.#next.delete(row);
    for (const image of imagesOf(row)) {
      if (image.hasAttribute("src")) continue;
      this.#awaited.add(image);
      const done = () => {
        this.#awaited.delete(image);
        this.#loadNext();
      };
      image.addEventListener("load", done, { once: true });
      image.addEventListener("error", done, { once: true });
      // A picture the browser would put off must not keep the others waiting.
      image.loading = "eager";
      show(image);
    }
  }

  #loadNext(): void {
    if (this.#awaited.size > 0) return;
    for (const row of this.#next) imagesOf(row).forEach(show);
    this.#next.clear();
  }

  #unload(row: Element): void {
    this.#next.delete(row);
    for (const image of imagesOf(row)) {
      this.#awaited.delete(image);
      image.removeAttribute("src");
    }
  }
}

function show(image: HTMLImageElement): void {
  if (!image.hasAttribute("src")) image.src = image.dataset["src"] ?? "";
}

function imagesOf(row: Element): NodeListOf<HTMLImageElement> {
  return row.querySelectorAll<HTMLImageElement>("img[data-src]");
}
