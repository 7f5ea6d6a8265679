/**
 * Ordering, one illustration or all bad ones at once: what is typed, the price, and only then the order.
 * It stands beside the pictures and knows nothing of how it is drawn.
 * @module
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { candidateOf, type Illustration, numberText } from "./illustration.ts";
import {
  firstDraft,
  formsOf,
  isDraft,
  modelOf,
  type OrderDraft,
  withModel,
} from "./order_draft.ts";
import type { Review } from "./review.ts";
import { Gone, Refused, type ReviewActions } from "./source.ts";
import type { OrderForm, OrderQuote } from "./state.ts";
import { count, setup, t } from "./words.ts";

/** Illustrations that were ordered together, for the line that says how far they are. */
export interface Batch {
  readonly indices: readonly number[];
}

/** The order that is being thought about. */
export class OrderPanelState {
  /** For which illustrations; undefined: the form is closed. */
  readonly indices: Signal<readonly number[] | undefined> = signal(undefined);
  readonly draft: Signal<OrderDraft | undefined> = signal(undefined);
  /** Why it was refused. */
  readonly problems: Signal<readonly string[]> = signal([]);
  /** What it costs, until anything is typed. */
  readonly quote: Signal<OrderQuote | undefined> = signal(undefined);
  readonly isAsking: Signal<boolean> = signal(false);
  readonly batch: Signal<Batch | undefined> = signal(undefined);
  /** How many of a batch are through. */
  readonly progress: ReadonlySignal<{ readonly done: number; readonly all: number } | undefined>;
  readonly #review: Review;
  readonly #actions: ReviewActions;
  readonly #lookAgain: () => Promise<void>;

  constructor(review: Review, actions: ReviewActions, lookAgain: () => Promise<void>) {
    this.#review = review;
    this.#actions = actions;
    this.#lookAgain = lookAgain;
    this.progress = computed(() => {
      const indices = this.batch.value?.indices;
      if (indices === undefined) return undefined;
      const working = indices.filter((index) =>
        review.byIndex.value.get(index)?.work.some(({ isLeft }) => !isLeft)
      );
      return { done: indices.length - working.length, all: indices.length };
    });
  }

  /** Opens the form; the settings are those of the newest candidate. */
  open(illustrations: readonly Illustration[]): void {
    const indices = illustrations.map(({ index }) => index);
    if (indices.length === 0) return;
    const kept = this.#review.memory.get<OrderDraft>(keyOf(indices), isDraft);
    batch(() => {
      this.indices.value = indices;
      this.draft.value = kept ?? firstDraft(illustrations);
      this.problems.value = [];
      this.quote.value = undefined;
    });
  }

  /** The same as the newest candidate in every way, four of them: opened at its price. */
  async sameAgain(illustration: Illustration): Promise<void> {
    this.#review.memory.set(keyOf([illustration.index]), undefined);
    this.open([illustration]);
    const most = modelOf(this.draft.peek()?.model)?.maxPictures ?? setup().maxPictures;
    const size = candidateOf(illustration)?.size;
    this.change({ n: Math.min(4, most), ...(size === undefined ? {} : { size }) });
    await this.ask();
  }

  /** Something was typed: what was said about the former text is no longer so. */
  change(part: Partial<OrderDraft>): void {
    const draft = this.draft.peek();
    const indices = this.indices.peek();
    if (draft === undefined || indices === undefined) return;
    const next = { ...draft, ...part };
    this.#review.memory.set(keyOf(indices), next);
    batch(() => {
      this.draft.value = next;
      this.quote.value = undefined;
    });
  }

  /** Another model was chosen. */
  changeModel(id: string): void {
    const draft = this.draft.peek();
    if (draft !== undefined) this.change(withModel(draft, id));
  }

  /** One of the prompts was typed. */
  changePrompt(index: number, prompt: string): void {
    this.change({ prompts: { ...this.draft.peek()?.prompts, [index]: prompt } });
  }

  /** Takes an illustration out of the sheet. */
  leaveOut(index: number): void {
    const indices = this.indices.peek()?.filter((each) => each !== index) ?? [];
    if (indices.length === 0) return this.close();
    batch(() => {
      this.indices.value = indices;
      this.change({});
    });
  }

  /** Closes the form. What was typed is kept until it is ordered or thrown away. */
  close(): void {
    this.indices.value = undefined;
  }

  /** Closes the form and forgets what was typed. */
  discard(): void {
    const indices = this.indices.peek();
    if (indices !== undefined) this.#review.memory.set(keyOf(indices), undefined);
    this.close();
  }

  /** The price first; with the price on the table, the order. */
  async confirm(): Promise<void> {
    if (this.isAsking.peek()) return;
    await (this.quote.peek() === undefined ? this.ask() : this.send());
  }

  /** Asks for the price: nothing is sent to the service. */
  async ask(): Promise<void> {
    await this.#busy(async () => {
      const offered = await this.#actions.quote(this.forms());
      batch(() => {
        this.problems.value = offered.problems;
        this.quote.value = offered.problems.length === 0 ? offered : undefined;
      });
    });
  }

  /** Orders what the price was told for. */
  async send(): Promise<void> {
    const quote = this.quote.peek();
    const indices = this.indices.peek();
    if (quote === undefined || indices === undefined) return;
    await this.#busy(async () => {
      const changed = await this.#actions.order(this.forms(), quote.confirmation);
      if (changed !== undefined) {
        this.quote.value = changed;
        this.problems.value = [...changed.problems, t("priceChanged")];
        return;
      }
      this.discard();
      if (indices.length > 1) this.batch.value = { indices };
      const text = indices.length === 1
        ? t("ordered", { number: numberText(indices[0] ?? 0) })
        : count("orderedMany", indices.length);
      this.#review.messages.tell([text]);
      await this.#lookAgain();
    });
  }

  /** The orders as the server takes them. */
  forms(): OrderForm[] {
    const draft = this.draft.peek();
    const indices = this.indices.peek();
    if (draft === undefined || indices === undefined) return [];
    return formsOf(draft, indices, this.#review.byIndex.peek());
  }

  async #busy(act: () => Promise<void>): Promise<void> {
    this.isAsking.value = true;
    try {
      await act();
    } catch (error) {
      const text = error instanceof Gone ? t("gone") : String(error);
      this.problems.value = error instanceof Refused ? error.lines : [text];
    } finally {
      this.isAsking.value = false;
    }
  }
}

function keyOf(indices: readonly number[]): string {
  return indices.length === 1 ? `order-${indices[0]}` : "order-sheet";
}
