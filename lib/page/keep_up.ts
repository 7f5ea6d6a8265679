/// <reference lib="dom" />
/**
 * Keeping up with the pipeline: this page's own work, other tabs, other programs.
 * @module
 */
import { numberText } from "./illustration.ts";
import type { Review } from "./review.ts";
import { Gone, Refused, type ReviewActions } from "./source.ts";
import type { PageState } from "./state.ts";
import { t } from "./words.ts";

/** Pauses between two looks: while something goes on, at rest, in a hidden tab. */
const PAUSES_MS = { busy: 600, calm: 1_500, hidden: 10_000 } as const;

/** Numbers that are told one by one. */
const MOST_TOLD = 5;

/** Looks at the server again and again. */
export class KeepUp {
  readonly #review: Review;
  readonly #actions: ReviewActions;
  readonly #pausesMs: Readonly<Record<keyof typeof PAUSES_MS, number>>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking: Promise<void> | undefined;
  #isWanted = false;

  /** @param pauses where a look costs more than one at a server on this machine */
  constructor(
    review: Review,
    actions: ReviewActions,
    pauses: Readonly<Record<keyof typeof PAUSES_MS, number>> = PAUSES_MS,
  ) {
    this.#review = review;
    this.#actions = actions;
    this.#pausesMs = pauses;
  }

  /** Begins, the state being that of the document. */
  start(): void {
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) void this.lookAgain();
    });
    this.#timer = setTimeout(() => void this.lookAgain(), this.#pausesMs.busy);
  }

  /** Looks at once; settles when a look that began later than this call is drawn. */
  async lookAgain(): Promise<void> {
    if (this.#looking !== undefined) {
      this.#isWanted = true;
      await this.#looking;
      if (this.#looking === undefined && this.#isWanted) return await this.lookAgain();
      return await this.#looking;
    }
    this.#isWanted = false;
    this.#looking = this.#look();
    await this.#looking;
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    const { banner } = this.#review;
    try {
      const state = await this.#actions.fetchState();
      banner.value = undefined;
      if (state !== undefined) this.#draw(state);
    } catch (error) {
      const text = error instanceof Gone ? t("gone") : String(error);
      banner.value = error instanceof Refused ? error.lines.join(" ") : text;
    }
    this.#looking = undefined;
    const isBusy = this.#review.illustrations.peek().some(({ work }) =>
      work.some(({ isLeft }) => !isLeft)
    );
    const pace = document.hidden ? "hidden" : isBusy ? "busy" : "calm";
    this.#timer = setTimeout(() => void this.lookAgain(), this.#pausesMs[pace]);
  }

  #draw(state: PageState): void {
    const review = this.#review;
    const before = new Map(review.illustrations.peek().map((each) => [each.index, each]));
    review.server.value = state;
    const others = review.illustrations.peek().filter((each) => before.get(each.index) !== each)
      .map(({ index }) => index)
      .filter((index) => !review.overlays.peek().has(index));
    if (review.current() === undefined) {
      const [first] = review.illustrations.peek();
      if (first !== undefined) review.go(first.index);
    }
    if (others.length === 0 || others.length > MOST_TOLD) return;
    review.fresh.value = new Set(others);
    review.messages.announce(t("changed", { numbers: others.map(numberText).join(", ") }));
  }
}
