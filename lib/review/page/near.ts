/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Only rows near the window hold pictures, so that a long film needs no more memory than a short one.
 * @module
 */

/** A picture wider than any preview is the file itself, sent because its preview was not made yet. */
const WIDEST_PREVIEW_PX = 512;

/** How far beyond the window pictures are held ready. */
const MARGIN_PX = 600;

/** The first view comes first. */
const EXCHANGE_AFTER_MS = 1_000;

/** Loads and unloads the pictures of rows. */
export class Near {
  readonly #observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.load(target);
      else for (const image of imagesOf(target)) image.removeAttribute("src");
    }
  }, { rootMargin: `${MARGIN_PX}px 0px` });

  readonly #whole: HTMLImageElement[] = [];
  #isExchanging = false;

  /** Begins to look after a row. */
  watch(row: Element): void {
    this.#observer.observe(row);
  }

  /** The row is gone. */
  forget(row: Element): void {
    this.#observer.unobserve(row);
  }

  /** Loads the pictures of a row without waiting until it is seen near the window. */
  load(row: Element): void {
    for (const image of imagesOf(row)) {
      if (!image.hasAttribute("src")) this.#load(image);
    }
  }

  #load(image: HTMLImageElement): void {
    image.src = image.dataset["src"] ?? "";
    image.addEventListener("load", () => this.#exchangeLater(image), { once: true });
  }

  #exchangeLater(image: HTMLImageElement): void {
    if (Math.max(image.naturalWidth, image.naturalHeight) <= WIDEST_PREVIEW_PX) return;
    this.#whole.push(image);
    if (!this.#isExchanging) setTimeout(() => void this.#exchange(), EXCHANGE_AFTER_MS);
    this.#isExchanging = true;
  }

  /** Puts previews in the place of whole files, one after the other. */
  async #exchange(): Promise<void> {
    for (let image = this.#whole.shift(); image !== undefined; image = this.#whole.shift()) {
      if (!image.isConnected || !image.hasAttribute("src")) continue;
      const preview = new Image();
      preview.src = `${image.dataset["src"]}&wait`;
      // A preview that cannot be made leaves the file where it is.
      const isMade = await preview.decode().then(() => true, () => false);
      if (isMade && image.isConnected && image.hasAttribute("src")) image.src = preview.src;
    }
    this.#isExchanging = false;
  }
}

function imagesOf(row: Element): NodeListOf<HTMLImageElement> {
  return row.querySelectorAll<HTMLImageElement>("img[data-src]");
}
