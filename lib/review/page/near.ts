/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Only rows near the window hold pictures, so that a long film needs no more memory than a short one.
 * @module
 */

/** How far beyond the window pictures are held ready. */
const MARGIN_PX = 900;

/** Loads and unloads the pictures of rows. */
export class Near {
  readonly #observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      for (const image of target.querySelectorAll<HTMLImageElement>("img[data-src]")) {
        if (!isIntersecting) image.removeAttribute("src");
        else if (!image.hasAttribute("src")) image.src = image.dataset["src"] ?? "";
      }
    }
  }, { rootMargin: `${MARGIN_PX}px 0px` });

  /** Begins to look after a row. */
  watch(row: Element): void {
    this.#observer.observe(row);
  }

  /** The row is gone. */
  forget(row: Element): void {
    this.#observer.unobserve(row);
  }
}
