/**
 * What the server tells the page and what the page may ask: the one description both sides share.
 * Types only, so that the page's bundle carries nothing of the server.
 * @module
 */

/** The page's languages. */
export type PageLang = "ru" | "en";

/** A picture as the page shows it. */
export interface PagePicture {
  /** `c17`, `o18`, `f19`; the current original is `current`. */
  readonly id: string;
  readonly kind: "current" | "candidate" | "original" | "found";
  /** Address of the preview and, with `&full`, of the file itself; changes when the bytes change. */
  readonly url: string;
  /** Name of the file in `images/`, while one stands there. */
  readonly name: string | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly model: string | undefined;
  /** As asked for, `1280*720`. */
  readonly size: string | undefined;
  readonly seed: number | undefined;
  readonly promptExtend: boolean;
  /** Positions in {@link PageState.prompts}. */
  readonly prompt: number | undefined;
  readonly negativePrompt: number | undefined;
  readonly actualPrompt: number | undefined;
  /** What was sent along with the prompt, as it was named: `5`, `c17`, a file's name; in the order sent. */
  readonly references: readonly string[];
  /** The prompt says what to change in the frame as it stood; `references` does not name it. */
  readonly isEdit: boolean;
  /** For people: `$0.03`. */
  readonly price: string | undefined;
  readonly isRehearsal: boolean;
  /** ISO 8601. */
  readonly date: string | undefined;
  readonly taskId: string | undefined;
  /** It has the very bytes of the current original. */
  readonly isCurrent: boolean;
  /** Which picture the current original is, when the journal knows its bytes. */
  readonly source: string | undefined;
}

/** Work that goes on for an illustration. */
export interface PageWork {
  /** Stable while it lasts. */
  readonly key: string;
  readonly state: "planned" | "sending" | "unknown" | "open" | "settled";
  readonly model: string;
  /** Pictures still to come. */
  readonly pictures: number;
  /** ISO 8601. */
  readonly since: string;
  /** The latest happening, for people. */
  readonly note: string | undefined;
  /** Nobody sees to it: it can be fetched. */
  readonly isLeft: boolean;
}

/** Something that did not go as asked, until it is dismissed. */
export interface PageNotice {
  /** Below zero: it cannot be dismissed, it ends when it is no longer true. */
  readonly id: number;
  /** The sentence first, then what it rests on: ids, the service's words. */
  readonly lines: readonly string[];
}

/** What was decided about an illustration and stands. */
export interface PageDecision {
  /** Grows with time over the whole pipeline; 0 while the server has not answered yet. */
  readonly id: number;
  readonly kind: "accept" | "keep" | "reject";
  /** What was put in place. */
  readonly picture: string | undefined;
  /** Candidates came after it: it is to be decided again. */
  readonly isOutdated: boolean;
}

/** What an assistant recommends; a person's decision closes it. */
export interface PageRecommendation {
  /** `c17`; undefined: what is there should stay. */
  readonly picture: string | undefined;
  readonly reason: string | undefined;
}

/** One illustration as it is sent to the page; `illustration.ts` works out the rest there. */
export interface PageIllustration {
  readonly index: number;
  readonly title: string | undefined;
  readonly prompt: number | undefined;
  readonly negativePrompt: number | undefined;
  /** The lines of the text it was drawn for. */
  readonly excerpt: string | undefined;
  /** What happens in it. */
  readonly summary: string | undefined;
  /** Who and what is seen, ids of {@link PageState.entities}. */
  readonly entities: readonly string[];
  /** Decided frames that share the most of them, nearest first: what `auto` stands for. */
  readonly alike: readonly number[];
  /** What stands at the original's place now. */
  readonly current: PagePicture | undefined;
  /** Everything the store holds, in the order it came. */
  readonly pictures: readonly PagePicture[];
  readonly decision: PageDecision | undefined;
  readonly recommendation: PageRecommendation | undefined;
  readonly work: readonly PageWork[];
  readonly notices: readonly PageNotice[];
  /** Name of a clip that the video step prefers to the picture. */
  readonly clip: string | undefined;
  /** Files the video step would show for this number, when there are several. */
  readonly frames: readonly string[];
}

/** What was spent, for the head of the page. */
export interface PageSpending {
  /** What the tightest ceiling leaves, in short: `$0.06 left today`; empty: no ceiling is set. */
  readonly headline: string;
  /** What each ceiling leaves, a sentence each; empty when none is set. */
  readonly left: readonly string[];
  /** The newest days on which something was spent, oldest first. */
  readonly days: readonly {
    /** `YYYY-MM-DD` */
    readonly day: string;
    /** Billed, for people: `$0.30`. */
    readonly amount: string;
    /** What may have been billed besides; empty: nothing. */
    readonly unknown: string;
    /** Height of the bar, from 0 to 1, against the dearest day shown. */
    readonly share: number;
    /** Height of what stands on it for {@link unknown}. */
    readonly unknownShare: number;
  }[];
}

/** A frame of the film as it would be made now. */
export interface PageFrame {
  /** The number in the file's name; it need not be an illustration's. */
  readonly number: number;
  /** Name of the picture's file. */
  readonly name: string;
  readonly url: string;
  /** Address of the clip that is taken instead. */
  readonly clip: string | undefined;
}

/** The shape that new pictures should have. */
export interface PageShape {
  /** The film's size, `1280*720`. */
  readonly size: string;
  /** `16:9`, or `2.04:1` where the ratio has no name. */
  readonly ratio: string;
  /**
   * The size that fits by the model's id: from words alone, and with pictures sent along. A model that
   * is not here takes the film's own.
   */
  readonly fits: Readonly<Record<string, readonly [words: string, withReferences: string]>>;
}

/** The film as the video step would make it. */
export interface PageFilm {
  /** Undefined where nothing is ordered. */
  readonly shape: PageShape | undefined;
  readonly frames: readonly PageFrame[];
  /** The sound it is cut to. */
  readonly audio: { readonly name: string; readonly url: string } | undefined;
}

/** Somebody or something that is seen in several illustrations. */
export interface PageEntity {
  readonly id: string;
  /** As the story bible names it, else the id. */
  readonly name: string;
}

/** The pipeline as the page shows it. */
export interface PageState {
  readonly pipeline: string;
  /** Each prompt once: four candidates of one order share theirs. */
  readonly prompts: readonly string[];
  readonly illustrations: readonly PageIllustration[];
  readonly film: PageFilm;
  /** Those seen in at least two illustrations, the most frequent first. */
  readonly entities: readonly PageEntity[];
  /** Undefined: nothing is known of it, and no ceiling is set. */
  readonly spending?: PageSpending | undefined;
}

/** A model the form offers. */
export interface PageModel {
  readonly id: string;
  readonly title: string;
  readonly isRecommended: boolean;
  /** For people; undefined when nobody told it for this region. */
  readonly price: string | undefined;
  readonly maxPromptChars: number;
  /** Most pictures of one order. */
  readonly maxPictures: number;
  /** How many pictures it takes along; undefined: words alone. */
  readonly references: { readonly min: number; readonly max: number } | undefined;
  readonly takesNegativePrompt: boolean;
  readonly takesPromptExtend: boolean;
}

/** What the page knows from the start. */
export interface PageSetup {
  readonly lang: PageLang;
  readonly words: Readonly<Record<PageLang, Readonly<Record<string, string>>>>;
  readonly isRehearsal: boolean;
  readonly models: readonly PageModel[];
  readonly defaultModel: string;
  /** Recommended sizes by ratio, `16:9` to `1280*720`. */
  readonly sizes: Readonly<Record<string, string>>;
  readonly maxPictures: number;
  readonly maxSeed: number;
  readonly version: string;
}

export type { OrderForm, OrderQuote, SentOrder } from "./order_request.ts";

/** What is decided about one illustration. */
export type DecisionRequest =
  | {
    readonly kind: "accept";
    readonly index: number;
    /** `c17`, `o18`, `f19` */
    readonly candidate: string;
    /** Also write the candidate's prompt into illustrations.json. */
    readonly savePrompt: boolean;
    /** Move the illustration's clip out of the film's way. */
    readonly setAsideClips: boolean;
  }
  | { readonly kind: "keep" | "reject"; readonly index: number }
  /** `decision`: what is taken back; the server refuses when another one stands by now. */
  | { readonly kind: "undo"; readonly index: number; readonly decision: number };

/** What became of a decision. */
export interface DecisionResult {
  readonly index: number;
  /** The decision that stands now; undefined: none does. */
  readonly decision: number | undefined;
  /** What will go on showing the old picture, and what is odd about the new one; a sentence each. */
  readonly stillOld: readonly string[];
}

/** Any refusal. */
export interface PageError {
  readonly lines: readonly string[];
}
