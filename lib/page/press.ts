/// <reference lib="dom" />
/**
 * Whether something is being pressed: what is drawn anew between press and release loses its click.
 * @module
 */

/** A release that the page never hears of must not keep it as it is. */
const LONGEST_MS = 10_000;

/** A click comes right after the release, by touch a little later. */
const CLICK_MS = 50;

let isDown = false;
let waiting: (() => void)[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** Begins to look after presses. */
export function hearPresses(): void {
  const options = { capture: true } as const;
  addEventListener("pointerdown", ({ button }) => {
    if (button !== 0) return;
    isDown = true;
    releaseAfter(LONGEST_MS);
  }, options);
  for (const end of ["pointerup", "pointercancel", "dragend", "blur"]) {
    addEventListener(end, () => releaseAfter(CLICK_MS), options);
  }
}

/** Settles when nothing is pressed. */
export function released(): Promise<void> {
  return new Promise((resolve) => {
    if (isDown) waiting.push(resolve);
    else resolve();
  });
}

/** The latest event counts: what an earlier press left must not end this one. */
function releaseAfter(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(release, ms);
}

function release(): void {
  isDown = false;
  for (const go of waiting) go();
  waiting = [];
}
