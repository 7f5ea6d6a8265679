/**
 * What the page asks for when it orders, and what it is told before anything is sent.
 * @module
 */

/** What is asked for with the form. */
export interface OrderForm {
  readonly index: number;
  readonly model: string;
  /** `fit`, `1280*720` or a ratio. */
  readonly size: string;
  readonly n: number;
  /** Null: random. */
  readonly seed: number | null;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly promptExtend: boolean;
  /** `5`, `c17`, `auto`, in the order in which they are sent. */
  readonly references: readonly string[];
  /** What to change in the frame as it stands, instead of the prompt; null: a new picture is made. */
  readonly edit: string | null;
}

/** One order with pictures as it would really go out. */
export interface SentOrder {
  readonly index: number;
  /** `1280*720` */
  readonly size: string;
  /** Speaks of "image 1" and so on. */
  readonly prompt: string;
  /** What image 1, image 2 … are: `5`, `c17`; null: the frame itself as it stands. */
  readonly images: readonly (string | null)[];
}

/** What orders would cost together, and everything worth knowing before paying. */
export interface OrderQuote {
  readonly price: string;
  /** Sent back with the confirmation: an order that costs anything else is not sent. */
  readonly confirmation: string;
  /** Pictures to be bought; 0 when the same orders are under way. */
  readonly pictures: number;
  readonly warnings: readonly string[];
  /** What goes out together with pictures; orders of words alone go out as they were typed. */
  readonly sent: readonly SentOrder[];
  /** Sizes that are ordered, `1280*720`, each once. */
  readonly sizes: readonly string[];
  /** Reasons not to send it. */
  readonly problems: readonly string[];
}
