/// <reference lib="dom" />
/**
 * Where the page's data come from and where its actions go: HTTP in the review page, calls of tools
 * inside a chat, nothing at all in an exported file.
 * @module
 */
import type {
  DecisionRequest,
  DecisionResult,
  OrderForm,
  OrderQuote,
  PageState,
  PageWork,
} from "./state.ts";

/** Somebody said no, in sentences for people. */
export class Refused extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join(" "));
    this.lines = lines;
  }
}

/** Nobody answers. */
export class Gone extends Error {}

/** Reading: all that an exported file can do. */
export interface ReviewData {
  /** Address of a picture, small or as the file is; undefined: it is not at hand. */
  pictureUrl(url: string, size: "preview" | "whole"): string | undefined;
  /**
   * The picture itself, where nothing may be loaded from an address; it is drawn then.
   * @throws {Refused | Gone} it cannot be shown
   */
  bitmap?(url: string, size: "preview" | "whole"): Promise<ImageBitmap>;
  /** Address of a clip or of the sound; undefined: it is not at hand. */
  mediaUrl(url: string): string | undefined;
}

/**
 * Deciding and ordering.
 * All of them @throw {Refused} with the reason, {@link Gone} when nobody answers.
 */
export interface ReviewActions {
  /** The pipeline as it is now; undefined when nothing changed since the last time. */
  fetchState(): Promise<PageState | undefined>;
  decide(request: DecisionRequest): Promise<DecisionResult>;
  quote(forms: readonly OrderForm[]): Promise<OrderQuote>;
  /** Orders what was agreed to; a new quote comes back when that is no longer true. */
  order(forms: readonly OrderForm[], confirmation: string): Promise<OrderQuote | undefined>;
  /** Fetches what an earlier run left. */
  resume(index: number, work: PageWork): Promise<unknown>;
  /** A notice was read. */
  dismiss(id: number): Promise<unknown>;
  /** Shows the page in the other language; what is picked and what was typed stays. */
  switchLang(): void;
}
