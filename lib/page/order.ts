/**
 * Ordering, one illustration or all bad ones at once: what is typed, the price, and only then the order.
 * It stands beside the pictures and knows nothing of how it is drawn.
 * @module
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { candidateOf, type Illustration, numberText, ratioOf } from "./illustration.ts";
import type { Review } from "./review.ts";
import { Gone, Refused, type ReviewActions } from "./source.ts";
import type { OrderForm, OrderQuote } from "./state.ts";
import { count, setup, t } from "./words.ts";

/** What stands in the form; for several illustrations all but the prompts is shared. */
export interface OrderDraft {
  readonly model: string;
  readonly size: string;
  readonly n: number;
  /** As typed: digits, or nothing for a random one. */
  readonly seed: string;
  readonly negativePrompt: string;
  readonly promptExtend: boolean;
  /** By the illustration's number. */
  readonly prompts: Readonly<Record<number, string>>;
  /** Added to every prompt. */
  readonly phrase: string;
}

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

  /** The same as the newest candidate, four of them: opened at its price. */
  async sameAgain(illustration: Illustration): Promise<void> {
    this.#review.memory.set(keyOf([illustration.index]), undefined);
    this.open([illustration]);
    this.change({ n: Math.min(4, setup().maxPictures), seed: "" });
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
    const { model, n, negativePrompt, promptExtend, phrase } = draft;
    const seed = draft.seed.trim();
    return indices.map((index) => ({
      index,
      model,
      size: draft.size.trim().replace(/\s*[x×х]\s*/i, "*"),
      n,
      seed: /^\d+$/.test(seed) ? Math.min(Number(seed), setup().maxSeed) : null,
      prompt: [draft.prompts[index] ?? "", phrase.trim()].filter((each) => each !== "").join(" "),
      negativePrompt: indices.length === 1
        ? negativePrompt
        : this.#review.byIndex.peek().get(index)?.negativePrompt ?? "",
      promptExtend,
    }));
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

function isDraft(value: unknown): boolean {
  return typeof value === "object" && value !== null && "prompts" in value && "phrase" in value;
}

/** The newest candidate's settings, or the illustration's own prompt with the size nearest to its picture. */
function firstDraft(illustrations: readonly Illustration[]): OrderDraft {
  const froms = illustrations.map(candidateOf);
  const [illustration] = illustrations;
  const [from] = froms;
  const isKnown = setup().models.some(({ id }) => id === from?.model);
  return {
    model: from?.model !== undefined && isKnown ? from.model : setup().defaultModel,
    size: from?.size ?? nearestSize(illustration === undefined ? 16 / 9 : ratioOf(illustration)),
    n: 1,
    seed: "",
    negativePrompt: from === undefined
      ? illustration?.negativePrompt ?? ""
      : from.negativePrompt ?? "",
    promptExtend: from?.promptExtend ?? false,
    prompts: Object.fromEntries(
      illustrations.map(({ index, prompt }, at) => [index, froms[at]?.prompt ?? prompt ?? ""]),
    ),
    phrase: "",
  };
}

function nearestSize(ratio: number): string {
  const far = (size: string) => {
    const [width, height] = size.split("*").map(Number);
    return Math.abs(Math.log((width ?? 1) / (height ?? 1) / ratio));
  };
  return Object.values(setup().sizes).sort((a, b) => far(a) - far(b))[0] ?? "1280*720";
}
