/**
 * Looking closely: two sides, any two pictures of an illustration, alone, side by side, one over the
 * other, or their difference.
 * @module
 */
import { batch, type Signal, signal } from "@preact/signals";
import { type Illustration, originalOf, type Picture } from "./illustration.ts";
import type { Review } from "./review.ts";

/** How the two sides are shown. */
export type LookMode = "single" | "beside" | "difference";

/** Whether the close look is open, which pictures it shows, and how. */
export class CloseLook {
  readonly isOpen: Signal<boolean> = signal(false);
  readonly mode: Signal<LookMode> = signal("single");
  /** What the picked picture is compared with: an id; undefined: the original. */
  readonly other: Signal<string | undefined> = signal(undefined);
  /** Which side digits and arrows change. */
  readonly side: Signal<"picked" | "other"> = signal("picked");
  /** The other side is shown in the picked one's place, as long as a key is held. */
  readonly isFlicking: Signal<boolean> = signal(false);
  readonly #review: Review;

  constructor(review: Review) {
    this.#review = review;
  }

  /** Opens it on what is picked. */
  open(mode: LookMode = "single"): void {
    if (this.#review.picked() === undefined) return;
    batch(() => {
      this.isOpen.value = true;
      this.mode.value = mode;
      this.side.value = "picked";
      this.other.value = undefined;
    });
  }

  /** Closes it. */
  close(): void {
    batch(() => {
      this.isOpen.value = false;
      this.isFlicking.value = false;
    });
  }

  /** Turns a way of showing on or off; opens the close look for it. */
  toggle(mode: LookMode): void {
    if (!this.isOpen.peek()) this.open(mode);
    else this.mode.value = this.mode.peek() === mode ? "single" : mode;
  }

  /** Digits and arrows change the other side from now on. */
  switchSide(): void {
    this.side.value = this.side.peek() === "picked" ? "other" : "picked";
    if (this.mode.peek() === "single") this.mode.value = "beside";
  }

  /** Shows a picture on the active side; alone it is the picked one. */
  show(picture: Picture): void {
    if (this.#isOther) this.other.value = picture.id;
    else this.#review.pick.value = picture.id;
  }

  /** The neighbouring picture on the active side. */
  step(by: number): void {
    const { pictures } = this.#review.current() ?? { pictures: [] };
    const illustration = this.#review.current();
    const active = this.#isOther && illustration !== undefined
      ? this.otherOf(illustration)
      : this.#review.picked();
    const at = pictures.findIndex(({ id }) => id === active?.id);
    const next = pictures[(at + by + pictures.length) % pictures.length];
    if (next !== undefined) this.show(next);
  }

  get #isOther(): boolean {
    return this.side.peek() === "other" && this.mode.peek() !== "single";
  }

  /** What the picked picture is compared with. */
  otherOf(illustration: Illustration): Picture | undefined {
    const id = this.other.value;
    return illustration.pictures.find((each) => each.id === id) ?? originalOf(illustration);
  }
}
