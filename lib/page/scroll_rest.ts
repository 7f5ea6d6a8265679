/// <reference lib="dom" />
/**
 * When scrolling has come to rest.
 * @module
 */

/** Without a step for so long, scrolling is over. */
const REST_MS = 150;

/**
 * Calls `act` each time a box that was scrolled has come to rest.
 * @returns ends that
 */
export function hearScrollRest(box: HTMLElement, act: () => void): () => void {
  if ("onscrollend" in document) {
    box.addEventListener("scrollend", act);
    return () => box.removeEventListener("scrollend", act);
  }
  // Safari told of every step and not of the end, for years longer than the others.
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const moved = () => {
    clearTimeout(waiting);
    waiting = setTimeout(act, REST_MS);
  };
  box.addEventListener("scroll", moved);
  return () => {
    clearTimeout(waiting);
    box.removeEventListener("scroll", moved);
  };
}
